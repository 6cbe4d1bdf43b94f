"""What is different between two certificates, by meaning: the same points of the same quantity, not lines of text.

Points are matched by their key: the title of their table, the quantity, and the nominal value (calibration value,
nominal value or reference value) of their row. Where there is no nominal value, by the row's number.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quanheng.certificate.errors import NotComparable
from quanheng.certificate.model import Certificate, Point, Quantity, QuantityList, RealValues, Statement
from quanheng.certificate.tables import holds_one_column, printed_unit
from quanheng.metrology.units import UnitError, parse

#: Whose values tell the rows of a table apart, best first.
_KEYS = ("basic_nominalValue", "basic_calibrationValue", "basic_referenceValue")


@dataclass(frozen=True, slots=True)
class Drift:
    """One point in both certificates.

    Attributes:
        quantity: what was measured.
        at: the nominal value of the row, or its number.
        earlier: as stated in the earlier certificate.
        later: as stated in the later one.
        drift: later − earlier, in the unit of the later one.
        expanded: √(U₁² + U₂²), of independent results with the same k; None where either is unknown or the k differ.
        standard: √(u₁² + u₂²); None where either is unknown.
    """

    quantity: str
    at: str
    earlier: Point
    later: Point
    drift: Decimal
    expanded: float | None
    standard: float | None

    @property
    def en(self) -> float | None:
        """Eₙ = drift / √(U₁² + U₂²) (ISO 13528:2022, 9.7); |Eₙ| > 1 is more than the uncertainties explain."""
        return float(self.drift) / self.expanded if self.expanded else None

    @property
    def unit(self) -> str:
        """The unit of the drift, printed; differences of temperatures in °C are in K."""
        return printed_unit(self.later.unit).replace("°C", "K")


@dataclass(frozen=True, slots=True)
class Change:
    """A text that differs; None where one of the two has nothing there."""

    what: str
    earlier: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two certificates say differently.

    Attributes:
        drifts: points in both, in the order of the later certificate.
        only_earlier: keys of points that only the earlier one has.
        only_later: keys of points that only the later one has.
        changes: in the administrative data.
    """

    drifts: tuple[Drift, ...]
    only_earlier: tuple[str, ...]
    only_later: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def largest_en(self) -> float | None:
        """The Eₙ of largest size; None where none is known."""
        known = [each.en for each in self.drifts if each.en is not None]
        return max(known, key=abs) if known else None

    @property
    def is_consistent(self) -> bool:
        """Whether no drift is larger than its uncertainty explains."""
        return self.largest_en is None or abs(self.largest_en) <= 1


def compare(earlier: Certificate, later: Certificate) -> Comparison:
    """Compare two certificates, usually successive ones of the same item.

    Raises:
        NotComparable: they have no point in common.
    """
    before, after = _points(earlier), _points(later)
    drifts = []
    for key, point in after.items():
        if key in before and (drift := _drift(key, before[key], point)) is not None:
            drifts.append(drift)
    if before and after and not drifts:
        raise NotComparable(
            f"{earlier.identifier} and {later.identifier} have no point in common: no table with the same quantity and "
            "the same nominal value"
        )
    return Comparison(
        tuple(drifts),
        tuple(_shown(each) for each in before if each not in after),
        tuple(_shown(each) for each in after if each not in before),
        tuple(_changes(earlier, later)),
    )


_Key = tuple[str, str, str, int]


def _points(certificate: Certificate) -> dict[_Key, Point]:
    """Every known real value of the results by result, quantity, nominal value, and number among equal ones."""
    points: dict[_Key, Point] = {}
    repeated: Counter[tuple[str, str, str]] = Counter()
    for number, result in enumerate(certificate.all_results()):
        title = result.ref_types[0] if result.ref_types else (str(result.name) or f"result {number + 1}")
        for each in result.data.members:
            if isinstance(each, Quantity):
                _add(points, repeated, title, _quantity_name(each), each, None)
        for table in result.data.lists():
            keys, is_column = _keys(table), holds_one_column(table)
            seen: Counter[str] = Counter()
            for quantity in table.columns:
                name = _quantity_name(quantity, table)
                seen[name] += 1
                # In a list that is itself a column the quantities are its rows, told apart by their order.
                _add(points, repeated, title, name if is_column else _nth(name, seen[name]), quantity, keys)
    return points


def _add(
    points: dict[_Key, Point],
    repeated: Counter[tuple[str, str, str]],
    title: str,
    name: str,
    quantity: Quantity,
    keys: list[str] | None,
) -> None:
    real = quantity.real
    if real is None:
        return
    for row, point in enumerate(real.points()):
        at = keys[row] if keys is not None and row < len(keys) else f"#{row + 1}"
        repeated[title, name, at] += 1
        if point.value.is_known:
            points[title, name, at, repeated[title, name, at]] = point


def _nth(name: str, number: int) -> str:
    return f"{name} #{number}" if number > 1 else name


