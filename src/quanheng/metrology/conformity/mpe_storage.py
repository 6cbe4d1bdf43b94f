"""Tables of maximum permissible errors as plain data, so that regulations are data.

Schema `quanheng.mpe/1`, an object with
    schema: "quanheng.mpe/1"; name: text; source: text, optional; confidence: "sourced", "known" or "unsure", optional
    quantities: {name: unit as text, or null for a plain number}
    error_unit: text, or null for a plain number
    stages: {name: factor}, the first being the usual one; optional
    classes: [{class: text, requires: [condition], optional,
               rows: [{where: condition or [condition], limit: text, or lower and/or upper: text,
                       given: {name: choice}, optional}]}], the best first
Numbers are texts, so that they stay exact; see `expressions` for limits and conditions.
"""

import json
from collections.abc import Mapping
from typing import Any

from quanheng.metrology.conformity.errors import InvalidTable
from quanheng.metrology.conformity.expressions import Condition
from quanheng.metrology.conformity.mpe import AccuracyClass, MpeRow, MpeTable
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.units import Unit

SCHEMA = "quanheng.mpe/1"
_MEMBERS = {"schema", "name", "source", "confidence", "quantities", "error_unit", "stages", "classes"}
_CLASS_MEMBERS = {"class", "requires", "rows"}
_ROW_MEMBERS = {"where", "limit", "lower", "upper", "given"}
_LONGEST = 2_000_000


def table_to_dict(table: MpeTable) -> dict[str, Any]:
    """The table as plain data.

    Example:
        >>> table = MpeTable("speed", {"v": "km/h"}, "km/h", (AccuracyClass("", (MpeRow.of("v < 100", "1"),)),))
        >>> table_to_dict(table)["classes"]
        [{'class': '', 'requires': [], 'rows': [{'where': ['v < 100'], 'limit': '1'}]}]
    """
    return {
        "schema": SCHEMA,
        "name": table.name,
        "source": table.source,
        "confidence": table.confidence,
        "quantities": {name: _unit(unit) for name, unit in table.quantities.items()},
        "error_unit": _unit(table.error_unit),
        "stages": {name: str(factor) for name, factor in table.stages.items()},
        "classes": [
            {
                "class": each.name,
                "requires": [condition.text for condition in each.requires],
                "rows": [_row(row) for row in each.rows],
            }
            for each in table.classes
        ],
    }


def table_to_json(table: MpeTable) -> str:
    """The table as JSON."""
    return json.dumps(table_to_dict(table), ensure_ascii=False, indent=1)


def table_from_json(text: str) -> MpeTable:
    """The table again; see `table_from_dict`.

    Raises:
        InvalidTable: no JSON, or longer than two million characters.
    """
    if len(text) > _LONGEST:
        raise InvalidTable(f"a table of {len(text)} characters: at most {_LONGEST} are read")
    try:
        stored = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise InvalidTable(f"a stored table is JSON; this is not: {error}") from error
    return table_from_dict(stored)


def table_from_dict(stored: Mapping[str, Any]) -> MpeTable:
    """The table again, checked as any other.

    Raises:
        InvalidTable: another schema, or a member that is missing, unknown or of the wrong kind; names it.
        InvalidExpression: a limit or condition that cannot be read.
        UnitError: a text that is no unit.

    Example:
        >>> print(table_from_dict({
        ...     "schema": "quanheng.mpe/1", "name": "pressure gauge", "quantities": {"span": "MPa"}, "error_unit": "MPa",
        ...     "classes": [{"class": "1.6", "rows": [{"where": [], "limit": "1.6 % span"}]}],
        ... }).tolerance({"span": "2.5"}))
        [−0.04, 0.04] MPa
    """
    if not isinstance(stored, Mapping) or stored.get("schema") != SCHEMA:
        raise InvalidTable(f"a stored table of maximum permissible errors has the schema {SCHEMA!r}")
    _require_known("the table", stored, _MEMBERS)
    try:
        return MpeTable(
            _text("name", stored["name"]),
            dict(stored["quantities"]),
            stored["error_unit"],
            [_class(each) for each in _list("classes", stored["classes"])],
            stored.get("stages"),
            _text("source", stored.get("source", "")),
            stored.get("confidence", "known"),
        )
    except MetrologyError:
        raise
    except KeyError as error:
        raise InvalidTable(f"the stored table lacks the member {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidTable(f"the stored table is malformed: {error}") from error


def _class(stored: Any) -> AccuracyClass:
    _require_known("a class", stored, _CLASS_MEMBERS)
    return AccuracyClass(
        _text("class", stored["class"]),
        tuple(_read_row(row) for row in _list("rows", stored["rows"])),
        tuple(Condition.parse(each) for each in _list("requires", stored.get("requires", []))),
    )


def _read_row(stored: Any) -> MpeRow:
    _require_known("a row", stored, _ROW_MEMBERS)
    where = stored["where"]
    limits = {name: None if stored.get(name) is None else _number(stored[name]) for name in ("limit", "lower", "upper")}
    return MpeRow.of(where if isinstance(where, str) else _list("where", where), **limits, given=stored.get("given"))


def _row(row: MpeRow) -> dict[str, Any]:
    found: dict[str, Any] = {"where": [each.text for each in row.where]}
    if row.is_symmetric and row.upper is not None:
        found["limit"] = row.upper.text
    else:
        found |= {name: limit.text for name, limit in (("lower", row.lower), ("upper", row.upper)) if limit is not None}
    return found | ({"given": dict(row.given)} if row.given else {})


def _unit(unit: Unit | None) -> str | None:
    return None if unit is None else str(unit) or "1"


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidTable(f"the member {name!r} is a text, not {value!r}")
    return value


def _number(value: Any) -> str:
    """A limit that was written as a bare number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text("limit", value)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InvalidTable(f"the member {name!r} is a list, not {value!r}")
    return list(value)


def _require_known(what: str, stored: Any, members: set[str]) -> None:
    if not isinstance(stored, Mapping):
        raise InvalidTable(f"{what} is an object, not {stored!r}")
    if unknown := sorted(str(each) for each in stored.keys() - members):
        raise InvalidTable(f"{what} has no member {', '.join(unknown)}; there are {', '.join(sorted(members))}")
