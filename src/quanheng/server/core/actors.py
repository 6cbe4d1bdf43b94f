"""Who acts. Every write and every read of tenant data names its actor."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """By which way the actor came."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held by the actor at this moment.

    `division_ids` are the divisions in which a territorial role (regulator) works: its own and all below it.
    `delegated_by` is the membership that lent the role, or None.
    """

    role: str
    division_ids: frozenset[UUID] = frozenset()
    delegated_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one organisation with the roles held there now, or the system itself.

    `scopes` limits what an API token may do; None means that nothing but the roles limits.
    """

    person_id: UUID | None
    membership_id: UUID | None = None
    organisation_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    channel: Channel = Channel.PAGE
    scopes: frozenset[str] | None = None
    request_id: str = ""
    is_system: bool = False
    purpose: str = field(default="", compare=False)

    @classmethod
    def system(cls, purpose: str, channel: Channel = Channel.COMMAND) -> "Actor":
        """The platform itself (a command of its operator, a job). `purpose` is recorded with what it does."""
        return cls(person_id=None, is_system=True, channel=channel, purpose=purpose)

    @classmethod
    def visitor(cls, request_id: str = "", channel: Channel = Channel.PAGE) -> "Actor":
        """Somebody who has not signed in: holds no role, belongs nowhere, and may hold a one-time link."""
        return cls(person_id=None, channel=channel, request_id=request_id)

    @property
    def is_visitor(self) -> bool:
        return self.person_id is None and not self.is_system

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def division_ids(self) -> frozenset[UUID]:
        """All divisions in which the actor holds a territorial role."""
        return frozenset().union(*(grant.division_ids for grant in self.grants))

    def divisions_as(self, *roles: str) -> frozenset[UUID]:
        """The divisions in which the actor works in any of `roles`."""
        return frozenset().union(*(grant.division_ids for grant in self.grants if grant.role in roles))

    def has(self, *roles: str) -> bool:
        """Whether the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)

    def limited_to(self, scopes: Iterable[str]) -> "Actor":
        return replace(self, scopes=frozenset(scopes), channel=Channel.API)
