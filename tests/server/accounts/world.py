"""A small city for tests, made through the acts: authorities, institutions, enterprises, and people with roles."""

import itertools
from datetime import timedelta

from quanheng.server.accounts.actions import add_membership, grant_role, register_organisation, register_person
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import MembershipDraft, OrganisationDraft, PersonDraft, RoleDraft
from quanheng.server.accounts.models import Division, Membership, Organisation, Person
from quanheng.server.accounts.queries import actor_for
from quanheng.server.core.actors import Actor, Channel

SYSTEM = Actor.system("tests")
PASSWORD = "七里桥的加油机 10 号"
CITY, LIXIA, SHIZHONG, HIGH_TECH = "370100", "370102", "370103", "370176"
DAY = timedelta(days=1)
_serial = itertools.count(1)


def credit_code(division_code: str = LIXIA, registration: str = "91") -> str:
    """A valid code that no other test of this run has used."""
    digits = division_code if division_code.isdigit() else CITY
    return str(CreditCode.assemble(registration, digits, f"MATEST{next(_serial):02d}"[-8:].replace("S", "8")))


def draft(kind: str = OrganisationKind.ENTERPRISE, division_code: str = LIXIA, **values: object) -> OrganisationDraft:
    """The draft of an organisation with a new credit code."""
    code = values.pop("credit_code", None) or credit_code(division_code)
    defaults = {"name": f"单位 {code[-6:]}（演示）", "short_name": f"单位 {code[-6:]}"}
    division = Division.objects.get(code=division_code)
    return OrganisationDraft(credit_code=str(code), kind=kind, division=division, **{**defaults, **values})


def organisation(kind: str = OrganisationKind.ENTERPRISE, division_code: str = LIXIA, **values: object) -> Organisation:
    """A registered organisation."""
    return register_organisation(SYSTEM, draft(kind, division_code, **values))


def person(username: str = "", name: str = "") -> Person:
    """A person with an account and no password."""
    number = next(_serial)
    return register_person(
        SYSTEM, PersonDraft(username=username or f"person{number:03d}", name=name or f"人员{number}")
    )


def member(place: Organisation, *roles: str, who: Person | None = None, division: str = "") -> Membership:
    """A member of `place` who holds `roles`; a regulator works in `division`, or in that of the organisation."""
    membership = add_membership(SYSTEM, MembershipDraft(person=who or person(), organisation=place))
    for role in roles:
        works_in = Division.objects.get(code=division) if division else place.division
        where = works_in if role == Role.REGULATOR else None
        grant_role(SYSTEM, RoleDraft(membership=membership, role=role, division=where))
    return membership


def acting(membership: Membership) -> Actor:
    """The actor that the membership makes now."""
    fresh = Membership.objects.unrestricted("tests").select_related("organisation__division").get(pk=membership.pk)
    return actor_for(fresh, channel=Channel.PAGE, request_id="test-request")


def actor(kind: str, division_code: str, *roles: str, division: str = "") -> Actor:
    """A new person acting in a new organisation of `kind`."""
    return acting(member(organisation(kind, division_code), *roles, division=division))
