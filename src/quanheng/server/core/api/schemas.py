"""Schemas and value types that all operations share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: One line of text: no control characters, which PostgreSQL and people cannot read.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
#: Several lines: of control characters only tabs and line ends.
SEVERAL_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
#: One line, and not only spaces.
ONE_LINE_NOT_BLANK = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f\s][^\x00-\x1f\x7f]*$"


class Given(BaseModel):
    """Base of what a caller sends: members that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """Base of what an operation answers."""

    model_config = ConfigDict(frozen=True)


def _identifier(value: Any) -> Any:
    if isinstance(value, str) and not _UUID.fullmatch(value):
        raise ValueError(
            _("“%(value)s” is no identifier. Give the id as the platform gave it.") % {"value": value[:40]}
        )
    return value


def _calendar_date(value: Any) -> Any:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(_("This is no date. Write year, month and day: 2026-11-23."))
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(_("There is no day “%(value)s” in the calendar.") % {"value": value}) from error


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError(_("This is no moment. Write it as 2026-11-23T15:30:00+08:00, with the offset from UTC."))
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)  # PostgreSQL knows no offsets beyond 16 hours
    except (ValueError, OverflowError) as error:
        raise ValueError(_("There is no moment “%(value)s” in the calendar.") % {"value": value[:40]}) from error


def _true_or_false(value: Any) -> Any:
    if value not in ("true", "false", True, False):
        raise ValueError(_("This must be true or false."))
    return value in ("true", True)


Identifier = Annotated[UUID, BeforeValidator(_identifier)]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
#: In a query, where pydantic would also take `yes`, `on` and `1`.
TrueOrFalse = Annotated[bool, BeforeValidator(_true_or_false)]


class FieldProblem(Shown):
    """What is wrong with one value of the request."""

    place: str = Field(alias="in", description="`body`, `query`, `path` or `header`.")
    pointer: str | None = Field(None, description="Where in the body, as a JSON pointer: `#/credit_code`.")
    parameter: str | None = Field(None, description="Which parameter or header.")
    code: str = Field(description="A stable word for what is wrong, such as `missing` or `too-long`.")
    detail: str = Field(description="What is wrong, for people.")
    remedy: str | None = Field(None, description="What would be right.")
    received: str | None = Field(None, description="The JSON kind of the value that came; the value is not repeated.")


class Problem(Shown):
    """A problem detail (RFC 9457)."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "https://quanheng.example/api/v1/problems/invalid",
                    "title": "Some values are not valid",
                    "status": 422,
                    "detail": "1 value is not valid; see “errors”.",
                    "instance": "urn:quanheng:request:0190f2c4-6d5e-7c3a-9f10-2b7d5a6e8c11",
                    "code": "invalid",
                    "errors": [
                        {
                            "in": "body",
                            "pointer": "#/name",
                            "code": "missing",
                            "detail": "This value is missing.",
                            "remedy": "Give it.",
                        }
                    ],
                }
            ]
        },
    )

    type: str = Field(description="The address of the page that explains this kind of problem.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong this time, and what to do.")
    instance: str = Field(description="The request's id: `urn:quanheng:request:…`.")
    code: str = Field(description="The kind of problem for programs: stable, in any language.")
    errors: list[FieldProblem] | None = Field(None, description="What is wrong with which value.")
