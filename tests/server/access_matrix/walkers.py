"""Those who walk: one person of every role, a visitor, and somebody who is signed in and belongs nowhere."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from tests.fixtures.city import AUTHORITY, ENTERPRISE, LABORATORY, Place, TwoDistricts, acting
from tests.server.access_matrix.addresses import Address

from quanheng.server.accounts.choices import LEADING_ROLE, OrganisationKind, Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.models import Membership, Person, RoleGrant
from quanheng.server.core.clock import now
from quanheng.server.core.kit.actions import ViewDraft, save_view
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.models import ImportBatch, ImportRow

WALKERS = ("visitor", "bare", *(role.value for role in Role))
#: Whose thing an address names: one's own, one of one's own organisation, of another one in the same district, of one
#: in the other district; `any` where the address names nothing that belongs to anybody.
SELF, OWN, NEAR, FAR, ANY = "self", "own", "near", "far", "any"
NEIGHBOUR = {AUTHORITY: ENTERPRISE, LABORATORY: ENTERPRISE, ENTERPRISE: LABORATORY}

#: Addresses with a key of something that belongs to somebody, by how they begin; which key; whether one has an own one.
BELONGINGS: tuple[tuple[str, str, bool], ...] = (
    ("organisations/<pk>/", "organisation", False),
    ("api/v1/organisations/<organisation_id>", "organisation", False),
    ("people/<pk>/", "person", True),
    ("accounts/<pk>/", "person", True),
    ("memberships/<pk>/", "membership", True),
    ("api/v1/memberships/<membership_id>", "membership", True),
    ("roles/<pk>/", "grant", True),
    ("invitations/<pk>/", "invitation", False),
    ("api/v1/invitations/<invitation_id>", "invitation", False),
    ("delegations/<pk>/", "loan", False),
    ("api/v1/delegations/<delegation_id>", "loan", False),
    ("account/tokens/<pk>/", "token", False),
    ("api/v1/tokens/<token_id>", "token", False),
    ("account/my-sessions/<pk>/", "session", True),
    ("accounts/sessions/<pk>/", "session", True),
    ("views/<identity>/", "view", True),
    ("import/<table>/<pk>/", "import", False),
)
#: What stands in the other place holders.
FILLERS: dict[str, Any] = {
    "token": "no-such-token",
    "code": "370102",
    "key": "no-such-key",
    "uidb36": "no-such-person",
    "provider_id": "no-such-provider",
    "pk": 999_999,
    "operation_id": "read_myself",
    "identity": uuid4(),
    "table": "organisations",
    "number": 2,
}
#: Changes there name the version that was read.
VERSIONED = ("api/v1/organisations/<organisation_id>",)
#: What is sent to pages: nothing that a form could take for filled in.
FORM = {"username": "nobody-there"}
NEW_ORGANISATION = {
    "credit_code": str(CreditCode.assemble("91", "370102", "MAWALK01")),
    "name": "新单位（演示）",
    "kind": "enterprise",
    "division": "370102",
}


def belonging_of(address: Address) -> tuple[str, bool] | None:
    """What the address names of what belongs to somebody, and whether the walker may have one."""
    return next(((thing, has_own) for start, thing, has_own in BELONGINGS if address.route.startswith(start)), None)


def targets_of(address: Address) -> tuple[str, ...]:
    """Whose things are asked for at the address."""
    found = belonging_of(address)
    if found is None:
        return (ANY,)
    return (SELF, OWN, NEAR, FAR) if found[1] else (OWN, NEAR, FAR)


@dataclass
class Walker:
    """Somebody with a browser. `places` are those of OWN, NEAR and FAR."""

    name: str
    person: Person | None
    membership: Membership | None
    places: dict[str, Place]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))
    things: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def is_visitor(self) -> bool:
        return self.person is None

    def values(self, address: Address, target: str) -> dict[str, Any]:
        """What to put into the place holders of `address`."""
        values = {**FILLERS, "slug": "refused"}
        found = belonging_of(address)
        if found is not None:
            key = address.holes[0] if address.holes[0] != "table" else "pk"
            values[key] = self.things[found[0], target]
        elif address.route.startswith("api/v1/problems/"):
            values["code"] = "refused"
        return values

    def asks(self, method: str, address: Address, target: str) -> HttpResponse:
        """The answer to one request; what it wrote is undone, and the browser is as before."""
        cookies = self.client.cookies.copy()
        path = address.filled(self.values(address, target))
        given: dict[str, Any] = {}
        if method != "GET":
            is_form = method == "POST" and not address.route.startswith("api/")
            version = self.client.get(path).headers.get("ETag") if address.route in VERSIONED else None
            given = {"data": FORM if is_form else self.body(address, target)}
            if not is_form:
                given |= {"content_type": "application/json", "headers": {"If-Match": version} if version else {}}
        try:
            with transaction.atomic():
                response: Any = getattr(self.client, method.lower())(path, **given)
                if response.streaming:
                    b"".join(response.streaming_content)
                transaction.set_rollback(True)
        finally:
            self.client.cookies = cookies
        return response

    def body(self, address: Address, target: str) -> dict[str, Any]:
        """What is sent to the API: enough for the question whether this person may."""
        in_a_week = (now() + timedelta(days=7)).isoformat()
        place = self.places.get(target, self.places[OWN])
        leading = LEADING_ROLE[place.organisation.kind].value
        return {
            "api/v1/organisations": NEW_ORGANISATION,
            "api/v1/organisations/<organisation_id>": {"telephone": "0531-12345"},
            "api/v1/organisations/<organisation_id>/invitations": {"name": "新同事", "roles": [leading]},
            "api/v1/delegations": {
                "role": self.name if self.membership else leading,
                "to": str(place.loan.membership_id),
                "ends_at": in_a_week,
                "reason": "休假",
            },
            "api/v1/tokens": {"name": "ERP", "scopes": ["accounts:read"], "expires_at": in_a_week},
        }.get(address.route, {})


def walkers(city: TwoDistricts) -> dict[str, Walker]:
    """Everybody who walks, each signed in."""
    found = {"visitor": _walker(city, "visitor", None, None, ENTERPRISE)}
    found["bare"] = _walker(city, "bare", city.bare, None, ENTERPRISE)
    for role, membership in city.lixia.members.items():
        kind = OrganisationKind(membership.organisation.kind)
        found[role.value] = _walker(city, role.value, membership.person, membership, kind)
    return found


def _walker(
    city: TwoDistricts, name: str, person: Person | None, membership: Membership | None, kind: OrganisationKind
) -> Walker:
    near, far = city.lixia.places[NEIGHBOUR[kind]], city.shizhong.places[ENTERPRISE if kind == AUTHORITY else kind]
    walker = Walker(name, person, membership, {OWN: city.lixia.places[kind], NEAR: near, FAR: far})
    if person is not None:
        walker.client.force_login(person)
    for target, place in walker.places.items():
        walker.things |= {
            ("organisation", target): place.organisation.pk,
            ("person", target): place.second.person_id,
            ("membership", target): place.second.pk,
            ("grant", target): place.grant.pk,
            ("invitation", target): place.invitation.pk,
            ("loan", target): place.loan.pk,
            ("token", target): place.token.token.pk,
            ("session", target): _session_of(place.second.person),
            ("view", target): _view_of(place.second),
            ("import", target): _import_of(place.organisation.pk),
        }
    grants = RoleGrant.objects.unrestricted("tests").filter(person=person) if person else RoleGrant.objects.none()
    first = grants.first() if person else None
    walker.things |= {
        ("person", SELF): person.pk if person else uuid4(),
        ("membership", SELF): membership.pk if membership else uuid4(),
        ("grant", SELF): first.pk if first else uuid4(),
        ("session", SELF): _session_of(person) if person else 999_999,
        ("view", SELF): _view_of(membership) if membership else uuid4(),
    }
    return walker


def _session_of(person: Person) -> int:
    store = SessionStore()
    store.create()
    return UserSession.objects.create(user=person, ip="127.0.0.1", session_key=store.session_key, user_agent="").pk


def _view_of(membership: Membership) -> Any:
    draft = ViewDraft(listing="accounts.people", name=f"{membership.pk}"[-20:], query="own=yes")
    return save_view(acting(membership), draft).pk


def _import_of(organisation_id: UUID) -> UUID:
    """A rehearsed import with one row; its file is no longer kept."""
    batch = ImportBatch.objects_unscoped.create(
        table="organisations",
        state=BatchState.REHEARSED,
        file_name="walk.csv",
        file_digest="0" * 64,
        file_size=1,
        columns=["credit_code"],
        counts={"mend": 1},
        organisation_id=organisation_id,
    )
    ImportRow.objects.create(batch_id=batch.pk, number=2, fate="mend", cells=["x"], problems=[])
    return batch.pk
