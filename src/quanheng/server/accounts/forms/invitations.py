"""Inviting a colleague, and accepting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import AcceptanceDraft, InvitationDraft
from quanheng.server.accounts.forms.fields import DivisionField, RolesField
from quanheng.server.accounts.forms.sign_in import PASSWORD_RULES
from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.policies import grantable_roles
from quanheng.server.accounts.queries import divisions_for_regulators
from quanheng.server.core.actors import Actor


class AcceptanceForm(forms.Form):
    """What an invited person chooses."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    username = forms.CharField(
        label=_("Username"),
        max_length=60,
        help_text=_("You sign in with it. Letters and digits, such as luo.pansheng."),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_RULES,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("For a forgotten password, and nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def draft(self, language: str) -> AcceptanceDraft:
        """What was chosen; `language` is that of the page."""
        return AcceptanceDraft(**self.cleaned_data, language=language)


class InvitationForm(forms.Form):
    """Whom to invite into `organisation`, in which of the roles that the actor may grant there."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("The link is mailed there. Without it, hand the link over yourself."),
    )
    title = forms.CharField(label=_("Job title"), max_length=60, required=False)
    roles = RolesField(label=_("Roles"))
    division = DivisionField(
        label=_("Works in"), required=False, help_text=_("A regulator works there and everywhere below.")
    )

    def __init__(self, actor: Actor, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        grantable = grantable_roles(actor, organisation)
        self.fields["roles"].choices = [(role.value, role.label) for role in Role if role in grantable]
        if len(grantable) == 1:
            self.fields["roles"].initial = list(grantable)
        if Role.REGULATOR in grantable:
            self.fields["division"].queryset = divisions_for_regulators(actor, organisation)
        else:
            del self.fields["division"]

    def draft(self) -> InvitationDraft:
        """The invitation as it was filled in."""
        given = self.cleaned_data
        return InvitationDraft(
            organisation=self.organisation,
            name=given["name"],
            email=given["email"],
            title=given["title"],
            roles=tuple(given["roles"]),
            division=given.get("division"),
        )
