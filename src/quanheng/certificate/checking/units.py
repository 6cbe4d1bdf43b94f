"""Rules on units: that they can be read, and that they measure what is said to be measured."""

from collections.abc import Iterator

from quanheng.certificate.checking.kinds import unit_of_kind, unit_of_ref_type
from quanheng.certificate.checking.rule import Found, Severity, found, rule
from quanheng.certificate.checking.subject import Subject, name_of, unit_of
from quanheng.certificate.model import ComplexValues, CoverageRegion, Quantity, RealValues, Statement
from quanheng.metrology.units import Unit, UnitError, parse


@rule(
    "DCC-N01",
    Severity.ERROR,
    title=("Units are written in D-SI notation", "单位采用 D-SI 写法"),
    message=("{unit}: {reason}", "{unit}：{reason}"),
    remedy=(
        r"write it as in \milli\metre or \metre\second\tothe{-1}; define units outside the SI by nonSIDefinition and nonSIUnit",
        r"按 \milli\metre、\metre\second\tothe{-1} 的写法书写；SI 以外的单位用 nonSIDefinition 与 nonSIUnit 定义",
    ),
)
def units_are_known(subject: Subject) -> Iterator[Found]:
    """Every unit anywhere, those of covariances and phases included; units that the certificate defines itself apart."""
    own = {each.non_si_unit for each in subject.all(Statement) if each.non_si_unit}
    for place, texts in _written(subject):
        for text in dict.fromkeys(texts):
            if text in own:
                continue
            reason = _fault(text)
            if reason is not None:
                yield found(place, unit=repr(text), reason=reason)


def _written(subject: Subject) -> Iterator[tuple[str, tuple[str, ...]]]:
    for values in subject.all(RealValues):
        yield values.place, values.units or ("",)
    for each in subject.all(ComplexValues):
        yield each.place, (each.units or ("",)) + each.phase_units
    for region in subject.all(CoverageRegion):
        yield region.place, tuple(unit for column in region.units for entry in column for unit in entry)


def _fault(text: str) -> str | None:
    if not text:
        return "a value without a unit / 数值没有单位"
    try:
        parse(text, "dsi")
    except UnitError as error:
        meant = f"; {' / '.join(error.suggestions)}?" if error.suggestions else ""
        return f"{error.reason}{meant}"
    return None


@rule(
    "DCC-N02",
    Severity.ERROR,
    title=("A unit fits the quantity kind that is stated", "单位与所述量的种类相符"),
    message=(
        "'{name}' is said to be of the kind {kind}, but {unit} is no unit of it",
        "“{name}”的量的种类写作 {kind}，而 {unit} 不是它的单位",
    ),
    remedy=("correct the kind or the unit", "更正量的种类或单位"),
)
def units_fit_kinds(subject: Subject) -> Iterator[Found]:
    """QUDT kinds that are known here; others are left alone."""
    for quantity in subject.all(Quantity):
        for values in _columns(quantity):
            for index in range(max(len(values.units), len(values.kinds))):
                point = values.at(index)
                if point is None or point.kind is None:
                    continue
                wanted, unit = unit_of_kind(point.kind), unit_of(point.unit)
                if wanted is not None and unit is not None and not _fits(unit, wanted):
                    yield found(values.place, name=name_of(quantity), kind=point.kind, unit=point.unit)


@rule(
    "DCC-N03",
    Severity.ERROR,
    title=("A unit fits the type of its quantity", "单位与量的 refType 相符"),
    message=(
        "'{name}' has the type {ref_type}, but {unit} is no unit of that",
        "“{name}”的 refType 是 {ref_type}，而 {unit} 不是它的单位",
    ),
    remedy=("correct the type or the unit", "更正 refType 或单位"),
)
def units_fit_ref_types(subject: Subject) -> Iterator[Found]:
    """basic_temperature…, basic_humidityRelative…, basic_pressure… and their like."""
    for quantity in subject.all(Quantity):
        for ref_type in quantity.ref_types:
            wanted = unit_of_ref_type(ref_type)
            for values in _columns(quantity) if wanted is not None else ():
                for text in dict.fromkeys(values.units):
                    unit = unit_of(text)
                    if unit is not None and wanted is not None and not _fits(unit, wanted):
                        yield found(values.place, name=name_of(quantity), ref_type=ref_type, unit=text)


@rule(
    "DCC-N04",
    Severity.ERROR,
    title=("The unit of a phase is one of an angle", "相位的单位是角度单位"),
    message=("{unit} is no unit of an angle", "{unit} 不是角度单位"),
    remedy=(r"write \radian or \degree", r"写 \radian 或 \degree"),
)
def phases_are_angles(subject: Subject) -> Iterator[Found]:
    """Of complex values in the polar form."""
    radian = parse(r"\radian", "dsi")
    for values in subject.all(ComplexValues):
        for text in dict.fromkeys(values.phase_units):
            unit = unit_of(text)
            if unit is not None and not unit.is_convertible_to(radian):
                yield found(values.place, unit=text)


def _columns(quantity: Quantity) -> Iterator[RealValues]:
    real = quantity.real
    if real is not None:
        yield real


def _fits(unit: Unit, wanted: Unit) -> bool:
    return unit.is_convertible_to(wanted)
