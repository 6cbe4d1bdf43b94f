"""From a membership or a token to the actor that it makes at this moment."""

from uuid import UUID

from django.db.models import Q

from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.models import ApiToken, Division, Membership, Person, RoleGrant
from quanheng.server.accounts.one_time import row_of
from quanheng.server.core.actors import Actor, Channel, Grant
from quanheng.server.core.clock import now


def display_name(person: Person) -> str:
    """The name that pages show for a signed-in person."""
    return person.name


def actor_for(membership: Membership, *, channel: Channel, request_id: str = "") -> Actor:
    """The actor that `membership` makes at this moment: its roles in force, and where they work.

    A regulator works in the division of the grant and below; an administrator or auditor of an authority in the
    authority's division and below. The roles of an organisation that is not in business rest.

    Two queries, whatever the number of roles, when the membership comes with its organisation and division.
    """
    organisation = membership.organisation
    grants: list[RoleGrant] = []
    if organisation.status == OrganisationStatus.ACTIVE:
        held = RoleGrant.objects.unrestricted("they make the actor, before whom nothing is visible").in_force()
        grants = list(held.filter(membership=membership).select_related("division"))
    places = {grant.pk: _workplace(grant, membership) for grant in grants}
    below = _divisions_below({path for path in places.values() if path})
    return Actor(
        person_id=membership.person_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        grants=tuple(
            Grant(
                role=grant.role,
                division_ids=frozenset(
                    pk for path, pk in below if places[grant.pk] and path.startswith(places[grant.pk])
                ),
                delegated_by=grant.delegated_by_id,
            )
            for grant in grants
        ),
        channel=channel,
        request_id=request_id,
    )


def token_actor(secret: str, request_id: str = "") -> Actor | None:
    """The actor that an API token makes, limited to its scopes; None where it opens nothing.

    A token opens nothing that is unknown, expired or revoked, whose holder's account is closed or membership ended.
    """
    tokens = ApiToken.objects.unrestricted("the secret itself says whose it is").select_related(
        "membership__person", "membership__organisation__division"
    )
    token = row_of(secret, tokens, "digest")
    if token is None or token.revoked_at is not None or token.expires_at <= now():
        return None
    membership = token.membership
    if not membership.person.is_active or (membership.ended_at is not None and membership.ended_at <= now()):
        return None
    return actor_for(membership, channel=Channel.API, request_id=request_id).limited_to(token.scopes)


def _workplace(grant: RoleGrant, membership: Membership) -> str:
    if grant.division is not None:
        return grant.division.path
    organisation = membership.organisation
    return organisation.division.path if organisation.kind == OrganisationKind.REGULATOR else ""


def _divisions_below(paths: set[str]) -> list[tuple[str, UUID]]:
    if not paths:
        return []
    anywhere = Q()
    for path in paths:
        anywhere |= Q(path__startswith=path)
    return list(Division.objects.filter(anywhere).values_list("path", "pk"))
