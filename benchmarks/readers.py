"""The people who read the benchmarks' register: a regulator of the city, one of a district, an auditor, a manager."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from quanheng.server.accounts.actions import add_membership, grant_role, register_organisation, register_person
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import MembershipDraft, OrganisationDraft, PersonDraft, RoleDraft
from quanheng.server.accounts.models import Division, Membership, Organisation, Person
from quanheng.server.accounts.queries import actor_for
from quanheng.server.core.actors import Actor, Channel

SYSTEM = Actor.system("benchmarks")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in, as a person, an actor and a browser."""

    name: str
    membership: Membership

    @property
    def actor(self) -> Actor:
        return actor_for(self.membership, channel=Channel.PAGE)

    def client(self) -> Client:
        """Django's test client, signed in: the whole stack of middleware, without a network."""
        client = Client(HTTP_HOST="localhost")
        client.force_login(self.membership.person)
        return client

    def cookie(self) -> str:
        """The header that a browser signed in as this reader sends."""
        name = settings.SESSION_COOKIE_NAME
        return f"{name}={self.client().cookies[name].value}"


def readers() -> list[Reader]:
    """The four readers, made where they are missing."""
    found = Organisation.objects.unrestricted("benchmarks")
    authority = _authority()
    enterprise = found.filter(kind=OrganisationKind.ENTERPRISE).order_by("pk")[0]
    city, district = Division.objects.get(code="370100"), Division.objects.get(code="370102")
    return [
        Reader("city regulator", _member("bench.city", authority, Role.REGULATOR, city)),
        Reader("district regulator", _member("bench.district", authority, Role.REGULATOR, district)),
        Reader("auditor", _member("bench.auditor", authority, Role.AUDITOR)),
        Reader("manager", _member("bench.manager", enterprise, Role.METROLOGY_MANAGER)),
    ]


def _authority() -> Organisation:
    """The city's market regulation authority, over every district of the register."""
    code = str(CreditCode.assemble("11", "370100", "BENCHQ12"))
    found = Organisation.objects.unrestricted("benchmarks").filter(credit_code=code).first()
    if found is not None:
        return found
    city = Division.objects.get(code="370100")
    kind = OrganisationKind.REGULATOR
    return register_organisation(SYSTEM, OrganisationDraft(credit_code=code, name="基准市局", kind=kind, division=city))


def _member(username: str, organisation: Organisation, role: Role, division: Division | None = None) -> Membership:
    memberships = Membership.objects.unrestricted("benchmarks").current().filter(organisation=organisation)
    if found := memberships.filter(person__username=username).first():
        return found
    person = Person.objects.filter(username=username).first()
    if person is None:
        person = register_person(SYSTEM, PersonDraft(username=username, name=username))
    membership = add_membership(SYSTEM, MembershipDraft(person=person, organisation=organisation))
    grant_role(SYSTEM, RoleDraft(membership=membership, role=role, division=division))
    return membership
