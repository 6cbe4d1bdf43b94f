"""Where allauth and axes ask us: nobody signs up without an invitation, secrets are kept encrypted, words are ours."""

import base64
import io
from datetime import datetime, timedelta
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, gettext_lazy as _

from quanheng.server.accounts.models import Person
from quanheng.server.accounts.second_factor import may_remove
from quanheng.server.core.clock import now

A_YEAR = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with a password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. The security administrator can reopen it."),
        "email_password_mismatch": _("The name and the password do not belong together."),
        "username_password_mismatch": _("The name and the password do not belong together."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or no longer. Codes change every 30 seconds."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes."),
        "rate_limited": _("Too many attempts. Wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts wrong passwords in the database, for all processes; allauth counts wrong codes."""

    def post_login(self, request: HttpRequest, user: Any, **about_the_sign_in: Any) -> HttpResponse:
        """Pages speak the language that the person chose, if they chose one."""
        response: HttpResponse = super().post_login(request, user, **about_the_sign_in)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=A_YEAR, samesite="Lax")
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From our own address, never from what the request says its host is."""
        url = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL.rstrip("/") + url.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language that the person chose, or the one of the request."""
        user = context.get("user")
        language = getattr(user, "language", "") or translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        return gettext("Quanheng: %(subject)s") % {"subject": subject}

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext_lazy("With the password"),
            "mfa_reauthenticate": gettext_lazy("With a code"),
            "mfa_reauthenticate:webauthn": gettext_lazy("With a passkey"),
        }
        return [{**each, "description": words[each["id"]]} for each in super().get_reauthentication_methods(user)]


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an identity provider: it identifies known people, it does not make accounts."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Set a password first: without this connection you could not sign in."),
        "disconnect_last": _("This is your only way to sign in. Set a password first."),
        "connected_other": _("This sign-in belongs to another account here."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("Your role requires a second factor. Add another one before you remove this."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second factor. Set one up first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator)

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """Dark on white whatever the theme: readers need the contrast that way round."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff")
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Quanheng 泉衡"}


def _cipher() -> Fernet:
    """For secrets that must be read again. Its key follows from SECRET_KEY, and serves for nothing else."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"quanheng second factor secrets")
    return Fernet(base64.urlsafe_b64encode(derivation.derive(settings.SECRET_KEY.encode())))


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser, as allauth finds it: behind our own proxy only, its header is believed."""
    return get_client_ip(request)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose account somebody tried to enter: one name, by whichever spelling or address it was meant.

    Axes counts failures by it, so that the name, its capitals and the address for mail are not three sets of tries.
    """
    given = credentials or {}
    typed = next((given[key] for key in ("username", "login", "email") if given.get(key)), None)
    name = str(typed if typed is not None else request.POST.get("login", "")).strip().replace("\0", "").lower()
    if "@" in name:
        known = Person.objects.filter(email__iexact=name).values_list("username", flat=True).first()
        name = (known or name).lower()
    return name[:255]


def locked_out(
    request: HttpRequest, _original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of somebody locked out after too many failures: until when, and who can help sooner."""
    until = _locked_until(request, name_tried(request, credentials))
    minutes = max(1, -(-int((until - now()).total_seconds()) // 60))
    context = {"until": until, "minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def _locked_until(request: HttpRequest, name: str) -> datetime:
    last = AccessAttempt.objects.filter(username=name).aggregate(last=Max("attempt_time"))["last"]
    return (last or now()) + (get_cool_off(request) or timedelta())
