"""Rules on values that are stated twice: error and its parts, hybrids, relative uncertainties."""

from collections.abc import Iterator
from fractions import Fraction

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject, conversion_between, name_of, unit_of
from quanheng.certificate.model import HybridValues, Number, Point, Quantity, QuantityList, RealValues
from quanheng.metrology.units import Unit

#: Two roundings may meet exactly in the middle.
_SLACK = Fraction(1001, 1000)
#: Beyond these a difference is shown with a power of ten.
_PLAIN, _PLACES = 1e12, 12


def half_step(number: Number) -> Fraction:
    """Half of one in the last digit: how far rounding may have moved a number."""
    return Fraction(1, 2) * Fraction(10) ** -number.places


def _exact(number: Number) -> Fraction:
    return Fraction(number.value)


@rule(
    "DCC-V01",
    Severity.ERROR,
    title=("The stated error is the measured minus the reference value", "示值误差等于测得值减参考值"),
    message=(
        "row {row}: error {error}, but measured {measured} − reference {reference} = {difference}{hint}",
        "第 {row} 行：误差写作 {error}，而测得值 {measured} − 参考值 {reference} = {difference}{hint}",
    ),
    remedy=(
        "correct the value that is wrong; an error is indication minus reference (VIM 2.16), a correction its negative",
        "更正有误的数值；误差等于示值减参考值（JJF 1001-2011），修正值与误差符号相反",
    ),
)
def error_is_difference(subject: Subject) -> Iterator[Found]:
    """In lists with one quantity of each of the three types; each may be off by its rounding."""
    for table in subject.all(QuantityList):
        parts = [_only(table, f"basic_{name}") for name in ("measurementError", "measuredValue", "referenceValue")]
        if any(each is None for each in parts):
            continue
        error, measured, reference = (each for each in parts if each is not None)
        for row in range(max(len(error), len(measured), len(reference))):
            points = (error.at(row), measured.at(row), reference.at(row))
            if all(each is not None and each.value.is_known for each in points):
                yield from _difference(error.place, row + 1, *(each for each in points if each is not None))


def _only(table: QuantityList, ref_type: str) -> RealValues | None:
    columns = [each for each in table.columns if each.is_a(ref_type)]
    return columns[0].real if len(columns) == 1 else None


def _difference(place: str, row: int, error: Point, measured: Point, reference: Point) -> Iterator[Found]:
    unit, of_measured = unit_of(error.unit), unit_of(measured.unit)
    to_measured = conversion_between(reference.unit, measured.unit)
    if unit is None or of_measured is None or to_measured is None or to_measured.factor.pi_power:
        return
    m, r = _exact(measured.value), to_measured.value(_exact(reference.value))
    spread = half_step(measured.value) + half_step(reference.value) * to_measured.factor.rational
    answers = list(_possible_errors(unit, of_measured, m, r, spread))
    stated, allowed = _exact(error.value), half_step(error.value)
    if not answers or any(abs(stated - each) <= (tolerance + allowed) * _SLACK for each, tolerance in answers):
        return
    wanted, tolerance = answers[0]
    is_correction = abs(stated + wanted) <= (tolerance + allowed) * _SLACK
    hint = Wording("; the sign is the correction's", "；符号是修正值的符号") if is_correction else ""
    yield found(
        place, row=row, error=error.value, measured=measured.value, reference=reference.value,
        difference=_shown(wanted, error.value.places), hint=hint,
    )  # fmt: skip


def _possible_errors(
    unit: Unit, of_measured: Unit, m: Fraction, r: Fraction, spread: Fraction
) -> Iterator[tuple[Fraction, Fraction]]:
    """What the error may be and how far rounding may move it: m − r, or (m − r)/r where the error has no dimension."""
    if (interval := _interval_factor(of_measured, unit)) is not None:
        yield (m - r) * interval, spread * abs(interval)
    if unit.dimension.is_one and r and not of_measured.offset:
        scale = 1 / unit.scale
        yield (m - r) / r * scale, spread / abs(r) * (1 + abs(m / r)) * scale


def _interval_factor(source: Unit, target: Unit) -> Fraction | None:
    """By what a difference is multiplied: zeros of scales do not matter, so °C and K are the same."""
    if source.dimension != target.dimension or source.pi_power != target.pi_power:
        return None
    return source.scale / target.scale


