"""Registering and changing an organisation."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import OrganisationKind
from quanheng.server.accounts.drafts import FIELD_LABELS, OrganisationDraft
from quanheng.server.accounts.forms.fields import DivisionField
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.policies import changeable_fields
from quanheng.server.accounts.queries import divisions_for_organisations
from quanheng.server.core.actors import Actor

_DAY = {"type": "date"}


class OrganisationForm(forms.Form):
    """All that is entered about an organisation. What the actor may not change is shown, but cannot be typed in."""

    credit_code = forms.CharField(
        label=FIELD_LABELS["credit_code"],
        max_length=40,
        help_text=_("18 characters, as on the licence. Spaces and small letters do no harm."),
        widget=forms.TextInput(
            {
                "class": "q-code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "hx-get": reverse_lazy("credit-code"),
                "hx-trigger": "input changed delay:400ms, blur changed",
                "hx-target": "#credit_code_check",
                "hx-include": "[name=organisation]",
            }
        ),
    )
    name = forms.CharField(label=FIELD_LABELS["name"], max_length=120)
    short_name = forms.CharField(
        label=FIELD_LABELS["short_name"], max_length=40, required=False, help_text=_("For lists and narrow places.")
    )
    name_en = forms.CharField(label=FIELD_LABELS["name_en"], max_length=160, required=False)
    kind = forms.ChoiceField(label=FIELD_LABELS["kind"], choices=[("", ""), *OrganisationKind.choices])
    division = DivisionField(label=FIELD_LABELS["division"], help_text=_("Its authority supervises the organisation."))
    street = forms.CharField(label=FIELD_LABELS["street"], max_length=60, required=False)
    address = forms.CharField(label=FIELD_LABELS["address"], max_length=200, required=False)
    postcode = forms.CharField(label=FIELD_LABELS["postcode"], max_length=6, required=False)
    longitude = forms.DecimalField(label=FIELD_LABELS["longitude"], required=False, max_digits=9, decimal_places=6)
    latitude = forms.DecimalField(label=FIELD_LABELS["latitude"], required=False, max_digits=9, decimal_places=6)
    telephone = forms.CharField(label=FIELD_LABELS["telephone"], max_length=30, required=False)
    website = forms.URLField(label=FIELD_LABELS["website"], required=False, assume_scheme="https")
    industry_code = forms.CharField(
        label=FIELD_LABELS["industry_code"], max_length=5, required=False, help_text=_("Such as F5265.")
    )
    scope = forms.CharField(
        label=FIELD_LABELS["scope"], max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )
    established_on = forms.DateField(
        label=FIELD_LABELS["established_on"], required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    employees = forms.IntegerField(label=FIELD_LABELS["employees"], required=False, min_value=0, max_value=2_000_000)
    authorisation_number = forms.CharField(label=FIELD_LABELS["authorisation_number"], max_length=60, required=False)
    authorisation_valid_until = forms.DateField(
        label=FIELD_LABELS["authorisation_valid_until"], required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=FIELD_LABELS["note"], max_length=400, required=False, widget=forms.Textarea({"rows": 2})
    )

    #: How the fields stand together on the page.
    GROUPS = (
        ("identity", _("Identity"), ("credit_code", "name", "short_name", "name_en", "kind", "division")),
        ("place", _("Place"), ("street", "postcode", "address", "longitude", "latitude")),
        ("business", _("Business"), ("industry_code", "established_on", "employees", "telephone", "website", "scope")),
        ("authorisation", _("Authorisation"), ("authorisation_number", "authorisation_valid_until", "note")),
    )

    def __init__(self, actor: Actor, organisation: Organisation | None, *args: Any, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs.setdefault("initial", OrganisationDraft.of(organisation).values())
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        places = divisions_for_organisations(actor)
        if organisation is not None:
            places = places | Division.objects.filter(pk=organisation.division_id)
            is_open = changeable_fields(actor, organisation)
            for name, field in self.fields.items():
                field.disabled = name not in is_open
        self.fields["division"].queryset = places.order_by("path")

    def groups(self) -> list[dict[str, Any]]:
        """The groups with their bound fields."""
        return [
            {"key": key, "label": label, "fields": [self[name] for name in names]} for key, label, names in self.GROUPS
        ]

    def draft(self) -> OrganisationDraft:
        """The organisation as it was filled in; what is not on the form stays as it is."""
        kept = {"is_demonstration": self.organisation.is_demonstration} if self.organisation else {}
        return OrganisationDraft(**self.cleaned_data, **kept)
