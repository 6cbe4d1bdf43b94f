"""Decision rules: from tolerance and uncertainty to acceptance and rejection limits.

A rule says how wide the guard bands are: `acceptance`, from each tolerance limit inwards to the acceptance limit, and
`rejection`, from each tolerance limit outwards to the rejection limit. Negative ones lie on the other side. None says
that no value whatever can be accepted, or that all are rejected. Rules are values: compare, store and exchange them.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from quanheng.metrology.conformity.acceptance import band_for_probability
from quanheng.metrology.conformity.errors import InvalidMeasurement, InvalidRule
from quanheng.metrology.conformity.exact import Number, as_float, exact, shown
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.prior import Prior
from quanheng.metrology.conformity.risk import guard_band_for
from quanheng.metrology.conformity.tolerance import Tolerance
from quanheng.metrology.conformity.verdicts import Zones

#: A ratio whose square holds no trace of 1.
_LARGE = 10**9


@dataclass(frozen=True, slots=True)
class GuardBands:
    """Widths, in the tolerance's unit."""

    acceptance: Fraction | None
    rejection: Fraction | None


class DecisionRule(ABC):
    """How a result and a tolerance become a verdict."""

    name: ClassVar[str]
    zones: Zones

    @abstractmethod
    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        """The guard bands for a result in the tolerance's unit.

        Raises:
            InvalidMeasurement: the rule needs an uncertainty, and none is stated.
            InvalidTolerance: the rule needs both limits.
        """


