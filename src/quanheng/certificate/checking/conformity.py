"""Rules on statements of conformity: that they agree with the values, the limits and one another.

With acceptance limits the decision rule is already in the limits: a value is accepted when it lies within them. With
tolerance limits a guard band may stand between: a pass needs a value within them, and a fail needs one that is at least
not further inside than its uncertainty (ILAC-G8:09/2019, 4.2; ISO/IEC Guide 98-4:2012, 8).
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject, conversion_between, name_of
from quanheng.certificate.model import Point, Quantity, RealValues, Statement
from quanheng.certificate.model.uncertainties import at

_PASSED = ("pass", "conditionalPass", "noFail")
_FAILED = ("fail", "conditionalFail", "noPass")


class _Limits(NamedTuple):
    """Lower and upper limits of a column; which of the two kinds they are."""

    lower: RealValues | None
    upper: RealValues | None
    are_acceptance: bool


@rule(
    "DCC-C01",
    Severity.ERROR,
    title=(
        "A statement of conformity agrees with its value, limits and decision rule",
        "符合性声明与数值、限值、判定规则相符",
    ),
    message=(
        "'{name}', value {row}: {value} {unit} is stated as '{stated}', but lies {where} the {kind} limits [{lower}, {upper}]",
        "“{name}”第 {row} 个数值：{value} {unit} 声明为“{stated}”，却位于{kind}限 [{lower}, {upper}] {where}",
    ),
    remedy=(
        "decide again by the decision rule, and correct the statement or the limits",
        "按判定规则重新判定，更正声明或限值",
    ),
)
def statements_agree_with_values(subject: Subject) -> Iterator[Found]:
    """Statements in the meta data of a quantity, with limits beside them."""
    for quantity in subject.all(Quantity):
        real = quantity.real
        for statement in quantity.context.meta_data:
            if real is None or not statement.conformity:
                continue
            for limits in _limits(statement):
                for row in range(len(real)):
                    yield from _judged(quantity, real, statement, limits, row)


def _limits(statement: Statement) -> Iterator[_Limits]:
    if statement.data is None:
        return
    quantities = list(statement.data.quantities())

    def column(ref_type: str) -> RealValues | None:
        return next((each.real for each in quantities if each.is_a(ref_type)), None)

    for kind in ("acceptance", "tolerance"):
        lower, upper = column(f"basic_{kind}LimitLower"), column(f"basic_{kind}LimitUpper")
        if lower is not None or upper is not None:
            yield _Limits(lower, upper, kind == "acceptance")


def _judged(quantity: Quantity, real: RealValues, statement: Statement, limits: _Limits, row: int) -> Iterator[Found]:
    point, stated = real.at(row), at(statement.conformity, row)
    if point is None or stated is None or not point.value.is_known:
        return
    lower, upper = (
        _bound(each, row, point, is_difference=_is_difference(quantity)) for each in (limits.lower, limits.upper)
    )
    value = Fraction(point.value.value)
    margins = ([] if lower is None else [value - lower]) + ([] if upper is None else [upper - value])
    if not margins:
        return
    # How far inside the limits: negative when it lies outside.
    inside = min(margins)
    # One that fails "all" of a list with a single statement for all is a matter of the other values too.
    is_for_all = len(statement.conformity) == 1 and len(real) > 1
    wrong = (stated == "pass" or (stated in _PASSED and not limits.are_acceptance)) and inside < 0
    wrong = wrong or (stated == "fail" and not is_for_all and inside > _guard(point, limits))
    if not wrong:
        return
    shown = [None if each is None else each.at(row) for each in (limits.lower, limits.upper)]
    yield found(
        statement.place, name=name_of(quantity), row=row + 1, value=point.value, unit=point.unit, stated=stated,
        where=Wording("outside", "之外") if inside < 0 else Wording("within", "之内"),
        kind=Wording("acceptance", "接收") if limits.are_acceptance else Wording("tolerance", "允许误差"),
        lower="−∞" if shown[0] is None else shown[0].value, upper="∞" if shown[1] is None else shown[1].value,
    )  # fmt: skip


def _guard(point: Point, limits: _Limits) -> Fraction:
    """How far inside the limits a value may lie and yet fail."""
    if limits.are_acceptance or point.uncertainty is None or point.uncertainty.expanded is None:
        return Fraction(0)
    return Fraction(point.uncertainty.expanded)


def _bound(limit: RealValues | None, row: int, point: Point, *, is_difference: bool) -> Fraction | None:
    """A limit in the unit of the value; None where there is none or it cannot be converted."""
    there = None if limit is None else limit.at(row)
    if there is None or not there.value.is_known:
        return None
    conversion = conversion_between(there.unit, point.unit)
    if conversion is None or conversion.factor.pi_power:
        return None
    value = Fraction(there.value.value)
    # An error of 0.1 °C is one of 0.1 K: the zeros of the scales do not matter.
    return value * conversion.factor.rational if is_difference else Fraction(conversion.value(value))


def _is_difference(quantity: Quantity) -> bool:
    return any(word in each.casefold() for each in quantity.ref_types for word in ("error", "deviation", "correction"))


@rule(
    "DCC-C02",
    Severity.ERROR,
    title=("The overall statement of conformity agrees with those of the values", "总的符合性声明与逐点声明一致"),
    message=(
        "the certificate states '{overall}', but a value of '{name}' is stated as '{stated}'",
        "证书总声明为“{overall}”，而“{name}”有一个数值声明为“{stated}”",
    ),
    remedy=(
        "correct the statement that is wrong; one value that fails makes the item fail",
        "更正有误的声明；一个点不合格，则该器具不合格",
    ),
)
def overall_agrees(subject: Subject) -> Iterator[Found]:
    """A pass of the whole with a fail of a value."""
    overall = [each for each in subject.certificate.administrative.statements if "pass" in each.conformity]
    if not overall:
        return
    for quantity in subject.all(Quantity):
        for statement in quantity.context.meta_data:
            for stated in statement.conformity:
                if stated == "fail":
                    yield found(overall[0].place, overall="pass", name=name_of(quantity), stated=stated)
                    return


@rule(
    "DCC-C03",
    Severity.WARNING,
    title=("A fail of the whole rests on a value that fails", "总声明不合格须有不合格的数值"),
    message=(
        "the certificate states '{overall}', but every value that is judged passes",
        "证书总声明为“{overall}”，而所有经判定的数值均合格",
    ),
    remedy=("state which requirement was not met", "说明哪项要求未满足"),
)
def fail_has_a_reason(subject: Subject) -> Iterator[Found]:
    """Where values are judged at all."""
    overall = [each for each in subject.certificate.administrative.statements if "fail" in each.conformity]
    stated = [
        each
        for quantity in subject.all(Quantity)
        for statement in quantity.context.meta_data
        for each in statement.conformity
    ]
    if overall and stated and not any(each in _FAILED for each in stated):
        yield found(overall[0].place, overall="fail")


@rule(
    "DCC-C04",
    Severity.NOTE,
    title=("A statement of conformity names its requirement", "符合性声明写明依据"),
    message=("conformity is stated without limits, norm or declaration", "符合性声明未给出限值、标准或说明"),
    remedy=(
        "give the limits beside it, or name the specification and the decision rule (ISO/IEC 17025:2017, 7.8.6)",
        "在声明旁给出限值，或写明所依据的规范与判定规则（ISO/IEC 17025:2017 7.8.6）",
    ),
)
def conformity_has_a_basis(subject: Subject) -> Iterator[Found]:
    """Anything of the three will do."""
    for statement in subject.all(Statement):
        if statement.conformity and not (
            statement.norms or statement.declaration or statement.data or statement.references
        ):
            yield found(statement.place)
