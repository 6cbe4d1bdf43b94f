"""Invitations: the only way into an organisation."""

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from quanheng.server.accounts import actions, drafts, models, schemas
from quanheng.server.accounts.addresses import invitation_link
from quanheng.server.accounts.api.finding import division_named, missing, organisation_with
from quanheng.server.accounts.queries import invitations_of
from quanheng.server.core.actors import Actor
from quanheng.server.core.api.answers import Answer
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import acts, reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.api.schemas import Identifier
from quanheng.server.core.keyset import Order

router = Router()
READ, WRITE = "accounts:read", "accounts:write"
READERS = _("Members of the organisation; regulators and security administrators of its division; auditors.")
INVITERS = _(
    "The organisation's manager; for its manager's role also regulators and security administrators of its division; "
    "in an authority the security administrator."
)
GOES_ON = (
    ("read_invitation", "invitation_id"),
    ("withdraw_invitation", "invitation_id"),
    ("renew_invitation", "invitation_id"),
)


class InvitationPage(ListPage[schemas.Invitation]):
    """Invitations to an organisation, the latest first."""


@reads(
    router,
    "/organisations/{organisation_id}/invitations",
    returns=InvitationPage,
    scope=READ,
    summary=_("List invitations to an organisation"),
    text=_("All invitations to an organisation, whatever became of them."),
    callers=READERS,
    problems=(404,),
)
def list_invitations(request: ApiRequest, organisation_id: Identifier, page: Query[PageRequest]) -> InvitationPage:
    found = invitations_of(request.auth, organisation_with(request.auth, organisation_id))
    return keyset_page(
        request,
        page,
        found.select_related("organisation", "division", "invited_by__person"),
        Order(models.Invitation, "-id"),
        shown=schemas.Invitation.of,
        into=InvitationPage,
    )


@acts(
    router,
    "POST",
    "/organisations/{organisation_id}/invitations",
    returns=schemas.InvitationWithLink,
    status=201,
    scope=WRITE,
    summary=_("Invite somebody"),
    text=_(
        "Invite a person into an organisation in certain roles. The link works for seven days and is shown only here."
    ),
    callers=INVITERS,
    problems=(404,),
    headers=("ETag", "Location"),
    links=GOES_ON,
)
def invite(request: ApiRequest, organisation_id: Identifier, draft: schemas.InvitationDraft) -> Answer:
    organisation = organisation_with(request.auth, organisation_id)
    made = actions.invite(
        request.auth,
        drafts.InvitationDraft(
            organisation=organisation,
            name=draft.name,
            roles=tuple(draft.roles),
            email=draft.email,
            title=draft.title,
            division=division_named(draft.division) if draft.division else None,
        ),
    )
    return _with_link(made, {"Location": f"/api/v1/invitations/{made.invitation.pk}"})


@reads(
    router,
    "/invitations/{invitation_id}",
    returns=schemas.Invitation,
    scope=READ,
    summary=_("Read an invitation"),
    text=_("One invitation and what became of it; never its link."),
    callers=READERS,
    problems=(404,),
    headers=("ETag",),
)
def read_invitation(request: ApiRequest, invitation_id: Identifier) -> schemas.Invitation:
    return schemas.Invitation.of(_invitation(request.auth, invitation_id))


@acts(
    router,
    "POST",
    "/invitations/{invitation_id}/withdraw",
    returns=schemas.Invitation,
    status=200,
    scope=WRITE,
    summary=_("Withdraw an invitation"),
    text=_("Take an invitation back; its link opens nothing any more."),
    callers=INVITERS,
    problems=(404,),
    headers=("ETag",),
)
def withdraw_invitation(request: ApiRequest, invitation_id: Identifier) -> schemas.Invitation:
    invitation = _invitation(request.auth, invitation_id)
    invitation.withdrawn_at = actions.withdraw_invitation(request.auth, invitation).withdrawn_at
    return schemas.Invitation.of(invitation)


@acts(
    router,
    "POST",
    "/invitations/{invitation_id}/renew",
    returns=schemas.InvitationWithLink,
    status=200,
    scope=WRITE,
    summary=_("Renew an invitation"),
    text=_("Give an invitation a new link and seven more days; the old link opens nothing any more."),
    callers=INVITERS,
    problems=(404,),
    headers=("ETag",),
)
def renew_invitation(request: ApiRequest, invitation_id: Identifier) -> Answer:
    return _with_link(actions.renew_invitation(request.auth, _invitation(request.auth, invitation_id)))


def _invitation(actor: Actor, invitation_id: object) -> models.Invitation:
    known = models.Invitation.objects.visible_to(actor).select_related(
        "organisation__division", "division", "invited_by__person"
    )
    found: models.Invitation | None = known.filter(pk=invitation_id).first()
    if found is None:
        raise missing(_("invitation"), invitation_id)
    return found


def _with_link(made: actions.Invited, headers: dict[str, str] | None = None) -> Answer:
    return Answer(schemas.InvitationWithLink.of(made.invitation, link=invitation_link(made.token)), headers or {})
