"""Reference data of the accounts: the city's divisions, from the file that is shipped beside this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml

from quanheng.server.accounts import policies
from quanheng.server.accounts.choices import Confidence, DivisionLevel
from quanheng.server.accounts.models import Division
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor

FILE = "jinan-divisions.yaml"


@dataclass(frozen=True, slots=True)
class DivisionsLoaded:
    """What loading did, by code."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


class FaultyReference(ValueError):
    """The file of divisions contradicts itself; names the division and what is wrong with it."""


@action(
    "accounts.divisions_loaded",
    allow=policies.may_load_reference,
    subject=lambda _loaded: None,
    body=lambda loaded: {
        "file": FILE,
        "added": list(loaded.added),
        "changed": list(loaded.changed),
        "unchanged": len(loaded.unchanged),
    },
)
def load_divisions(actor: Actor, text: str | None = None) -> DivisionsLoaded:
    """Bring the divisions in line with the shipped file (or with `text`, of the same form). Loading again changes nothing.

    A division that the file no longer names stays: organisations and certificates point to it.

    Raises:
        FaultyReference: the file contradicts itself; nothing is written.
    """
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    known = {division.code: division for division in Division.objects.select_for_update()}
    for code, parent, values in _records(text if text is not None else shipped_text()):
        above = known.get(parent) if parent else None
        values |= {"parent_id": above.pk if above else None, "path": f"{above.path if above else ''}{code}/"}
        division = known.get(code)
        if division is None:
            known[code] = Division.objects.create(code=code, **values)
            added.append(code)
        elif differing := [name for name, value in values.items() if getattr(division, name) != value]:
            for name in differing:
                setattr(division, name, values[name])
            division.save(update_fields=[name.removesuffix("_id") for name in differing])
            changed.append(code)
        else:
            unchanged.append(code)
    return DivisionsLoaded(tuple(added), tuple(changed), tuple(unchanged))


def shipped_text() -> str:
    """The file of divisions that comes with the program."""
    return (resources.files("quanheng.server.accounts") / "data" / FILE).read_text(encoding="utf-8")


def _records(text: str) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Code, code of the parent, and columns of each division, parents before their children."""
    seen: set[str] = set()
    file = yaml.safe_load(text)
    for record in file["divisions"]:
        code, parent = str(record["code"]), record.get("parent")
        if code in seen:
            raise FaultyReference(f"division {code} stands twice in the file")
        if parent is not None and parent not in seen:
            raise FaultyReference(f"division {code}: its parent {parent} must stand before it in the file")
        seen.add(code)
        yield code, parent, _columns(code, record, file.get("seat_source", ""))


def _columns(code: str, record: dict[str, Any], seat_source: str) -> dict[str, Any]:
    population = record.get("population_2020")
    longitude, latitude = record.get("seat", (None, None))
    row, column = record.get("tile", (None, None))
    if record["level"] not in DivisionLevel.values:
        raise FaultyReference(f"division {code}: level {record['level']!r}; known: {', '.join(DivisionLevel.values)}")
    for confidence in (record["confidence"], *([population["confidence"]] if population else [])):
        if confidence not in Confidence.values:
            raise FaultyReference(f"division {code}: confidence {confidence!r}; known: {', '.join(Confidence.values)}")
    sources = [record["source"]]
    if population:
        sources.append(f"population: {population['source']}")
    if longitude is not None:
        sources.append(f"seat: {seat_source}")
    return {
        "name_zh": record["name_zh"],
        "name_en": record["name_en"],
        "level": record["level"],
        "seat_longitude": _degrees(longitude),
        "seat_latitude": _degrees(latitude),
        "population_2020": population["value"] if population else None,
        "population_confidence": population["confidence"] if population else "",
        "tile_row": row,
        "tile_column": column,
        "source": " ; ".join(sources),
        "confidence": record["confidence"],
        "is_statistical_code": record.get("is_statistical_code", False),
    }


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))
