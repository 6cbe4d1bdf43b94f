"""The register of organisations as a list."""

from typing import Literal

from django.utils.translation import gettext, gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from quanheng.server.accounts import models, schemas
from quanheng.server.accounts.api.organisations import READ, router
from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.queries.organisations import OrganisationFilter, organisation_page
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, cursor_is_named, listed
from quanheng.server.core.api.problems import FieldProblem, RequestInvalid
from quanheng.server.core.api.schemas import ONE_LINE, CalendarDate, TrueOrFalse

OrderName = Literal["registered", "-registered", "name", "-name", "credit_code", "-credit_code"]


class OrganisationPage(ListPage[schemas.Organisation]):
    """Organisations of the register, with how many there are in the whole list."""

    count: int = Field(description="How many organisations the whole list has. 总数。")
    count_is_exact: bool = Field(
        description="False where the list is long and the count is an estimate. 总数是否精确。"
    )


class OrganisationQuery(BaseModel):
    """What a list of organisations is narrowed to, and its order."""

    q: str = Field(
        "",
        max_length=60,
        pattern=ONE_LINE,
        description="Search in names, credit code and address; two Chinese characters will do. 关键词，两个字即可。",
    )
    division: list[schemas.DivisionCode] = Field(
        [], max_length=50, description="Only in these divisions and all below them. 区划代码，含下级，可多个。"
    )
    kind: list[OrganisationKind] = Field([], max_length=8, description="Only of these kinds. 单位类型，可多个。")
    status: list[OrganisationStatus] = Field([], max_length=3, description="Only in these states. 状态，可多个。")
    registered_from: CalendarDate | None = Field(None, description="Registered on this day or later. 登记日期起。")
    registered_until: CalendarDate | None = Field(None, description="Registered on this day or earlier. 登记日期止。")
    is_demonstration: TrueOrFalse | None = Field(
        None, description="Only, or without, demonstration data. 是否示范数据。"
    )
    order: OrderName = Field("-registered", description="By this, `-` for downwards. 排序，“-”为倒序。")


@reads(
    router,
    "/organisations",
    returns=OrganisationPage,
    scope=READ,
    summary=_("List organisations"),
    text=_("The organisations that the caller may know of: searched, filtered, ordered, page by page."),
    callers=_("Everybody: their own; regulators and security administrators those of their divisions; auditors all."),
)
def list_organisations(
    request: ApiRequest, where: Query[OrganisationQuery], page: Query[PageRequest]
) -> OrganisationPage:
    _require_known_divisions(where.division)
    wanted = OrganisationFilter(
        text=where.q,
        divisions=tuple(where.division),
        kinds=tuple(where.kind),
        statuses=tuple(where.status),
        registered_from=where.registered_from,
        registered_until=where.registered_until,
        is_demonstration=where.is_demonstration,
    )
    with cursor_is_named():
        found = organisation_page(request.auth, wanted, order=where.order, cursor=page.cursor, limit=page.limit)
    return listed(
        request,
        found,
        shown=schemas.Organisation.of,
        into=OrganisationPage,
        count=found.count,
        count_is_exact=found.count_is_exact,
    )


def _require_known_divisions(codes: list[str]) -> None:
    """Refuse a mistyped division, which would give an empty list rather than a wrong one."""
    unknown = sorted(set(codes) - set(models.Division.objects.filter(code__in=codes).values_list("code", flat=True)))
    if codes and unknown:
        problem = FieldProblem(
            "query",
            "division",
            "not-listed",
            gettext("There is no division with the code “%(code)s”.") % {"code": unknown[0]},
            gettext("GET /divisions lists them."),
            "string",
        )
        raise RequestInvalid(gettext("The parameter “division” is not valid."), [problem])
