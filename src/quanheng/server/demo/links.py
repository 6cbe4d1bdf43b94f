"""One-time links into the demonstration city, one for each role."""

from datetime import timedelta
from typing import NamedTuple

from quanheng.server.accounts import addresses
from quanheng.server.accounts.actions import make_sign_in_link
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Person
from quanheng.server.core.actors import Actor
from quanheng.server.demo import records

VALID_FOR = timedelta(hours=24)


class DemoLink(NamedTuple):
    """A role, somebody who holds it, and the address that signs them in once."""

    role: Role
    person: Person
    url: str

    @property
    def role_label(self) -> str:
        return str(self.role.label)

    @property
    def username(self) -> str:
        return self.person.username


def links() -> list[DemoLink]:
    """A new link for the first person of each role, in the order of the file; people who have left are passed over."""
    actor = Actor.system("links into the demonstration city")
    there = {person.username: person for person in Person.objects.filter(is_active=True)}
    first: dict[Role, Person] = {}
    for record in records.people():
        if record.username in there:
            first.setdefault(record.role, there[record.username])
    return [
        DemoLink(role, person, addresses.sign_in_link(make_sign_in_link(actor, person, VALID_FOR)))
        for role, person in first.items()
    ]
