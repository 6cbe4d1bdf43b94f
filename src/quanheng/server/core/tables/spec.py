"""What a table is to the importer and the exporter: its columns, its key, who may write it. Declared by the apps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing, Text
from quanheng.server.core.policy import Policy
from quanheng.server.core.tables.problems import LANGUAGES, Problem


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"
    """Letters and digits that identify: half-width, no spaces, capitals."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """How a cell names a row of another table.

    `by` are the fields of `model` that a cell may hold, each compared as text; the first is what exports write.
    `replaced` gives, for a code that is no longer in force, what took its place and since when.
    `is_small`: the whole table is short enough that the nearest names are looked for in it.
    """

    model: type[models.Model]
    by: tuple[str, ...]
    label: tuple[str, ...] = ()
    replaced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    is_small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `key` is the model's field.

    `accepts` is a quick test that lets plainly right values through; `parse` gives the value as it is written, or
    raises `Invalid` with what is wrong (and `suggestion` among its extras), and is asked only where `accepts` says no.
    `scale` and `digits` limit decimals as the database does. A read-only column is exported, and ignored on import.
    """

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_read_only: bool = False
    max_length: int = 0
    choices: Sequence[tuple[str, Text]] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0
    scale: int = 0
    minimum: int | None = None
    maximum: int | None = None
    latest: Callable[[], Any] | None = None
    accepts: Callable[[str], bool] | None = None
    parse: Callable[[str], str] | None = None
    reference: Reference | None = None
    hint: Text = ""
    example: str = ""
    width: int = 14

    def heading(self, language: str) -> str:
        """The label in `language`."""
        with translation.override(language):
            return str(self.label)

    @property
    def headings(self) -> list[str]:
        """Everything that a file may call this column."""
        return list(dict.fromkeys([*map(self.heading, LANGUAGES), self.key, *self.aliases]))


#: Looks at whole columns at once: given the texts of every column by key, says what is wrong with which row.
RowRule = Callable[[Mapping[str, Sequence[str]]], Mapping[int, Problem]]


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A table that goes in and out.

    Args:
        name: part of addresses and of the record of what was done.
        model: a table with a UUID key; a `revision` field, if there is one, goes up by one at each update.
        natural_key: keys of the columns that together tell one row from every other.
        allow: asked with the actor: may they import this table at all?
        readable: the rows that the actor may export, narrowed by the query string of the list page.
        url_name: the list page, where one goes once the rows are written.
        permitted: by key of a reference column, the rows that the actor may point to; a row that points elsewhere,
            now or after the import, is refused. None: no limit.
        event: the kind that is announced once for each import, besides `tables.import_written`.
        row_rules: what columns must fulfil together.
        order: how exports are ordered.
    """

    name: str
    label: Text
    model: type[models.Model]
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]
    allow: Policy
    readable: Callable[[Actor, QueryDict], models.QuerySet[Any]]
    event: str
    permitted: Callable[[Actor], Mapping[str, models.QuerySet[Any]] | None] = lambda _actor: None
    row_rules: tuple[RowRule, ...] = ()
    order: tuple[str, ...] = ("id",)
    url_name: str = ""

    def __post_init__(self) -> None:
        known = [column.key for column in self.columns]
        doubled = {key for key in known if known.count(key) > 1}
        strange = set(self.natural_key) - set(known)
        if doubled or strange or not self.natural_key:
            raise ValueError(
                f"table {self.name!r}: columns twice {doubled or '-'}, key columns unknown {strange or '-'}"
            )
        for column in self.columns:
            if (column.kind is Kind.REFERENCE) != (column.reference is not None):
                raise ValueError(f"table {self.name!r}: column {column.key!r} needs a reference or another kind")

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def writable(self) -> tuple[Column, ...]:
        """The columns that an import writes."""
        return tuple(column for column in self.columns if not column.is_read_only)

    @cached_property
    def revision(self) -> str:
        """The column of the row's revision, or empty."""
        return "revision" if any(each.name == "revision" for each in self.model._meta.fields) else ""

    def label_of(self, key: str) -> str:
        """The label of a column, in the reader's language."""
        return str(self.by_key[key].label)


_specs: dict[str, TableSpec] = {}


def declare_table(spec: TableSpec) -> TableSpec:
    """Make `spec` known: from now on there are pages to import and export it.

    Raises:
        ValueError: another table has this name.
    """
    if _specs.setdefault(spec.name, spec) is not spec:
        raise ValueError(f"table {spec.name!r} is declared twice")
    return spec


def table_named(name: str) -> TableSpec:
    """The declared table `name`.

    Raises:
        Missing: no app declares it.
    """
    try:
        return _specs[name]
    except KeyError:
        raise Missing(_("There is no table “%(name)s” to import or export.") % {"name": name}) from None


def all_tables() -> list[TableSpec]:
    """Every declared table, in the order of declaration."""
    return list(_specs.values())
