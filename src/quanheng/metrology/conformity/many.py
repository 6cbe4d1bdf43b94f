"""Thousands of results at once: the same verdicts as one by one, in arrays.

Arrays hold binary numbers, and a difference such as 0.3 − 0.1 is not 0.2 there. So results that are closer to one of
their limits than rounding can tell are judged again exactly, by `decide`; all others by arrays.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.conformity.acceptance import bands_for_probability
from quanheng.metrology.conformity.decision import Decision, decide
from quanheng.metrology.conformity.errors import InvalidMeasurement, InvalidRule, InvalidTolerance
from quanheng.metrology.conformity.exact import Number, as_float, exact, shown
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.mpe import MpeTable, Point
from quanheng.metrology.conformity.probability import conformance_probabilities
from quanheng.metrology.conformity.rules import (
    Conditional,
    DecisionRule,
    GuardBand,
    ManagedRisk,
    ProbabilityLimit,
    SimpleAcceptance,
)
from quanheng.metrology.conformity.tolerance import Tolerance
from quanheng.metrology.conformity.verdicts import Verdict, Zones

Array = NDArray[np.float64]
#: Relative to the numbers compared: far above rounding, far below what any instrument shows.
_CLOSE = 1e-11
_CODES = {verdict: np.int8(code) for code, verdict in enumerate(Verdict)}
_VERDICTS = np.array([verdict.value for verdict in Verdict])


@dataclass(frozen=True, eq=False)
class Decisions:
    """Verdicts on many results.

    Attributes:
        codes: (n,), places in `Verdict`'s order.
        conformance_probability, specific_risk: (n,); the risk is NaN where nothing is decided.
        acceptance_lower, acceptance_upper: (n,), limits; NaN where nothing can be accepted.
    """

    codes: NDArray[np.int8]
    conformance_probability: Array
    specific_risk: Array
    acceptance_lower: Array
    acceptance_upper: Array

    @property
    def verdicts(self) -> NDArray[np.str_]:
        """The verdicts as texts, (n,)."""
        found: NDArray[np.str_] = _VERDICTS[self.codes]
        return found

    def count(self, verdict: Verdict) -> int:
        """How many there are of a verdict."""
        return int(np.count_nonzero(self.codes == _CODES[verdict]))


def decide_many(
    values: ArrayLike,
    standard_uncertainties: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    rule: DecisionRule | None = None,
    *,
    coverage_factor: Number = 2,
    degrees_of_freedom: float = math.inf,
) -> Decisions:
    """Judge many results, each by its own limits or all by the same.

    Args:
        values, standard_uncertainties, lower, upper: numbers in one unit, of shapes that broadcast to (n,); infinite
            limits are none.
        coverage_factor, degrees_of_freedom: of all results.

    Raises:
        InvalidMeasurement: a value or an uncertainty that cannot be; names its place.
        InvalidTolerance: limits in the wrong order, or none; names the place.
        InvalidRule: one limit only where the rule needs both; or a rule over a process, which is solved for one result
            at a time.

    Example:
        >>> found = decide_many([0.1, 0.45, 0.55], 0.05, -0.5, 0.5, GuardBand(1, Zones.NON_BINARY))
        >>> found.verdicts.tolist()
        ['pass', 'conditional_pass', 'conditional_fail']
    """
    rule = SimpleAcceptance() if rule is None else rule
    y, u, low, high = (
        np.atleast_1d(each)
        for each in np.broadcast_arrays(
            *(np.asarray(each, dtype=np.float64) for each in (values, standard_uncertainties, lower, upper))
        )
    )
    if y.ndim != 1:
        raise InvalidMeasurement(f"results in an array of {y.ndim} dimensions: give them in one row")
    inside, outside = conformance_probabilities(y, u, low, high, degrees_of_freedom)
    unlimited = np.isinf(low) & np.isinf(high)
    if unlimited.any():
        raise InvalidTolerance(f"no limit at place {int(np.argmax(unlimited))}: give a lower or an upper one")
    k = exact("coverage factor", coverage_factor, InvalidMeasurement)
    if k <= 0:
        raise InvalidMeasurement(f"coverage factor {shown(k)}: a positive number is needed")
    codes, acceptance, close = _judged(rule, y, u, low, high, float(k), degrees_of_freedom)
    for place in np.flatnonzero(close).tolist():
        limits = float(low[place]), float(high[place])
        one = _one(rule, float(y[place]), float(u[place]), limits, k, degrees_of_freedom)
        codes[place] = _CODES[one.verdict]
        for array, limit, end in zip(acceptance, (one.acceptance.lower, one.acceptance.upper), limits, strict=True):
            array[place] = math.nan if one.acceptance.is_empty else end if limit is None else float(limit)
    accepted = np.isin(codes, [_CODES[Verdict.PASS], _CODES[Verdict.CONDITIONAL_PASS]])
    rejected = np.isin(codes, [_CODES[Verdict.FAIL], _CODES[Verdict.CONDITIONAL_FAIL]])
    risk = np.where(accepted, outside, np.where(rejected, inside, np.nan))
    return Decisions(codes, inside, risk, acceptance[0], acceptance[1])


def limits_at(
    table: MpeTable,
    points: Iterable[Point],
    accuracy_class: str | None = None,
    stage: str | None = None,
    **choices: str,
) -> tuple[Array, Array]:
    """Lower and upper limits of a table at many points, in its unit of error, for `decide_many`; infinite where none.

    Raises:
        OutsideTable, UnknownName, InvalidTable, InvalidExpression, UnitMismatch: see `MpeTable.tolerance`.

    Example:
        >>> from quanheng.metrology.conformity.mpe import AccuracyClass, MpeRow
        >>> table = MpeTable("gauge", {"p": "MPa"}, "MPa", [AccuracyClass("", (MpeRow.of("0 <= p", "1 % p"),))])
        >>> limits_at(table, [{"p": 1}, {"p": "2.5"}])[1].tolist()
        [0.01, 0.025]
    """
    found = [table.tolerance(point, accuracy_class, stage, **choices) for point in points]
    lower = [-math.inf if each.lower is None else as_float(each.lower) for each in found]
    upper = [math.inf if each.upper is None else as_float(each.upper) for each in found]
    return np.array(lower), np.array(upper)


def _judged(
    rule: DecisionRule, y: Array, u: Array, low: Array, high: Array, k: float, nu: float
) -> tuple[NDArray[np.int8], tuple[Array, Array], NDArray[np.bool_]]:
    if isinstance(rule, Conditional):
        return _by_condition(rule, y, u, low, high, k, nu)
    inner, outer = _bands(rule, u, high - low, k, nu)
    a_low, a_high, r_low, r_high = low + inner, high - inner, low - outer, high + outer
    # A comparison with NaN, of limits that no value can meet, is false.
    passes = (a_low <= a_high) & (y >= a_low) & (y <= a_high)
    code = _CODES
    if rule.zones is Zones.BINARY:
        codes = np.where(passes, code[Verdict.PASS], code[Verdict.FAIL])
    elif rule.zones is Zones.THREE_WAY:
        undecided = (y > r_low) & (y < r_high)
        otherwise = np.where(undecided, code[Verdict.INDETERMINATE], code[Verdict.FAIL])
        codes = np.where(passes, code[Verdict.PASS], otherwise)
    else:
        beyond = np.where((y >= r_low) & (y <= r_high), code[Verdict.CONDITIONAL_FAIL], code[Verdict.FAIL])
        near = np.where((y >= low) & (y <= high), code[Verdict.CONDITIONAL_PASS], beyond)
        codes = np.where(passes, code[Verdict.PASS], near)
    close = np.zeros(y.shape, dtype=np.bool_)
    for limit in (low, high, a_low, a_high, r_low, r_high):
        size = np.abs(y) + np.where(np.isfinite(limit), np.abs(limit), 0.0) + k * u
        close |= np.abs(y - limit) <= _CLOSE * size
    both = np.isfinite(a_low) & np.isfinite(a_high)
    size = np.where(both, np.abs(a_high) + np.abs(a_low), 0.0) + k * u
    close |= both & (np.abs(np.where(both, a_high - a_low, np.inf)) <= _CLOSE * size)
    return codes.astype(np.int8), (a_low, a_high), close


def _by_condition(
    rule: Conditional, y: Array, u: Array, low: Array, high: Array, k: float, nu: float
) -> tuple[NDArray[np.int8], tuple[Array, Array], NDArray[np.bool_]]:
    _require_both(low, high)
    ratio, largest = 2.0 * k * u / (high - low), float(rule.largest_ratio)
    holds = ratio <= largest
    codes, (a_low, a_high), close = _judged(rule.rule, y, u, low, high, k, nu)
    if rule.otherwise is None:
        nothing = np.full(y.shape, np.nan)
        others = np.full(y.shape, _CODES[Verdict.INDETERMINATE]), (nothing, nothing), np.zeros(y.shape, dtype=np.bool_)
    else:
        others = _judged(rule.otherwise, y, u, low, high, k, nu)
    limits = np.where(holds, a_low, others[1][0]), np.where(holds, a_high, others[1][1])
    again = np.where(holds, close, others[2]) | (np.abs(ratio - largest) <= _CLOSE * largest)
    return np.where(holds, codes, others[0]).astype(np.int8), limits, again


def _bands(rule: DecisionRule, u: Array, width: Array, k: float, nu: float) -> tuple[Array, Array]:
    """Acceptance and rejection guard bands, NaN where there is none."""
    expanded = k * u
    match rule:
        case SimpleAcceptance():
            return np.zeros_like(u), np.zeros_like(u)
        case GuardBand():
            band = float(rule.factor) * expanded
            return band, band
        case ProbabilityLimit():
            inner = bands_for_probability(rule.limit, width / u, nu) * u
            outer = -bands_for_probability(1.0 - rule.limit, width / u, nu) * u
            return (-outer, outer) if rule.proof == "nonconformity" else (inner, outer)
        case ManagedRisk():
            _require_both(-width, width)
            band = _multipliers(rule, width / (2.0 * expanded)) * expanded
            return band, band
    raise InvalidRule(f"the rule {rule.name!r} is solved for one result at a time: use decide")


def _multipliers(rule: ManagedRisk, ratios: Array) -> Array:
    """`ManagedRisk.multiplier` of arrays; NaN where nothing can be accepted."""
    if rule.method == "5":
        return np.ones_like(ratios)
    found: Array
    if rule.method == "6":
        found = np.maximum(0.0, 1.04 - np.exp(0.38 * np.log(ratios) - 0.54))
    else:
        found = np.where(ratios > 1.0, 1.0 / (ratios + np.sqrt(np.maximum(ratios * ratios - 1.0, 0.0))), np.nan)
    return found


def _one(
    rule: DecisionRule, value: float, u: float, limits: tuple[float, float], k: Fraction, degrees_of_freedom: float
) -> Decision:
    lower, upper = (None if math.isinf(each) else exact("limit", each) for each in limits)
    measurement = Measurement(exact("value", value), exact("u", u), k, degrees_of_freedom)
    return decide(measurement, Tolerance(lower, upper), rule)


def _require_both(low: Array, high: Array) -> None:
    both = np.isfinite(low) & np.isfinite(high)
    if not both.all():
        place = int(np.argmin(both))
        raise InvalidRule(f"the tolerance at place {place} has one limit: the rule needs the width between two")
