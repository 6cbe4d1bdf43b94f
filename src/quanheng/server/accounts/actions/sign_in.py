"""One-time links that sign a person in: made by whoever runs the platform, at its machine."""

from datetime import timedelta

from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.locks import held_person
from quanheng.server.accounts.models import Person, SignInLink
from quanheng.server.accounts.one_time import new_secret, row_of
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Missing

DEFAULT_LIFE = timedelta(hours=24)
LONGEST_LIFE = timedelta(days=7)


class LinkUnknown(Missing):
    """No such link was ever made."""

    code = "link-unknown"


class LinkUsed(Conflict):
    """The link has signed somebody in; it works once."""

    code = "link-used"


class LinkExpired(Conflict):
    """The link's time is over."""

    code = "link-expired"


def make_sign_in_link(actor: Actor, person: Person, valid_for: timedelta = DEFAULT_LIFE) -> str:
    """The secret of a new link that signs `person` in once, within `valid_for`. It is shown once and kept nowhere.

    Raises:
        Refused: anybody but the platform itself asks.
        Conflict: the account is closed.
        ValueError: `valid_for` is not between nothing and 7 days.
    """
    secret, digest = new_secret()
    _make_link(actor, person, digest, valid_for)
    return secret


@action("accounts.sign_in_link_made", allow=policies.may_make_sign_in_link, subject=lambda link: link.person)
def _make_link(actor: Actor, person: Person, digest: str, valid_for: timedelta) -> SignInLink:
    if not timedelta(0) < valid_for <= LONGEST_LIFE:
        raise ValueError(f"a sign-in link lives at most {LONGEST_LIFE}, not {valid_for}")
    person = held_person(person.pk)
    if not person.is_active:
        raise Conflict(_("The account of %(person)s is closed.") % {"person": person.name})
    return SignInLink.objects.create(person=person, token_digest=digest, expires_at=now() + valid_for)


@action("accounts.sign_in_link_used", allow=policies.may_use_sign_in_link)
def use_sign_in_link(actor: Actor, token: str) -> Person:
    """The person whom the link signs in; it opens nothing afterwards. Signing in is the page's part.

    Raises:
        LinkUnknown: no link has this secret.
        LinkUsed: it was used before.
        LinkExpired: its time is over.
        Conflict: the account is closed.
    """
    link = row_of(token, SignInLink.objects.select_for_update(of=("self",)).select_related("person"))
    if link is None:
        raise LinkUnknown(_("There is no such link. Copy it whole, or ask for a new one."))
    if link.used_at is not None:
        raise LinkUsed(_("This link was used already. Each works once; ask for a new one."))
    if link.expires_at <= now():
        raise LinkExpired(_("This link has expired. Ask for a new one."))
    if not link.person.is_active:
        raise Conflict(_("The account of %(person)s is closed.") % {"person": link.person.name})
    link.used_at = now()
    link.save(update_fields=["used_at"])
    return link.person
