"""The register of organisations."""

from dataclasses import replace
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.params import Header

from quanheng.server.accounts import actions, drafts, models, schemas
from quanheng.server.accounts.actions.organisations import ChangedMeanwhile
from quanheng.server.accounts.api.finding import division_named, organisation_with
from quanheng.server.core.api.answers import Answer
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import acts, reads
from quanheng.server.core.api.problems import PreconditionFailed
from quanheng.server.core.api.schemas import Identifier
from quanheng.server.core.api.versions import IF_MATCH, IF_MATCH_DESCRIPTION, known_revision, tag_of_revision

router = Router()
READ, WRITE = "accounts:read", "accounts:write"
REGULATORS = _("Regulators, within the divisions where they work; not for their own organisation.")
GOES_ON = (
    ("read_organisation", "organisation_id"),
    ("change_organisation", "organisation_id"),
    ("list_memberships", "organisation_id"),
    ("list_invitations", "organisation_id"),
)


@reads(
    router,
    "/organisations/{organisation_id}",
    returns=schemas.Organisation,
    scope=READ,
    summary=_("Read an organisation"),
    text=_("One organisation. Its ETag is what a change must send back in If-Match."),
    callers=_("Members of it; regulators and security administrators of its division; auditors."),
    problems=(404,),
    headers=("ETag",),
)
def read_organisation(request: ApiRequest, organisation_id: Identifier) -> Answer:
    return _versioned(organisation_with(request.auth, organisation_id))


@acts(
    router,
    "POST",
    "/organisations",
    returns=schemas.Organisation,
    status=201,
    scope=WRITE,
    summary=_("Register an organisation"),
    text=_("Enter an organisation into the register. Its credit code must not be registered yet."),
    callers=_("Regulators, in the divisions where they work."),
    headers=("ETag", "Location"),
    links=GOES_ON,
)
def register_organisation(request: ApiRequest, draft: schemas.OrganisationDraft) -> Answer:
    values = schemas.position_kept(draft.model_dump(exclude={"division"}))
    made = actions.register_organisation(
        request.auth, drafts.OrganisationDraft(**values, division=division_named(draft.division))
    )
    return _versioned(made, {"Location": f"{request.path}/{made.pk}"})


@acts(
    router,
    "PATCH",
    "/organisations/{organisation_id}",
    returns=schemas.Organisation,
    status=200,
    scope=WRITE,
    summary=_("Change an organisation"),
    text=_(
        "Change the members that the body names, and no others. Nothing is written if somebody changed it meanwhile."
    ),
    callers=_("Regulators of its division; its own manager, without what identifies and classifies it."),
    problems=(404, 412, 428),
    headers=("ETag",),
)
def change_organisation(
    request: ApiRequest,
    organisation_id: Identifier,
    change: schemas.OrganisationChange,
    if_match: Annotated[
        str | None, Header(alias="If-Match", pattern=IF_MATCH, description=IF_MATCH_DESCRIPTION)
    ] = None,
) -> Answer:
    organisation = organisation_with(request.auth, organisation_id)
    revision = known_revision(if_match, organisation.revision)
    values = schemas.position_kept(change.model_dump(include=change.model_fields_set - {"division"}))
    if "division" in change.model_fields_set:
        values["division"] = division_named(change.division)
    draft = replace(drafts.OrganisationDraft.of(organisation), **values)
    try:
        changed = actions.change_organisation(request.auth, organisation, draft, revision)
    except ChangedMeanwhile as error:
        present = tag_of_revision(error.extra["revision"])
        raise PreconditionFailed(error.detail, headers={"ETag": present}) from error
    return _versioned(changed)


@acts(
    router,
    "POST",
    "/organisations/{organisation_id}/suspend",
    returns=schemas.Organisation,
    status=200,
    scope=WRITE,
    summary=_("Suspend an organisation"),
    text=_("Let its roles rest until it is reopened. Its people can still read."),
    callers=REGULATORS,
    problems=(404,),
    headers=("ETag",),
)
def suspend_organisation(request: ApiRequest, organisation_id: Identifier) -> Answer:
    return _versioned(actions.suspend_organisation(request.auth, organisation_with(request.auth, organisation_id)))


@acts(
    router,
    "POST",
    "/organisations/{organisation_id}/close",
    returns=schemas.Organisation,
    status=200,
    scope=WRITE,
    summary=_("Close an organisation"),
    text=_("Record that it has gone: memberships, roles, tokens and open invitations end with it."),
    callers=REGULATORS,
    problems=(404,),
    headers=("ETag",),
)
def close_organisation(request: ApiRequest, organisation_id: Identifier) -> Answer:
    return _versioned(actions.close_organisation(request.auth, organisation_with(request.auth, organisation_id)))


@acts(
    router,
    "POST",
    "/organisations/{organisation_id}/reopen",
    returns=schemas.Organisation,
    status=200,
    scope=WRITE,
    summary=_("Reopen an organisation"),
    text=_("Take a suspended or closed organisation into business again. After a closure its people are invited anew."),
    callers=REGULATORS,
    problems=(404,),
    headers=("ETag",),
)
def reopen_organisation(request: ApiRequest, organisation_id: Identifier) -> Answer:
    return _versioned(actions.reopen_organisation(request.auth, organisation_with(request.auth, organisation_id)))


def _versioned(organisation: models.Organisation, headers: dict[str, str] | None = None) -> Answer:
    return Answer(
        schemas.Organisation.of(organisation), {"ETag": tag_of_revision(organisation.revision), **(headers or {})}
    )