def _quantity_name(quantity: Quantity, table: QuantityList | None = None) -> str:
    if quantity.ref_types:
        return quantity.ref_types[0]
    own = str(quantity.name) if quantity.name else ""
    return own or (str(table.name) if table is not None and table.name else "") or "quantity"


def _keys(table: QuantityList) -> list[str] | None:
    """What tells the rows of a table apart: nominal values, in SI units, rounded as written."""
    for ref_type in _KEYS:
        for quantity in table.columns:
            if quantity.is_a(ref_type) and (real := quantity.real) is not None and len(real) > 1:
                return _nominal(quantity) or [_named(each) for each in real.points()]
            if (nominal := _nominal_of_meta(quantity, ref_type)) is not None:
                return nominal
    return None


def _nominal(quantity: Quantity) -> list[str] | None:
    """Calibration values that stand in the meta data of a reference value."""
    return _nominal_of_meta(quantity, "basic_calibrationValue")


def _nominal_of_meta(quantity: Quantity, ref_type: str) -> list[str] | None:
    for statement in quantity.context.meta_data:
        real = _real_of(statement) if statement.is_a(ref_type) else None
        if real is not None and len(real) > 1:
            return [_named(each) for each in real.points()]
    return None


def _real_of(statement: Statement) -> RealValues | None:
    if statement.data is None:
        return None
    return next((each.real for each in statement.data.quantities() if each.real is not None), None)


def _named(point: Point) -> str:
    """A nominal value; 20 and 20.0 are the same."""
    value = point.value.value
    return f"{value.normalize() if point.value.is_known and value else 0} {printed_unit(point.unit)}".strip()


def _shown(key: _Key) -> str:
    title, name, at, repeated = key
    return f"{title}: {name} @ {at}" + (f" ({repeated})" if repeated > 1 else "")


def _drift(key: _Key, earlier: Point, later: Point) -> Drift | None:
    try:
        conversion = parse(earlier.unit, "dsi").conversion_to(parse(later.unit, "dsi"))
    except UnitError:
        if earlier.unit != later.unit:
            return None
        before, factor = earlier.value.value, 1.0
    else:
        before, factor = conversion.value(earlier.value.value), abs(float(conversion.factor))
    drift = later.value.value - before
    first, second = earlier.uncertainty, later.uncertainty
    expanded = standard = None
    if first is not None and second is not None:
        # Eₙ compares expanded uncertainties of the same coverage; with other factors it would mean something else.
        if first.k == second.k and first.expanded is not None and second.expanded is not None:
            expanded = math.hypot(float(first.expanded) * factor, float(second.expanded))
        if first.standard is not None and second.standard is not None:
            standard = math.hypot(float(first.standard) * factor, float(second.standard))
    _, name, at, repeated = key
    return Drift(name, at + (f" ({repeated})" if repeated > 1 else ""), earlier, later, drift, expanded, standard)


def _changes(earlier: Certificate, later: Certificate) -> Iterator[Change]:
    before, after = dict(_facts(earlier)), dict(_facts(later))
    for what in dict.fromkeys((*before, *after)):
        if before.get(what) != after.get(what):
            yield Change(what, before.get(what), after.get(what))


def _facts(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """The administrative data as pairs of what and how; in the order in which a certificate shows them."""
    data, core = certificate.administrative, certificate.administrative.core
    facts: dict[str, str | None] = {
        "unique identifier": core.unique_identifier,
        "schema version": certificate.schema_version,
        "receipt date": core.receipt_date,
        "begin of performance": core.begin_performance_date,
        "end of performance": core.end_performance_date,
        "issue date": core.issue_date,
        "performance location": core.performance_location,
        "laboratory": ", ".join(str(each.name) for each in data.laboratory.contacts),
        "laboratory code": data.laboratory.code,
        "customer": str(data.customer.name),
        "responsible persons": ", ".join(str(each.person.name) for each in data.persons),
        "software": ", ".join(f"{each.name} {each.release}" for each in data.software),
    }
    for number, item in enumerate(data.items.items, 1):
        prefix = f"item {number}"
        facts |= {
            f"{prefix} name": str(item.name),
            f"{prefix} manufacturer": str(item.manufacturer.name) if item.manufacturer else None,
            f"{prefix} model": item.model,
        }
        facts |= {f"{prefix} identification ({each.issuer})": each.value for each in item.identifications}
    equipment = [each for measurement in certificate.results for each in measurement.context.equipment]
    for each in equipment:
        certificate_of = each.certificate.referral_id if each.certificate else "—"
        facts[f"equipment {each.name}"] = f"{', '.join(i.value for i in each.identifications)}; {certificate_of}"
    for measurement in certificate.results:
        for method in measurement.context.methods:
            facts[f"method {method.name}"] = ", ".join(method.norms)
    for what, how in facts.items():
        if how:
            yield what, how
