"""Forms of signing in: allauth's, with our words. Settings name them in ACCOUNT_FORMS and MFA_FORMS."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as CodeForm, ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.contrib.auth.signals import user_login_failed
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.models import Person


def _what_a_password_needs() -> str:
    # Django's own four sentences are longer than the form.
    lengths = [
        each.min_length for each in get_default_password_validators() if isinstance(each, MinimumLengthValidator)
    ]
    text = _("At least %(length)d characters, not only digits; no common password, and nothing of your name.")
    return str(text) % {"length": max(lengths, default=0)}


PASSWORD_RULES = lazy(_what_a_password_needs, str)()


def reword(field: forms.Field, label: Any, help_text: Any = "", **attributes: str) -> None:
    """Give a library's field our label and help, and take its placeholder away: a label is no placeholder."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):
    """Name or address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["login"], _("Username or email"), autocomplete="username webauthn", autocapitalize="none")
        reword(self.fields["password"], _("Password"))


class PasswordChangeForm(ChangePasswordForm):
    """The present password and a new one, once: the browser can show what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["oldpassword"], _("Present password"))
        reword(self.fields["password1"], _("New password"), PASSWORD_RULES)
        reword(self.fields["password2"], _("New password again"))


class PasswordSetForm(SetPasswordForm):
    """A first password, for somebody who came in by a link or a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password1"], _("Password"), PASSWORD_RULES)
        reword(self.fields["password2"], _("Password again"))


class PasswordResetForm(ResetPasswordForm):
    """Asks for the address to which a link is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["email"], _("Email"))

    def clean_email(self) -> str:
        """Only the address that the person has now counts: an old mailbox may belong to somebody else."""
        address = self.cleaned_data["email"].lower()
        self.users = list(Person.objects.filter(email__iexact=address, is_active=True))
        return address


class PasswordFromLinkForm(ResetPasswordKeyForm):
    """A new password, by the link that was mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password1"], _("New password"), PASSWORD_RULES)
        reword(self.fields["password2"], _("New password again"))


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password"], _("Password"))


def _reword_code(form: forms.Form) -> None:
    reword(
        form.fields["code"],
        _("Code"),
        _("Six digits from the authenticator app, or one of your recovery codes."),
        inputmode="numeric",
        autofocus="autofocus",
    )


class SecondFactorForm(CodeForm):
    """The code of the authenticator app, or a recovery code. Wrong codes count like wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword_code(self)

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials  # its middleware answers
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return super().clean_code()
        except forms.ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise


class SecondFactorAgainForm(CodeAgainForm):
    """A code once more, before a change that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword_code(self)


class AuthenticatorAppForm(ActivateTOTPForm):
    """The first code that the app shows proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["code"], _("Code that the app shows"), inputmode="numeric")


class PasskeyForm(AddWebAuthnForm):
    """A name for a new passkey, and whether it alone signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self.fields["name"],
            _("Name of the passkey"),
            _("So that you can tell your keys apart, e.g. “office computer”."),
        )
        self.fields["passwordless"].initial = True
        reword(
            self.fields["passwordless"],
            _("Sign in with this key alone"),
            _(
                "The key then asks for its PIN or your fingerprint. Without this it serves as second factor after the password."
            ),
        )


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["name"], _("Name of the passkey"))
