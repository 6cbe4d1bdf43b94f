"""Accounts of people: entering, changing, closing; sessions and lock-outs."""

import re
import unicodedata
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from axes.utils import reset as reset_attempts
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.locks import held_person
from quanheng.server.accounts.actions.tokens import revoke_all_tokens
from quanheng.server.accounts.drafts import AcceptanceDraft, DetailsDraft, PersonDraft
from quanheng.server.accounts.models import ApiToken, Person
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused, Text

#: Letters of any script, digits, and `. _ -` between them. No `@`: it would pass for somebody's address.
USERNAME = re.compile(r"[^\W_](?:[\w.-]{1,58})[^\W_]")


class Released(NamedTuple):
    """Whose lock-out was released (None where nobody signs in by that name), and how many failures were forgotten."""

    person: Person | None
    failures: int


@action("accounts.person_registered", allow=policies.may_register_person)
def register_person(actor: Actor, draft: PersonDraft) -> Person:
    """Enter a person without a password: who signs in first by a one-time link. For the platform itself.

    Raises:
        Invalid: a name, user name or address that cannot be, or that somebody else has.
    """
    return place_person(actor, draft)


@action("accounts.details_changed", allow=policies.may_change_own_details)
def change_own_details(actor: Actor, draft: DetailsDraft) -> Person:
    """Change one's own name, address for mail and language.

    Raises:
        Invalid: a value that cannot be; an address that somebody else has.
    """
    if actor.person_id is None:
        raise Refused(_("Sign in first."))
    person = held_person(actor.person_id)
    wrong = _wrong_details(draft.name, draft.email, draft.language)
    if draft.email and Person.objects.filter(email__iexact=draft.email.strip()).exclude(pk=person.pk).exists():
        wrong["email"] = _("Somebody else uses this address.")
    if wrong:
        raise Invalid(_("Your details were not changed."), wrong)
    person.name, person.email, person.language = draft.name.strip(), draft.email.strip(), draft.language
    person.save(update_fields=["name", "email", "language"])
    return person


@action("accounts.account_closed", allow=policies.may_close_account)
def close_account(actor: Actor, person: Person) -> Person:
    """Let a person sign in no more: sessions end at once, tokens are revoked, memberships stay for a return.

    Raises:
        Conflict: it is closed already.
    """
    person = held_person(person.pk)
    if not person.is_active:
        raise Conflict(_("The account of %(person)s is closed already.") % {"person": person.name})
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    revoke_all_tokens(actor, ApiToken.objects.unrestricted("all of this account").filter(membership__person=person))
    return person


@action("accounts.account_reopened", allow=policies.may_reopen_account)
def reopen_account(actor: Actor, person: Person) -> Person:
    """Let a person sign in again; tokens stay revoked.

    Raises:
        Conflict: it is open.
    """
    person = held_person(person.pk)
    if person.is_active:
        raise Conflict(_("The account of %(person)s is open.") % {"person": person.name})
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@action(
    "accounts.lockout_released",
    allow=policies.may_release_lockout,
    subject=lambda released: released.person,
    body=lambda released: {"failures": released.failures},
)
def release_lockout(actor: Actor, username: str) -> Released:
    """Forget the failed attempts to sign in as `username`, so that the person can try again at once.

    Raises:
        Missing: nobody is locked out by that name.
    """
    person = Person.objects.filter(username__iexact=username.strip()).first()
    names = {username.strip(), username.strip().lower()}
    if person is not None:
        names |= {person.username, person.username.lower(), person.email, person.email.lower()} - {""}
    failures = sum(reset_attempts(username=name) for name in sorted(names))
    if not failures:
        raise Missing(_("There are no failed attempts as “%(name)s”.") % {"name": username.strip()})
    return Released(person, failures)


@action("accounts.session_ended", allow=policies.may_end_session)
def end_session(actor: Actor, session: UserSession) -> Person:
    """Sign a person out on one machine."""
    person: Person = session.user
    session.end()
    return person


def place_person(_actor: Actor, draft: PersonDraft | AcceptanceDraft, *, password: str | None = None) -> Person:
    """Write the person after the values are checked; announcing it is the caller's duty."""
    person = Person(
        username=unicodedata.normalize("NFKC", draft.username).strip(),
        name=draft.name.strip(),
        email=draft.email.strip(),
        language=draft.language,
    )
    wrong = _wrong_details(draft.name, draft.email, draft.language)
    if not USERNAME.fullmatch(person.username):
        wrong["username"] = _(
            "3 to 60 letters or digits, with dots, hyphens or underlines between them, such as “luo.pansheng”."
        )
    elif Person.objects.filter(username__iexact=person.username).exists():
        wrong["username"] = _("Somebody else signs in as “%(name)s”. Choose another.") % {"name": person.username}
    if person.email and Person.objects.filter(email__iexact=person.email).exists():
        wrong["email"] = _("Somebody else uses this address.")
    if password is not None:
        try:
            validate_password(password, user=person)
        except ValidationError as error:
            wrong["password"] = " ".join(error.messages)
    if wrong:
        raise Invalid(_("The account was not made."), wrong)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(
            _("The account was not made."), {"username": _("Somebody has just taken this name or address.")}
        ) from error
    return person


def _wrong_details(name: str, email: str, language: str) -> dict[str, Any]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(name.strip()) <= 60:
        wrong["name"] = _("Enter the name, at most 60 characters.")
    if email.strip():
        try:
            validate_email(email.strip())
        except ValidationError as error:
            wrong["email"] = error.messages[0]
    if language and language not in dict(settings.LANGUAGES):
        known = ", ".join(code for code, _label in settings.LANGUAGES)
        wrong["language"] = _("“%(code)s” is not one of the languages: %(known)s.") % {"code": language, "known": known}
    return wrong
