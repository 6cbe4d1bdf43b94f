"""An organisation keeps somebody who answers for it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from quanheng.server.accounts.actions.locks import held_organisation
from quanheng.server.accounts.choices import LEADING_ROLE
from quanheng.server.accounts.models import Membership, RoleGrant
from quanheng.server.core.errors import Conflict


def require_another_leader(membership: Membership, ending: Collection[str]) -> None:
    """Raise Conflict if, when the roles `ending` of `membership` end, nobody is left in the leading role.

    Takes the organisation's row for the rest of the transaction, so that two leaders cannot leave at the same moment.
    """
    organisation = held_organisation(membership.organisation_id)
    leading = LEADING_ROLE[organisation.kind]
    if leading not in ending:
        return
    others = RoleGrant.objects.unrestricted("to count who else leads").in_force()
    others = others.filter(
        membership__organisation=organisation,
        membership__ended_at__isnull=True,
        membership__person__is_active=True,
        role=leading,
        delegated_by__isnull=True,
        ends_at__isnull=True,
    )
    if not others.exclude(membership=membership).exists():
        raise Conflict(
            _("%(person)s is the last in the role %(role)s of %(organisation)s. Grant it to somebody else first.")
            % {"person": membership.person.name, "role": leading.label, "organisation": organisation.label()}
        )
