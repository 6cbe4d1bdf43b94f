"""Consumer's and producer's risk of a decision rule, for items of a known process (JCGM 106:2012, 9.5).

An item is drawn from the prior g₀, measured with standard uncertainty u, and accepted when the result lies within the
acceptance limits A_L and A_U. With F(η) = Φ((A_U − η)/u) − Φ((A_L − η)/u), the chance that a true value η is accepted,

    R_C = ∫ outside the tolerance of g₀(η) F(η) dη          accepted though it does not conform
    R_P = ∫ within the tolerance of g₀(η) (1 − F(η)) dη     rejected though it conforms

The double integral over true and measured value is thus one over the true value alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from quanheng.metrology.conformity.errors import InvalidMeasurement, InvalidRule, NoSuchGuardBand
from quanheng.metrology.conformity.exact import Given, Number, as_float, exact, in_unit, shown
from quanheng.metrology.conformity.prior import Prior
from quanheng.metrology.conformity.probability import standard_probabilities
from quanheng.metrology.conformity.quadrature import Array, Function
from quanheng.metrology.conformity.tolerance import Interval, Tolerance

Kind = Literal["consumer", "producer", "conditional_consumer"]
_FLANKS = (-20.0, -9.0, -4.0, -1.5, 0.0, 1.5, 4.0, 9.0, 20.0)
#: A guard band of so many standard uncertainties outwards accepts everything that can be measured.
_WIDEST = 40.0
_ROUNDING = 2.0**-53
_MOST_NOISE = 1e-5


@dataclass(frozen=True, slots=True)
class GlobalRisk:
    """The four fates of an item; they add up to 1.

    Attributes:
        consumer: R_C, accepted though it does not conform (false accept, PFA).
        producer: R_P, rejected though it conforms (false reject, PFR).
        true_acceptance, true_rejection: the right decisions.
    """

    consumer: float
    producer: float
    true_acceptance: float
    true_rejection: float

    @property
    def accepted(self) -> float:
        """The fraction of all items that is accepted: the observed end-of-period reliability."""
        return self.consumer + self.true_acceptance

    @property
    def conforming(self) -> float:
        """The fraction of all items that conforms: the true end-of-period reliability."""
        return self.producer + self.true_acceptance

    @property
    def conditional_consumer(self) -> float:
        """Of the accepted items, the fraction that does not conform (conditional PFA)."""
        return self.consumer / self.accepted if self.accepted else 0.0

    @property
    def conditional_producer(self) -> float:
        """Of the rejected items, the fraction that conforms."""
        rejected = self.producer + self.true_rejection
        return self.producer / rejected if rejected else 0.0


def global_risk(
    prior: Prior, standard_uncertainty: Given, tolerance: Tolerance, guard_band: Given | Interval = 0
) -> GlobalRisk:
    """Risks of accepting what is measured within the tolerance less a guard band at each limit.

    Args:
        prior: of the true values, in the tolerance's unit.
        standard_uncertainty: u of the measurement, normally distributed.
        guard_band: w, inwards where positive; or the acceptance limits themselves, as an `Interval`.

    Raises:
        InvalidMeasurement: an uncertainty that is not positive.
        InvalidPrior: the prior's density cannot be integrated.

    Example:
        >>> from quanheng.metrology.conformity.normal_prior import NormalPrior
        >>> found = global_risk(NormalPrior(1500, 0.12), "0.04", Tolerance.symmetric("0.2", 1500))
        >>> round(100 * found.consumer, 1), round(100 * found.producer, 1)               # %
        (1.9, 3.7)
    """
    u = _uncertainty(standard_uncertainty, tolerance)
    if isinstance(guard_band, Interval):
        accepted = guard_band
    else:
        width = in_unit("guard band", guard_band, tolerance.unit, InvalidRule, difference=True)
        accepted = tolerance.interval.shrunk(width)
    centred, centre = _centred(prior, tolerance)
    return _risk(centred, u, _limits(tolerance.interval, centre), _limits(accepted, centre))


def guard_band_for(
    risk: Number,
    prior: Prior,
    standard_uncertainty: Given,
    tolerance: Tolerance,
    kind: Kind = "consumer",
    *,
    may_be_negative: bool = False,
) -> float:
    """The guard band w with which the risk is what is wanted.

    Consumer's risk falls as w grows, producer's risk grows. Where consumer's risk is below what is wanted without a
    guard band already, w is 0, or negative where that is allowed. For the producer's risk, w is the widest one with
    which it is not more than wanted.

    Raises:
        NoSuchGuardBand: a producer's risk above which even measurement without a guard band lies, unless a negative one
            is allowed; or a risk that no guard band reaches.
        InvalidRule: a risk that is not between 0 and 1, or another kind of it.

    Example:
        >>> from quanheng.metrology.conformity.normal_prior import NormalPrior
        >>> tolerance, prior = Tolerance.symmetric(1), NormalPrior.from_reliability(1.0, 0.85)
        >>> w = guard_band_for("0.02", prior, "0.25", tolerance)
        >>> round(w, 4), round(global_risk(prior, "0.25", tolerance, w).consumer, 12)
        (0.0783, 0.02)
    """
    wanted = float(exact("risk", risk, InvalidRule))
    if not 0.0 < wanted < 1.0:
        raise InvalidRule(f"risk {wanted:g}: a number between 0 and 1 is needed, such as 0.02")
    if kind not in ("consumer", "producer", "conditional_consumer"):
        raise InvalidRule(f"risk of kind {kind!r}: there are 'consumer', 'producer' and 'conditional_consumer'")
    u = _uncertainty(standard_uncertainty, tolerance)
    centred, centre = _centred(prior, tolerance)
    limits = _limits(tolerance.interval, centre)

    def excess(w: float) -> float:
        found = _risk(centred, u, limits, (limits[0] + w, limits[1] - w))
        return float(getattr(found, kind)) - wanted

    without = excess(0.0)
    # Consumer's risk falls with w, producer's risk grows.
    outwards = (without > 0.0) == (kind == "producer")
    if without == 0.0 or (outwards and kind != "producer" and not may_be_negative):
        return 0.0
    if outwards and not may_be_negative:
        raise NoSuchGuardBand(
            f"the producer's risk is {without + wanted:.3g} without any guard band, more than {wanted:.3g}: "
            "allow a negative one, or reduce the uncertainty"
        )
    return _root(excess, _end(limits, u, outwards=outwards), wanted, kind)


def _root(excess: Callable[[float], float], end: float, wanted: float, kind: str) -> float:
    at_end = excess(end)
    if not excess(0.0) * at_end < 0.0:
        raise NoSuchGuardBand(
            f"no guard band gives the {kind.replace('_', ' ')}'s risk {wanted:.3g}: the last tried, {end:.6g}, "
            f"gives {at_end + wanted:.3g}"
        )
    low, high = sorted((0.0, end))
    return float(brentq(excess, low, high, xtol=1e-15 * abs(end), rtol=1e-14))


def _end(limits: tuple[float, float], u: float, *, outwards: bool) -> float:
    """The widest guard band that makes sense in a direction."""
    half = 0.5 * (limits[1] - limits[0])
    if outwards:
        return -_WIDEST * u - (half if math.isfinite(half) else 0.0)
    return half if math.isfinite(half) else _WIDEST * u


def _risk(prior: Prior, u: float, permitted: tuple[float, float], accepted: tuple[float, float]) -> GlobalRisk:
    low, high = permitted
    a_low, a_high = accepted
    noise = _noise(u, permitted, prior)

    def chance(eta: Array) -> tuple[Array, Array]:
        if a_low >= a_high:
            return np.zeros_like(eta), np.ones_like(eta)
        return standard_probabilities((a_low - eta) / u, (a_high - eta) / u, width=(a_high - a_low) / u)

    def accepting(eta: Array) -> Array:
        return chance(eta)[0]

    def rejecting(eta: Array) -> Array:
        return chance(eta)[1]

    flanks = [limit + each * u for limit in (a_low, a_high) if math.isfinite(limit) for each in _FLANKS]

    def outside(function: Function) -> float:
        below = prior.mass(function, -math.inf, low, flanks, ends=False, noise=noise) if math.isfinite(low) else 0.0
        above = prior.mass(function, high, math.inf, flanks, ends=False, noise=noise) if math.isfinite(high) else 0.0
        return below + above

    def within(function: Function) -> float:
        return prior.mass(function, low, high, flanks, ends=True, noise=noise)

    return GlobalRisk(outside(accepting), within(rejecting), within(accepting), outside(rejecting))


def _noise(u: float, permitted: tuple[float, float], prior: Prior) -> float:
    """Of an item's chance of acceptance, by the rounding of its true value.

    Raises:
        InvalidMeasurement: there is nothing left but noise.
    """
    largest = max(abs(limit) for limit in permitted if math.isfinite(limit))
    noise = 4.0 * _ROUNDING * largest / u
    if noise > _MOST_NOISE:
        raise InvalidMeasurement(
            f"standard uncertainty {u:g} beside limits of {largest:g}: too small for floating point; "
            "where the limits lie about a nominal value, give deviations from it"
        )
    return noise


def _centred(prior: Prior, tolerance: Tolerance) -> tuple[Prior, Fraction]:
    """Deviations instead of values, where the prior can be shifted without loss: 1 kg ± 5 mg keeps its digits."""
    limit = tolerance.lower if tolerance.lower is not None else tolerance.upper
    centre = tolerance.centre if tolerance.is_two_sided else limit
    shift = as_float(centre or Fraction(0))
    shifted = prior.about(shift) if math.isfinite(shift) else None
    return (prior, Fraction(0)) if shifted is None else (shifted, Fraction(shift))


def _limits(interval: Interval, centre: Fraction) -> tuple[float, float]:
    low = -math.inf if interval.lower is None else as_float(interval.lower - centre)
    high = math.inf if interval.upper is None else as_float(interval.upper - centre)
    return low, high


def _uncertainty(given: Given, tolerance: Tolerance) -> float:
    u = in_unit("standard uncertainty", given, tolerance.unit, InvalidMeasurement, difference=True)
    if u <= 0:
        raise InvalidMeasurement(f"standard uncertainty {shown(u)}: a positive number is needed")
    return float(u)
