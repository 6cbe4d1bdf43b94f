"""Rows of the register as the texts of a file, read by a cursor on the server so that memory does not grow."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.fence import raised_for
from quanheng.server.core.tables.spec import Column, Kind, TableSpec
from quanheng.server.core.tables.values.text import tidy

CHUNK = 2_000
Cell = str | int | float | date
Write = Callable[[Any], Cell]


def exported_rows(spec: TableSpec, actor: Actor, query: QueryDict) -> Iterator[list[Cell]]:
    """The rows that the actor may see and `query` asks for; choices by their name in the reader's language."""
    fields = [_field(column) for column in spec.columns]
    writers = [_writer(column) for column in spec.columns]
    with raised_for(actor):
        rows = spec.readable(actor, query).order_by(*spec.order).values_list(*fields)
        for row in rows.iterator(chunk_size=CHUNK):
            yield [write(value) for write, value in zip(writers, row, strict=True)]


def _field(column: Column) -> str:
    return f"{column.key}__{column.reference.by[0]}" if column.reference is not None else column.key


def _writer(column: Column) -> Write:
    if column.kind is Kind.CHOICE:
        labels = {code: str(label) for code, label in column.choices}
        return lambda value: labels.get(value, value or "")
    if column.kind is Kind.BOOLEAN:
        words = {True: _("yes"), False: _("no"), None: ""}
        return lambda value: words[value]
    return written


def written(value: Any) -> Cell:
    """A value of the register as the content of a cell; texts are tidy, as the importer makes them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, datetime):
        return localtime(value).date()
    if isinstance(value, Decimal):
        # Fifteen digits are what a spreadsheet's numbers hold.
        return float(value) if len(value.as_tuple().digits) <= 15 else f"{value:f}"
    if isinstance(value, (int, float, date)):
        return value
    return tidy(str(value))