def _shown(value: Fraction, places: int) -> str:
    number = float(value)
    return f"{number:.{max(places, 0)}f}" if abs(number) < _PLAIN and places < _PLACES else f"{number:.6g}"


@rule(
    "DCC-V02",
    Severity.ERROR,
    title=("The alternatives of a hybrid state the same value", "hybrid 的各种写法表示同一数值"),
    message=("value {row}: {one} and {other} are not the same", "第 {row} 个数值：{one} 与 {other} 不相等"),
    remedy=("convert again, and round each to the same resolution", "重新换算，并修约到相同的分辨力"),
)
def hybrids_agree(subject: Subject) -> Iterator[Found]:
    """Within the rounding of both. Logarithmic and other scales that have no conversion are not compared."""
    for hybrid in subject.all(HybridValues):
        columns = [each for each in hybrid.alternatives if isinstance(each, RealValues)]
        for other in columns[1:]:
            if len(other) != len(columns[0]):
                continue
            for row, (a, b) in enumerate(zip(columns[0].points(), other.points(), strict=True), 1):
                if not _is_same(a, b):
                    yield found(hybrid.place, row=row, one=f"{a.value} {a.unit}", other=f"{b.value} {b.unit}")


def _is_same(a: Point, b: Point) -> bool:
    if not a.value.is_known or not b.value.is_known:
        return a.value.is_known == b.value.is_known
    conversion = conversion_between(a.unit, b.unit)
    if conversion is None:
        # Levels in dB beside ratios, for instance; units of other dimensions are no alternatives of one another.
        source, target = unit_of(a.unit), unit_of(b.unit)
        return source is None or target is None or source.dimension == target.dimension
    factor = float(conversion.factor)
    difference = abs(float(conversion.value(a.value.value)) - float(b.value.value))
    return difference <= float(half_step(a.value)) * abs(factor) * 1.001 + float(half_step(b.value)) * 1.001


@rule(
    "DCC-V03",
    Severity.ERROR,
    title=("A relative uncertainty agrees with the absolute one", "相对不确定度与绝对不确定度一致"),
    message=(
        "'{name}', value {row}: relative uncertainty {relative} {unit}, but the uncertainty {stated} of {value} is {found}",
        "“{name}”第 {row} 个数值：相对不确定度为 {relative} {unit}，而 {value} 的不确定度 {stated} 折合 {found}",
    ),
    remedy=(
        "correct one of the two; the unit of a relative uncertainty is \\one or \\percent",
        "更正其中之一；相对不确定度的单位是 \\one 或 \\percent",
    ),
)
def relative_uncertainty_agrees(subject: Subject) -> Iterator[Found]:
    """With U or with u, within rounding; its unit is one of dimension one."""
    for quantity in subject.all(Quantity):
        relative, real = quantity.relative_uncertainty, quantity.real
        if relative is None or real is None:
            continue
        for row in range(len(real)):
            ratio, point = relative.at(row), real.at(row)
            if ratio is not None and point is not None and not _relative_fits(ratio, point):
                stated = point.uncertainty.stated if point.uncertainty else ""
                share = point.uncertainty.expanded if point.uncertainty else None
                value = point.value.value
                yield found(
                    relative.place, name=name_of(quantity), row=row + 1, relative=ratio.value, unit=ratio.unit,
                    stated=stated, value=point.value,
                    found=f"{float(share / abs(value)):.3g}" if share is not None and value else "—",
                )  # fmt: skip


def _relative_fits(ratio: Point, point: Point) -> bool:
    unit = unit_of(ratio.unit)
    if unit is None:
        return True
    if not unit.dimension.is_one:
        return False
    stated = point.uncertainty
    if stated is None or not ratio.value.is_known or not point.value.is_known or not point.value.value:
        return True
    size, scale = abs(float(point.value.value)), float(unit.scale)
    allowed = float(half_step(ratio.value)) * scale + float(half_step(stated.stated)) / size
    wanted = [float(each) / size for each in (stated.expanded, stated.standard) if each is not None]
    said = float(ratio.value.value) * scale
    # Rounding to two digits is common where U is rounded up: 5 % of itself is allowed.
    return not wanted or any(abs(said - each) <= allowed * 1.001 + 0.05 * each for each in wanted)
