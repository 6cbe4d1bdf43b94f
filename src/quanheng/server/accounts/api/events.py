"""The record of events."""

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from quanheng.server.accounts import schemas
from quanheng.server.accounts.policies import may_read_events
from quanheng.server.accounts.queries import events_visible_to
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.api.problems import FieldProblem, RequestInvalid
from quanheng.server.core.api.schemas import Identifier, Moment
from quanheng.server.core.errors import Refused
from quanheng.server.core.events import all_kinds
from quanheng.server.core.keyset import Order
from quanheng.server.core.models import Event

router = Router()


class EventPage(ListPage[schemas.Event]):
    """Events, the latest first."""


class EventFilter(BaseModel):
    """Which events."""

    kind: str | None = Field(
        None,
        max_length=80,
        pattern=r"^[a-z_]+\.[a-z_]+$",
        description="Of this kind. 事件类型。",
        json_schema_extra={"format": "event-kind"},
    )
    subject: Identifier | None = Field(None, description="About the object with this id. 对象编号。")
    since: Moment | None = Field(None, description="Not before this moment. 起始时间。")
    until: Moment | None = Field(None, description="Before this moment. 截止时间。")


@reads(
    router,
    "/events",
    returns=EventPage,
    scope="audit:read",
    summary=_("List events"),
    text=_("What was done on the platform, by whom and when, the latest first."),
    callers=_("Auditors and audit administrators; security administrators, what concerns access."),
)
def list_events(request: ApiRequest, where: Query[EventFilter], page: Query[PageRequest]) -> EventPage:
    verdict = may_read_events(request.auth)
    if not verdict:
        raise Refused(verdict.reason)
    if where.kind is not None and where.kind not in {each.name for each in all_kinds()}:
        raise _unknown_kind(where.kind)
    conditions = {
        "kind": where.kind,
        "subject_id": where.subject,
        "happened_at__gte": where.since,
        "happened_at__lt": where.until,
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    events = events_visible_to(request.auth).filter(**given)
    return keyset_page(request, page, events, Order(Event, "-sequence"), shown=schemas.Event.of, into=EventPage)


def _unknown_kind(kind: str) -> RequestInvalid:
    known = ", ".join(each.name for each in all_kinds())
    problem = FieldProblem(
        "query",
        "kind",
        "not-listed",
        _("No event is of the kind “%(kind)s”.") % {"kind": kind},
        _("Known kinds: %(known)s.") % {"known": known},
        "string",
    )
    return RequestInvalid(_("The parameter “kind” is not valid."), [problem])
