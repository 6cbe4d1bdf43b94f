"""Which column of a file goes where: proposed from its headings, chosen by a person, remembered for next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.errors import Invalid, Text
from quanheng.server.core.tables.models import RememberedMapping
from quanheng.server.core.tables.problems import in_both_languages
from quanheng.server.core.tables.reading import letters
from quanheng.server.core.tables.reading.header import folded
from quanheng.server.core.tables.spec import Column, TableSpec

#: From here on two headings are likely to mean the same.
NEAR = 0.6
#: Headings of our own in a workbook with notes; they go nowhere.
ANNOTATIONS: tuple[Text, ...] = (
    gettext_lazy("Row of the file"),
    gettext_lazy("What becomes of it"),
    gettext_lazy("Why, and what would be right"),
)
CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file: its place, heading and some cells; the proposed key and whether that is beyond doubt."""

    place: int
    heading: str
    samples: tuple[str, ...]
    key: str = ""
    is_certain: bool = False

    @property
    def letter(self) -> str:
        return letters(self.place)


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A column that must be there and is not; `candidates` are the headings that come nearest."""

    column: Column
    candidates: tuple[str, ...]

    def __str__(self) -> str:
        if not self.candidates:
            return _("Column “%(column)s” is missing.") % {"column": self.column.label}
        return _("Column “%(column)s” is missing. Nearest: %(candidates)s.") % {
            "column": self.column.label,
            "candidates": _(", ").join(f"“{each}”" for each in self.candidates),
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the headings of a file suggest. `doubled` are headings that stand more than once, by their letters."""

    columns: tuple[FileColumn, ...]
    missing: tuple[MissingColumn, ...] = ()
    doubled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[int, str]:
        """By place in the file, the key of each column that has one."""
        return {each.place: each.key for each in self.columns if each.key}

    @property
    def is_certain(self) -> bool:
        """Whether nobody need be asked."""
        return not self.missing and not self.doubled and all(each.is_certain for each in self.columns)


class IncompleteMapping(Invalid):
    """A column that must be there has no counterpart in the file, or two have the same."""

    code = "incomplete-mapping"


def propose(
    spec: TableSpec, headings: Sequence[str], samples: Sequence[Sequence[str]], remembered: Mapping[str, str]
) -> Proposal:
    """Match headings by what was chosen before, then by the columns' names, then by likeness."""
    names = {folded(name): column.key for column in reversed(spec.columns) for name in reversed(column.headings)}
    names |= {folded(name): "" for heading in ANNOTATIONS for name in in_both_languages(partial(str, heading)).values()}
    keys: dict[int, str] = {}
    certain: set[int] = set()
    known: set[int] = set()
    for place, heading in enumerate(headings):
        name = folded(heading)
        if heading and heading in remembered and (not remembered[heading] or remembered[heading] in spec.by_key):
            key, is_known = remembered[heading], True
        else:
            key, is_known = names.get(name, ""), name in names
        if is_known and key and key not in keys.values():
            keys[place] = key
        if is_known:
            known.add(place)
        if is_known or not heading:
            certain.add(place)
    keys |= _near(spec, {place: each for place, each in enumerate(headings) if each and place not in known}, keys)
    doubled = _doubled(headings)
    columns = tuple(
        FileColumn(
            place,
            heading,
            tuple(row[place] for row in samples if place < len(row)),
            keys.get(place, ""),
            place in certain,
        )
        for place, heading in enumerate(headings)
    )
    return Proposal(columns, missing_columns(spec, set(keys.values()), headings), doubled)


def missing_columns(spec: TableSpec, found: set[str], headings: Sequence[str]) -> tuple[MissingColumn, ...]:
    """The columns that must be there and are not among `found`."""
    missing = [column for column in spec.writable if column.is_required and column.key not in found]
    return tuple(MissingColumn(column, tuple(_nearest(column, headings))) for column in missing)


def checked_mapping(spec: TableSpec, chosen: Mapping[int, str], headings: Sequence[str]) -> dict[int, str]:
    """`chosen` without the columns that are not imported.

    Raises:
        IncompleteMapping: names every column that is missing, or that is filled from two columns of the file.
    """
    wanted = {place: key for place, key in chosen.items() if key and not spec.by_key[key].is_read_only}
    wrong: dict[str, Text] = {}
    for column in spec.writable:
        places = [place for place, key in wanted.items() if key == column.key]
        if len(places) > 1:
            where = _(", ").join(letters(place) for place in places)
            wrong[column.key] = _("Columns %(letters)s both go into “%(column)s”. Choose one of them.") % {
                "letters": where,
                "column": column.label,
            }
    for missing in missing_columns(spec, set(wanted.values()), headings):
        wrong[missing.column.key] = str(missing)
    if wrong:
        raise IncompleteMapping(" ".join(map(str, wrong.values())), wrong)
    return wanted


def remembered(organisation_id: UUID | None, spec: TableSpec) -> dict[str, str]:
    """What this organisation chose before, by heading."""
    if organisation_id is None:
        return {}
    known = RememberedMapping.objects.filter(organisation_id=organisation_id, table=spec.name)
    return dict(known.values_list("heading", "column"))


def remember(
    organisation_id: UUID | None, spec: TableSpec, headings: Sequence[str], mapping: Mapping[int, str]
) -> None:
    """Keep what was chosen, for the next file with these headings."""
    if organisation_id is None:
        return
    chosen = {heading: mapping.get(place, "") for place, heading in enumerate(headings) if 0 < len(heading) <= 200}
    RememberedMapping.objects.bulk_create(
        [
            RememberedMapping(organisation_id=organisation_id, table=spec.name, heading=heading, column=key)
            for heading, key in chosen.items()
        ],
        update_conflicts=True,
        unique_fields=["organisation_id", "table", "heading"],
        update_fields=["column", "remembered_at"],
    )


def _near(spec: TableSpec, headings: Mapping[int, str], keys: Mapping[int, str]) -> dict[int, str]:
    """The likeliest free column for each of `headings`, the best pairs first."""
    free = [column for column in spec.columns if column.key not in keys.values()]
    pairs = sorted(
        ((_likeness(heading, column), place, column.key) for place, heading in headings.items() for column in free),
        reverse=True,
    )
    found: dict[int, str] = {}
    for likeness, place, key in pairs:
        if likeness >= NEAR and place not in found and key not in found.values():
            found[place] = key
    return found


def _nearest(column: Column, headings: Sequence[str]) -> list[str]:
    ranked = sorted(((_likeness(heading, column), heading) for heading in headings if heading), reverse=True)
    return [heading for likeness, heading in ranked[:CANDIDATES] if likeness > NEAR / 2]


def _likeness(heading: str, column: Column) -> float:
    name = folded(heading)
    return max((SequenceMatcher(None, name, folded(known)).ratio() for known in column.headings), default=0.0)


def _doubled(headings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if heading:
            places.setdefault(heading, []).append(place)
    return {heading: tuple(map(letters, found)) for heading, found in places.items() if len(found) > 1}
