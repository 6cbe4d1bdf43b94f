"""Every read of the accounts that joins, aggregates or recurses."""

from uuid import UUID

from django.db.models import Q

from quanheng.server.accounts.models import Division, Membership, Person, RoleGrant
from quanheng.server.core.actors import Actor, Channel, Grant
from quanheng.server.core.clock import now


def display_name(person: Person) -> str:
    """The name that pages show for a signed-in person."""
    return person.name


def actor_for(membership: Membership, *, channel: Channel, request_id: str = "") -> Actor:
    """The actor that `membership` makes at this moment: its roles in force, and where they work.

    Two queries, whatever the number of roles.
    """
    moment = now()
    grants = list(
        RoleGrant.objects.filter(membership=membership, starts_at__lte=moment)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment))
        .select_related("division")
    )
    below = _divisions_below({grant.division.path for grant in grants if grant.division})
    return Actor(
        person_id=membership.person_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        grants=tuple(
            Grant(
                role=grant.role,
                division_ids=frozenset(
                    pk for path, pk in below if grant.division and path.startswith(grant.division.path)
                ),
                delegated_by=grant.delegated_by_id,
            )
            for grant in grants
        ),
        channel=channel,
        request_id=request_id,
    )


def _divisions_below(paths: set[str]) -> list[tuple[str, UUID]]:
    if not paths:
        return []
    anywhere = Q()
    for path in paths:
        anywhere |= Q(path__startswith=path)
    return list(Division.objects.filter(anywhere).values_list("path", "pk"))
