"""People of an organisation, and roles on loan between colleagues."""

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from quanheng.server.accounts import actions, drafts, models, schemas
from quanheng.server.accounts.api.finding import missing, organisation_with
from quanheng.server.accounts.queries import colleagues_of, loans_of, members_of
from quanheng.server.core.api.answers import Answer
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import acts, reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.api.schemas import Identifier
from quanheng.server.core.errors import Invalid
from quanheng.server.core.keyset import Order

router = Router()
READ, WRITE = "accounts:read", "accounts:write"


class MembershipPage(ListPage[schemas.Membership]):
    """Members of an organisation, the longest there first."""


class DelegationPage(ListPage[schemas.Delegation]):
    """Loans of roles, the latest first."""


@reads(
    router,
    "/organisations/{organisation_id}/memberships",
    returns=MembershipPage,
    scope=READ,
    summary=_("List the members of an organisation"),
    text=_("The current members of an organisation, with the roles that each holds at this moment."),
    callers=_("Members of the organisation; regulators and security administrators of its division; auditors."),
    problems=(404,),
)
def list_memberships(request: ApiRequest, organisation_id: Identifier, page: Query[PageRequest]) -> MembershipPage:
    members = members_of(request.auth, organisation_with(request.auth, organisation_id))
    return keyset_page(request, page, members, Order(models.Membership, "id"), shown=_with_roles, into=MembershipPage)


@reads(
    router,
    "/delegations",
    returns=DelegationPage,
    scope=READ,
    summary=_("List one's loans of roles"),
    text=_("The roles that the caller has lent or borrowed, those to come included."),
    callers=_("Every member: the roles that they have lent and borrowed."),
)
def list_delegations(request: ApiRequest, page: Query[PageRequest]) -> DelegationPage:
    loans = loans_of(request.auth)
    return keyset_page(
        request, page, loans, Order(models.RoleGrant, "-id"), shown=schemas.Delegation.of, into=DelegationPage
    )


@acts(
    router,
    "POST",
    "/delegations",
    returns=schemas.Delegation,
    status=201,
    scope=WRITE,
    summary=_("Lend a role to a colleague"),
    text=_("Lend one's own role to a colleague of the same organisation, for 90 days at most. The lender keeps it."),
    callers=_("Regulators, managers and auditors: a role that they hold themselves."),
    headers=("ETag",),
    links=(("end_delegation", "delegation_id"),),
)
def delegate_role(request: ApiRequest, draft: schemas.DelegationDraft) -> schemas.Delegation:
    borrower = colleagues_of(request.auth).filter(pk=draft.to).first()
    if borrower is None:
        raise Invalid(
            _("The role was not lent."),
            {"to": _("No colleague of yours has this membership. GET /organisations/{id}/memberships lists them.")},
        )
    made = actions.delegate_role(
        request.auth, drafts.DelegationDraft(role=draft.role, to=borrower, ends_at=draft.ends_at, reason=draft.reason)
    )
    return schemas.Delegation.of(made)


@acts(
    router,
    "POST",
    "/delegations/{delegation_id}/end",
    returns=schemas.Delegation,
    status=200,
    scope=WRITE,
    summary=_("End a loan of a role"),
    text=_("End a loan before its time."),
    callers=_("The lender, the borrower, and whoever may grant the role there."),
    problems=(404,),
    headers=("ETag",),
)
def end_delegation(request: ApiRequest, delegation_id: Identifier) -> Answer:
    loans = models.RoleGrant.objects.visible_to(request.auth).filter(delegated_by__isnull=False)
    loan = (
        loans.select_related("membership__person", "delegated_by__person", "division").filter(pk=delegation_id).first()
    )
    if loan is None:
        raise missing(_("loan"), delegation_id)
    return Answer(schemas.Delegation.of(actions.end_delegation(request.auth, loan)))


def _with_roles(membership: models.Membership) -> schemas.Membership:
    return schemas.Membership.of(membership, membership.roles_in_force)
