"""What a person changes about themselves: details, tokens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quanheng.server.accounts.drafts import DetailsDraft, TokenDraft
from quanheng.server.accounts.forms.fields import EndOfDayField
from quanheng.server.accounts.scopes import known_scopes
from quanheng.server.core.clock import today


class DetailsForm(forms.Form):
    """One's own name, address for mail and language."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Email"), required=False, help_text=_("For a forgotten password, and nothing else.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As chosen in the browser")), *settings.LANGUAGES],
        help_text=_("Of these pages, and of the mails that you get."),
    )

    def draft(self) -> DetailsDraft:
        """The details as they were filled in."""
        return DetailsDraft(**self.cleaned_data)


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=_("What it is for"), max_length=60, help_text=_("Such as “transfer of certificates to LIMS”.")
    )
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    expires_at = EndOfDayField(label=_("Last day"), help_text=_("At most a year ahead. A short life is a safe one."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = list(known_scopes().items())
        self.fields["expires_at"].initial = today() + timedelta(days=90)

    def draft(self) -> TokenDraft:
        """The token as it was asked for."""
        given = self.cleaned_data
        return TokenDraft(name=given["name"], scopes=tuple(given["scopes"]), expires_at=given["expires_at"])
