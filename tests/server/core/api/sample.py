"""A small app with an API, for the tests of what all operations share: notes, kept in the table of failed tokens."""

from typing import Annotated, Any

from ninja import Query, Router
from ninja.params import Header
from pydantic import Field

from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.api.answers import Answer
from quanheng.server.core.api.assembly import assembled
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import acts, reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.api.schemas import ONE_LINE_NOT_BLANK, CalendarDate, Given, Shown
from quanheng.server.core.api.versions import IF_MATCH, require_version, tag_of_revision
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Missing
from quanheng.server.core.events import declare
from quanheng.server.core.keyset import Order
from quanheng.server.core.models import FailedTokens
from quanheng.server.core.policy import ALLOWED, Verdict, denied

declare("sample.noted", "Noted")
declare("sample.changed", "Changed")
router = Router()


class NoteGiven(Given):
    name: str = Field(min_length=1, max_length=80, pattern=ONE_LINE_NOT_BLANK)
    weight: int = Field(0, ge=0, le=1000, strict=True)
    on: CalendarDate | None = None
    tags: list[str] = Field(default_factory=list, max_length=3)


class NoteShown(Shown):
    id: str
    revision: int


class NoteChange(Given):
    weight: int = Field(strict=True, ge=0, le=1000)


def may_note(actor: Actor, draft: Any = None) -> Verdict:
    return ALLOWED if actor.has("writer") else denied("Only writers write notes.")


@action("sample.noted", allow=may_note, subject=lambda _note: None)
def note(actor: Actor, name: str, weight: int) -> FailedTokens:
    """Write a note."""
    if FailedTokens.objects.filter(client=name).exists():
        raise Conflict(f"There is a note “{name}” already. Choose another name.")
    return FailedTokens.objects.create(client=name, started_at=now(), failures=1)


@action("sample.changed", allow=may_note, subject=lambda _note: None)
def change(actor: Actor, row: FailedTokens, weight: int) -> FailedTokens:
    """Change a note."""
    row.failures += 1
    row.save()
    return row


def shown(row: FailedTokens) -> NoteShown:
    return NoteShown(id=row.client, revision=row.failures)


def found(name: str) -> FailedTokens:
    row = FailedTokens.objects.filter(client=name).first()
    if row is None:
        raise Missing(f"There is no note “{name}”.")
    return row


@reads(router, "/notes", returns=ListPage[NoteShown], scope="sample:read", summary="List", text="…", callers="All.")
def list_notes(request: ApiRequest, page: Query[PageRequest], prefix: str = "") -> ListPage[NoteShown]:
    rows = FailedTokens.objects.filter(client__startswith=prefix)
    return keyset_page(request, page, rows, Order(FailedTokens, "client"), shown=shown, into=ListPage[NoteShown])


@reads(router, "/notes/{name}", returns=NoteShown, scope="sample:read", summary="One", text="…", callers="All.")
def read_note(request: ApiRequest, name: str) -> Answer:
    row = found(name)
    return Answer(shown(row), {"ETag": tag_of_revision(row.failures)})


@acts(
    router, "POST", "/notes", returns=NoteShown, status=201, scope="sample:write", summary="N", text="…", callers="W."
)
def write_note(request: ApiRequest, draft: NoteGiven) -> Answer:
    if draft.name == "broken":
        raise RuntimeError("the secret detail of a failure")
    row = note(request.auth, draft.name, draft.weight)
    if draft.name == "broken afterwards":
        raise RuntimeError("the secret detail of a late failure")
    return Answer(shown(row), {"Location": f"/api/v1/notes/{row.client}"})


@acts(
    router,
    "PATCH",
    "/notes/{name}",
    returns=NoteShown,
    status=200,
    scope="sample:write",
    summary="C",
    text="…",
    callers="W.",
)
def change_note(
    request: ApiRequest,
    name: str,
    given: NoteChange,
    if_match: Annotated[str | None, Header(alias="If-Match", pattern=IF_MATCH)] = None,
) -> NoteShown:
    row = found(name)
    require_version(if_match, row.failures)
    return shown(change(request.auth, row, given.weight))


@acts(
    router,
    "DELETE",
    "/notes/{name}",
    returns=None,
    status=204,
    scope="sample:write",
    summary="D",
    text="…",
    callers="W.",
)
def delete_note(request: ApiRequest, name: str) -> None:
    found(name).delete()


api = assembled({"sample": router})