@dataclass(frozen=True, slots=True)
class SimpleAcceptance(DecisionRule):
    """No guard band: risk is shared (JCGM 106:2012, 8.2; ILAC-G8:09/2019, 4.2.1)."""

    name: ClassVar[str] = "simple"
    zones: ClassVar[Zones] = Zones.BINARY  # type: ignore[misc]  # no field: the only one it can have

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        return GuardBands(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class GuardBand(DecisionRule):
    """w = r·U (ILAC-G8:09/2019, 4.2.2 and 4.2.3; JCGM 106:2012, 8.3; ASME B89.7.3.1).

    Attributes:
        factor: r; 1 for ILAC-G8, 0 for simple acceptance; negative for relaxed acceptance.
        zones: which verdicts there are; a negative factor goes with binary ones only.

    Raises:
        InvalidRule: a factor that is no number, or a negative one with zones that would overlap.
    """

    factor: Fraction = Fraction(1)
    zones: Zones = Zones.BINARY
    name: ClassVar[str] = "guard_band"

    def __post_init__(self) -> None:
        object.__setattr__(self, "factor", exact("guard band factor", self.factor, InvalidRule))
        object.__setattr__(self, "zones", _zones(self.zones))
        if self.factor < 0 and self.zones is not Zones.BINARY:
            raise InvalidRule(f"guard band factor {shown(self.factor)}: a negative one goes with binary verdicts only")

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        width = self.factor * expanded_uncertainty(self, measurement)
        return GuardBands(width, -width if self.zones is Zones.BINARY else width)


@dataclass(frozen=True, slots=True)
class ProbabilityLimit(DecisionRule):
    """Acceptance where p_c is at least the limit, rejection where 1 − p_c is (ISO 14253-1:2017; JCGM 106:2012, 8.3).

    The guard band is w = z_p·u (1.645 u for 95 %) where u is small against the tolerance or there is one limit only;
    else both limits count, and w is solved for. With finite degrees of freedom t takes the place of z.

    Attributes:
        limit: at least 0.5.
        proof: "both" shows conformity or non-conformity, else neither; "conformity" is guarded acceptance, and rejects
            everything else; "nonconformity" is guarded rejection, and accepts everything else.

    Raises:
        InvalidRule: a limit not from 0.5 to below 1, or another kind of proof.
    """

    limit: float = 0.95
    proof: Literal["both", "conformity", "nonconformity"] = "both"
    name: ClassVar[str] = "probability_limit"

    def __post_init__(self) -> None:
        if not 0.5 <= self.limit < 1.0:
            raise InvalidRule(f"probability limit {self.limit}: a number from 0.5 to below 1 is needed, such as 0.95")
        if self.proof not in ("both", "conformity", "nonconformity"):
            raise InvalidRule(f"proof of {self.proof!r}: there are 'both', 'conformity' and 'nonconformity'")

    @property
    def zones(self) -> Zones:  # type: ignore[override]  # follows from what is to be proven
        """Three ways where both are to be proven, else two."""
        return Zones.THREE_WAY if self.proof == "both" else Zones.BINARY

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        u = standard_uncertainty(self, measurement)
        span = as_float(tolerance.width / u) if tolerance.is_two_sided else math.inf
        nu = measurement.degrees_of_freedom
        inner = _width(band_for_probability(self.limit, span, nu), u)
        outer = _width(band_for_probability(1.0 - self.limit, span, nu), u)
        outer = None if outer is None else -outer
        if self.proof == "conformity":
            return GuardBands(inner, None if inner is None else -inner)
        if self.proof == "nonconformity":
            return GuardBands(None if outer is None else -outer, outer)
        return GuardBands(inner, outer)


@dataclass(frozen=True, slots=True)
class ManagedRisk(DecisionRule):
    """Guard bands that depend on TUR = T/(2U), so that false acceptance stays below 2 % whatever the process.

    Methods:
        "5": w = U (Z540.3 handbook, method 5).
        "6": w = M·U with M = 1.04 − exp(0.38·ln TUR − 0.54), none above a TUR of 4.6 (Z540.3 handbook, method 6;
            M. Dobbert, NCSLI 2008).
        "root_difference": acceptance limits at √(1 − 1/TUR²) of the tolerance (NCSLI RP-10; D. Deaver, NCSL 1994).

    Raises:
        InvalidRule: another method.
    """

    method: Literal["5", "6", "root_difference"] = "6"
    zones: ClassVar[Zones] = Zones.BINARY  # type: ignore[misc]  # no field: the only one it can have
    name: ClassVar[str] = "managed_risk"

    def __post_init__(self) -> None:
        if self.method not in ("5", "6", "root_difference"):
            raise InvalidRule(f"method {self.method!r}: there are '5', '6' and 'root_difference'")

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        expanded = expanded_uncertainty(self, measurement)
        ratio = tolerance.half_width / expanded
        if self.method == "root_difference" and ratio <= 1:
            return GuardBands(None, None)
        width = self.multiplier(ratio) * expanded
        return GuardBands(width, -width)

    def multiplier(self, ratio: Number) -> Fraction:
        """w/U at a test uncertainty ratio.

        Raises:
            InvalidRule: a ratio that is not positive; for the root difference, one below 1.

        Example:
            >>> [round(float(ManagedRisk("6").multiplier(tur)), 3) for tur in (1, 2, 4, 5)]
            [0.457, 0.282, 0.053, 0.0]
        """
        tur = exact("test uncertainty ratio", ratio, InvalidRule)
        least = 1 if self.method == "root_difference" else 0
        if tur < least or tur == 0:
            raise InvalidRule(f"test uncertainty ratio {shown(tur)}: more than {least} is needed")
        if self.method == "5":
            return Fraction(1)
        if self.method == "6":
            logarithm = math.log(tur.numerator) - math.log(tur.denominator)
            return Fraction(max(0.0, 1.04 - math.exp(0.38 * logarithm - 0.54))) if logarithm < 2.0 else Fraction(0)
        # TUR − √(TUR² − 1), without its cancellation.
        return 1 / (tur + Fraction(math.sqrt(tur * tur - 1))) if tur < _LARGE else 1 / (2 * tur)


@dataclass(frozen=True, slots=True)
class GlobalRiskLimit(DecisionRule):
    """The guard band with which the consumer's risk over the process is not above a limit (JCGM 106:2012, 9.5).

    Attributes:
        prior: of the process, in the tolerance's unit.
        limit: of R_C, such as the 2 % of ANSI/NCSL Z540.3-2006, 5.3 b).
        conditional: whether the risk is counted among the accepted items instead of among all.
    """

    prior: Prior
    limit: Fraction = Fraction(1, 50)
    conditional: bool = False
    zones: ClassVar[Zones] = Zones.BINARY  # type: ignore[misc]  # no field: the only one it can have
    name: ClassVar[str] = "global_risk"

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", exact("risk limit", self.limit, InvalidRule))
        if not 0 < self.limit < 1:
            raise InvalidRule(f"risk limit {shown(self.limit)}: a number between 0 and 1 is needed, such as 0.02")

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        u = standard_uncertainty(self, measurement)
        kind: Literal["consumer", "conditional_consumer"] = "conditional_consumer" if self.conditional else "consumer"
        width = Fraction(guard_band_for(self.limit, self.prior, u, tolerance, kind))
        return GuardBands(width, -width)


@dataclass(frozen=True, slots=True)
class Conditional(DecisionRule):
    """A rule that holds while U is small against the maximum permissible error, and what holds otherwise.

    Attributes:
        rule: where U/MPEV is at most `largest_ratio`; MPEV is half the tolerance's width.
        largest_ratio: 1/3 in JJF 1094-2002, 5.3.1.4 and OIML R 111-1:2004, 5.2; 1/4 for a TUR of 4:1; 1/10.
        otherwise: the rule above the ratio; None: then nothing can be decided before the uncertainty is reduced.

    Raises:
        InvalidRule: a ratio that is not positive.
    """

    rule: DecisionRule = SimpleAcceptance()
    largest_ratio: Fraction = Fraction(1, 3)
    otherwise: DecisionRule | None = None
    name: ClassVar[str] = "conditional"

    def __post_init__(self) -> None:
        object.__setattr__(self, "largest_ratio", exact("largest ratio", self.largest_ratio, InvalidRule))
        if self.largest_ratio <= 0:
            raise InvalidRule(f"largest ratio {shown(self.largest_ratio)} of U to MPE: a positive number is needed")
        if isinstance(self.rule, Conditional) or isinstance(self.otherwise, Conditional):
            raise InvalidRule("a condition within a condition: give the rules themselves")

    @property
    def zones(self) -> Zones:  # type: ignore[override]  # those of the rule that applies as a rule
        """Of the rule while the condition holds."""
        return self.rule.zones

    def ratio(self, tolerance: Tolerance, measurement: Measurement) -> Fraction:
        """U/MPEV."""
        return expanded_uncertainty(self, measurement) / tolerance.half_width

    def choose(self, tolerance: Tolerance, measurement: Measurement) -> DecisionRule | None:
        """The rule that applies to this result."""
        return self.rule if self.ratio(tolerance, measurement) <= self.largest_ratio else self.otherwise

    def guard_bands(self, tolerance: Tolerance, measurement: Measurement) -> GuardBands:
        chosen = self.choose(tolerance, measurement)
        return GuardBands(None, None) if chosen is None else chosen.guard_bands(tolerance, measurement)


def standard_uncertainty(rule: DecisionRule, measurement: Measurement) -> Fraction:
    """u, or the refusal of a rule that needs it.

    Raises:
        InvalidMeasurement: none is stated.
    """
    if measurement.standard_uncertainty is None:
        raise InvalidMeasurement(
            f"{measurement} states no uncertainty, and the rule {rule.name!r} needs it: state it, or decide by 'simple'"
        )
    return measurement.standard_uncertainty


def expanded_uncertainty(rule: DecisionRule, measurement: Measurement) -> Fraction:
    """U; see `standard_uncertainty`."""
    return measurement.coverage_factor * standard_uncertainty(rule, measurement)


def _width(band: float | None, u: Fraction) -> Fraction | None:
    return None if band is None else Fraction(band) * u


def _zones(value: Zones | str) -> Zones:
    try:
        return Zones(value)
    except ValueError:
        raise InvalidRule(f"zones {value!r}: there are {', '.join(Zones)}") from None
