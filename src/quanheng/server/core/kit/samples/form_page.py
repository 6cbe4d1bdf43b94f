"""The form of the style page: every kind of field, in every state."""

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.kit.samples.instruments import DISTRICTS, KINDS, laboratory_options


class InstrumentForm(forms.Form):
    """An instrument that is to be registered; writes nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of instrument"), choices=[("", "—"), *((key, name) for key, name, _model in KINDS)]
    )
    model = forms.CharField(
        label=gettext_lazy("Model"), max_length=40, help_text=gettext_lazy("As on the type plate, such as ACS-15.")
    )
    serial = forms.CharField(label=gettext_lazy("Serial number"), max_length=40)
    made_on = forms.DateField(
        label=gettext_lazy("Made on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    district = forms.ChoiceField(label=gettext_lazy("District or county"), choices=DISTRICTS)
    laboratory = forms.ChoiceField(
        label=gettext_lazy("Verified by"),
        required=False,
        widget=forms.Select(attrs={"data-pick": "", "data-pick-placeholder": gettext_lazy("type two characters")}),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Used for"),
        widget=forms.RadioSelect,
        choices=[
            ("trade", gettext_lazy("Trade settlement")),
            ("safety", gettext_lazy("Safety protection")),
            ("health", gettext_lazy("Medical care")),
            ("other", gettext_lazy("Something else")),
        ],
        help_text=gettext_lazy("Decides, with the catalogue, whether verification is mandatory."),
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days on which it can be verified"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("1", gettext_lazy("Monday")),
            ("2", gettext_lazy("Tuesday")),
            ("3", gettext_lazy("Wednesday")),
            ("4", gettext_lazy("Thursday")),
            ("5", gettext_lazy("Friday")),
        ],
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photograph = forms.FileField(
        label=gettext_lazy("Photograph of the type plate"),
        required=False,
        help_text=gettext_lazy("JPEG or PNG, at most 8 MB. Kept with the instrument."),
    )
    is_sealed = forms.BooleanField(label=gettext_lazy("It bears an intact seal"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["laboratory"].choices = [("", ""), *((each.value, each.text) for each in laboratory_options())]

    def clean_serial(self) -> str:
        serial = self.cleaned_data["serial"]
        if serial == "20210806":
            raise forms.ValidationError(
                _("Serial number 20210806 of this model is on the register already: 370102-JYJ-004187.")
            )
        return serial
