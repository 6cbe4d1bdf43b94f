"""Risks against the test uncertainty ratio, for the tolerance ±1 and a centred normal process."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quanheng.metrology.conformity.errors import InvalidMeasurement, InvalidPrior
from quanheng.metrology.conformity.exact import Number, exact
from quanheng.metrology.conformity.normal_prior import NormalPrior
from quanheng.metrology.conformity.risk import GlobalRisk, global_risk
from quanheng.metrology.conformity.tolerance import Tolerance

_UNIT = Tolerance.symmetric(1)


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """Global risks, one for each ratio."""

    ratios: tuple[float, ...]
    risks: tuple[GlobalRisk, ...]

    @property
    def consumer(self) -> tuple[float, ...]:
        """Consumer's risks."""
        return tuple(each.consumer for each in self.risks)

    @property
    def producer(self) -> tuple[float, ...]:
        """Producer's risks."""
        return tuple(each.producer for each in self.risks)


def risk_at_ratio(
    ratio: Number,
    reliability: float,
    guard_band_factor: Number = 0,
    *,
    coverage_factor: Number = 2,
    reliability_of: Literal["true", "observed"] = "true",
) -> GlobalRisk:
    """Risks at one test uncertainty ratio, with the guard band w = guard_band_factor·U.

    Args:
        ratio: TUR, tolerance over U.
        reliability: the fraction of items in tolerance (EOPR).
        coverage_factor: k of U = k·u.
        reliability_of: whether that fraction is of the true values, or of those found by this measurement, whose own
            scatter makes them look worse than they are.

    Raises:
        InvalidMeasurement: a ratio that is not positive.
        InvalidPrior: a reliability not between 0 and 1, or an observed one that this measurement's scatter alone would
            not let through.

    Example:
        >>> found = risk_at_ratio(4, 0.9545)              # ±2σ process, 4:1: the classic 0.8 % and 1.5 %
        >>> round(100 * found.consumer, 1), round(100 * found.producer, 1)
        (0.8, 1.5)
    """
    tur = exact("test uncertainty ratio", ratio, InvalidMeasurement)
    if tur <= 0:
        raise InvalidMeasurement(f"test uncertainty ratio {ratio}: a positive number is needed")
    expanded = 1 / tur
    u = expanded / exact("coverage factor", coverage_factor, InvalidMeasurement)
    prior = NormalPrior.from_reliability(1.0, reliability)
    if reliability_of == "observed":
        left = prior.standard_deviation**2 - float(u) ** 2
        if left <= 0.0:
            raise InvalidPrior(
                f"observed reliability {reliability:g} at the ratio {ratio}: the measurement's own scatter alone "
                "would show fewer in tolerance; check the ratio"
            )
        prior = NormalPrior(0.0, left**0.5)
    return global_risk(prior, u, _UNIT, exact("guard band factor", guard_band_factor) * expanded)


def risk_curve(
    ratios: Iterable[Number], reliability: float, guard_band_factor: Callable[[Fraction], Number] | Number = 0
) -> RiskCurve:
    """Risks against the ratio; the guard band may depend on it, as in the method 6 of the Z540.3 handbook.

    Raises:
        InvalidMeasurement, InvalidPrior: see `risk_at_ratio`.

    Example:
        >>> [round(100 * each, 2) for each in risk_curve([2, 4, 10], 0.95).consumer]
        [1.34, 0.86, 0.41]
    """
    kept = [exact("test uncertainty ratio", each, InvalidMeasurement) for each in ratios]
    risks = [
        risk_at_ratio(each, reliability, guard_band_factor(each) if callable(guard_band_factor) else guard_band_factor)
        for each in kept
    ]
    return RiskCurve(tuple(float(each) for each in kept), tuple(risks))
