"""What the pages of signing in ask about the account and the address."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from allauth.mfa.models import Authenticator
from django import template
from django.http.request import split_domain_port
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, pgettext

from quanheng.server.accounts import second_factor
from quanheng.server.accounts.choices import InvitationState, Role
from quanheng.server.accounts.models import Invitation
from quanheng.server.core.clock import now
from quanheng.server.core.kit.dates import day_text, moment_text
from quanheng.server.core.kit.tags.text import status

register = template.Library()


@dataclass(frozen=True, slots=True)
class PasskeyHost:
    """Whether passkeys can work at this address: browsers want a name, not digits. `alternative`: the same by name."""

    is_name: bool
    alternative: str = ""


@register.simple_tag(takes_context=True)
def passkey_host(context: dict[str, Any]) -> PasskeyHost:
    """Whether passkeys can work at the address of this page."""
    request = context["request"]
    host, port = split_domain_port(request.get_host())
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return PasskeyHost(is_name=True)
    if not address.is_loopback:
        return PasskeyHost(is_name=False)
    return PasskeyHost(False, f"{request.scheme}://localhost{':' + port if port else ''}{request.path}")


@register.simple_tag
def has_code_factor(person: Any) -> bool:
    """Whether the person has an authenticator app."""
    return Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()


@register.simple_tag
def has_passkey(person: Any) -> bool:
    """Whether the person has a passkey or security key."""
    return Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN).exists()


@register.simple_tag(takes_context=True)
def second_factor_required(context: dict[str, Any]) -> bool:
    """Whether the roles of the signed-in person require a second factor."""
    return second_factor.requires(context["request"].user)


@register.filter
def address_shortened(address: str | None) -> str:
    """An address without its last part: enough to know the place, not the household.

    Example:
        >>> address_shortened("10.3.7.21"), address_shortened("2001:db8:1:2::9")
        ('10.3.7.…', '2001:db8:1:…')
    """
    if not address:
        return "—"
    parsed = ip_address(address)
    if parsed.version == 4:
        return address.rpartition(".")[0] + ".…"
    return ":".join(part.lstrip("0") or "0" for part in parsed.exploded.split(":")[:3]) + ":…"


#: What a browser calls itself, by the first of these words that it says; order matters, most say several.
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def device(user_agent: str) -> str:
    """Browser and system in words, from what the browser calls itself."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if not browser and not system:
        return user_agent[:40] or str(_("unknown"))
    return " · ".join(filter(None, [browser, system]))


@register.filter
def role_labels(roles: list[str]) -> str:
    """The words of several roles, in one line."""
    return pgettext("list", ", ").join(str(Role(role).label) for role in roles)


#: How the state of an invitation is shown.
INVITATION_SIGNS = {
    InvitationState.OPEN: ("info", "mail"),
    InvitationState.ACCEPTED: ("ok", ""),
    InvitationState.WITHDRAWN: ("mute", "mail-off"),
    InvitationState.EXPIRED: ("warn", ""),
}


@register.simple_tag
def invitation_status(invitation: Invitation) -> SafeString:
    """What became of an invitation: icon, word and colour."""
    state = InvitationState(invitation.state)
    kind, icon = INVITATION_SIGNS[state]
    return status(kind, state.label, icon)


@register.filter
def equals(value: Any, other: Any) -> bool:
    """For tags, whose arguments cannot compare."""
    return bool(value == other)


@register.filter
def lately(when: datetime) -> str:
    """The time of a moment of today, the day of an earlier one."""
    day, _space, clock = moment_text(when).partition(" ")
    return clock if day == day_text(now()) else day
