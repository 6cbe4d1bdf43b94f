"""The parts of the SQL that rehearsing and writing share: what a staged cell is as a value of the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql

from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.spec import Column, Kind, TableSpec

ROWS = "tables_importrow"
#: The id of a new row follows from its batch and number, so that writing it again gives the same.
NEW_ID = "(left(replace(r.batch_id::text, '-', ''), 24) || lpad(to_hex(r.number), 8, '0'))::uuid"


def quoted(name: str) -> str:
    """A name of a table or column in SQL."""
    return str(connection.ops.quote_name(name))


@dataclass(frozen=True)
class Statements:
    """SQL about one batch; the staged row is `r`, the row of the register `t`, the references of column i `ref_<key>`.

    `numbers` narrows everything to some rows of the batch.
    """

    spec: TableSpec
    batch: ImportBatch
    numbers: Sequence[int] | None = field(default=None)

    @property
    def batch_id(self) -> UUID:
        return self.batch.pk

    @cached_property
    def table(self) -> str:
        return quoted(self.spec.model._meta.db_table)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that this batch writes."""
        return [self.spec.by_key[key] for key in self.batch.columns]

    @cached_property
    def references(self) -> list[Column]:
        return [column for column in self.columns if column.kind is Kind.REFERENCE]

    @property
    def scope(self) -> str:
        """The condition for the staged rows that are meant; its parameters are `scope_values`."""
        return "r.batch_id = %s" + ("" if self.numbers is None else " AND r.number = ANY(%s)")

    @property
    def scope_values(self) -> list[Any]:
        return [self.batch_id] if self.numbers is None else [self.batch_id, list(self.numbers)]

    def cell(self, key: str, row: str = "r") -> str:
        """The staged text of a column."""
        return f"{row}.cells[{self.batch.columns.index(key) + 1}]"

    def model_field(self, column: Column) -> models.Field:
        found: models.Field = self.spec.model._meta.get_field(column.key)
        return found

    def target(self, column: Column, row: str = "t") -> str:
        """The register's column."""
        return f"{row}.{quoted(str(self.model_field(column).column))}"

    def value(self, column: Column) -> str:
        """The staged cell as a value of the register; an empty cell is the field's emptiness."""
        model_field, cell = self.model_field(column), self.cell(column.key)
        if column.kind is Kind.REFERENCE:
            return f"{alias(column)}.found"
        if column.kind in (Kind.TEXT, Kind.CODE, Kind.CHOICE):
            empty = self._empty(model_field)
            return cell if empty == "''" else f"coalesce(nullif({cell}, ''), {empty})"
        typed = f"nullif({cell}, '')::{model_field.db_type(connection)}"
        return typed if model_field.null else f"coalesce({typed}, {self._empty(model_field)})"

    def _empty(self, model_field: models.Field) -> str:
        if model_field.has_default():
            return literal(model_field)
        return "NULL" if model_field.null else "''"

    def differs(self, column: Column) -> str:
        """Whether the register holds something else; spaces around a text and invisible marks do not count."""
        target, value = self.target(column), self.value(column)
        if column.kind is Kind.TEXT:
            return f"({target} IS DISTINCT FROM {value} AND quanheng_clean({target}) IS DISTINCT FROM {value})"
        return f"{target} IS DISTINCT FROM {value}"

    def reference_joins(self) -> str:
        """The joins that give `ref_<key>.found` for each reference column."""
        return " ".join(
            f"LEFT JOIN tables_importreference AS {alias(column)} ON {alias(column)}.batch_id = r.batch_id "
            f"AND {alias(column)}.\"column\" = '{column.key}' AND {alias(column)}.text = {self.cell(column.key)}"
            for column in self.references
        )

    def key_join(self) -> str:
        """The condition under which a row of the register is the one that a staged row means."""
        parts = []
        for key in self.spec.natural_key:
            column = self.spec.by_key[key]
            parts.append(f"{self.target(column)} = {self.value(column)}")
        return " AND ".join(parts)


def alias(column: Column) -> str:
    """What the references of a column are called in a statement."""
    return quoted(f"ref_{column.key}")


def literal(model_field: models.Field) -> str:
    """The default of a field, as SQL writes it."""
    prepared = model_field.get_db_prep_save(model_field.get_default(), connection)
    with connection.cursor() as cursor:
        composed: str = sql.Literal(prepared).as_string(cursor.cursor)
    return composed.replace("%", "%%")


def execute(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> int:
    """Carry out one statement and say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
