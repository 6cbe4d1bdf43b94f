"""Results to be judged: a value and its uncertainty, exact, in one unit."""

import math
from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidMeasurement, UnitMismatch
from quanheng.metrology.conformity.exact import (
    Given,
    Number,
    as_float,
    common_unit,
    converted,
    exact,
    in_unit,
    shown,
    unit_of,
)
from quanheng.metrology.conformity.tolerance import Tolerance
from quanheng.metrology.uncertainty.propagation import Estimate
from quanheng.metrology.units import Unit


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value, such as an error of indication, with what is known of its uncertainty.

    Make one with `with_expanded`, `with_standard`, `without_uncertainty` or `of_estimate`.

    Attributes:
        value: exact.
        standard_uncertainty: u, positive; None where none is stated, which only simple acceptance can live with.
        coverage_factor: k of the expanded uncertainty U = k·u.
        degrees_of_freedom: infinite for a normal distribution; else the value is distributed as u times Student's t.
        unit: of value and uncertainty.

    Raises:
        InvalidMeasurement: no finite value; u, k or the degrees of freedom not positive. Names the value and the remedy.
    """

    value: Fraction
    standard_uncertainty: Fraction | None
    coverage_factor: Fraction = Fraction(2)
    degrees_of_freedom: float = math.inf
    unit: Unit | None = None

    def __post_init__(self) -> None:
        for name in ("value", "standard_uncertainty", "coverage_factor"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, exact(name.replace("_", " "), given, InvalidMeasurement))
        object.__setattr__(self, "unit", unit_of(self.unit))
        u = self.standard_uncertainty
        if u is not None and u <= 0:
            raise InvalidMeasurement(
                f"standard uncertainty {shown(u)}: a positive number is needed; "
                "leave it out where none is stated, for nothing is measured without uncertainty"
            )
        if u is not None and not 0.0 < as_float(u) < math.inf:
            raise InvalidMeasurement(f"standard uncertainty {shown(u)} is beyond floating point: take another unit")
        if self.coverage_factor <= 0:
            raise InvalidMeasurement(f"coverage factor {shown(self.coverage_factor)}: a positive number is needed")
        if not self.degrees_of_freedom > 0:
            raise InvalidMeasurement(f"{self.degrees_of_freedom} degrees of freedom: a positive number is needed")

    @classmethod
    def with_expanded(
        cls,
        value: Given,
        expanded_uncertainty: Given,
        coverage_factor: Number = 2,
        *,
        degrees_of_freedom: float = math.inf,
        unit: str | Unit | None = None,
    ) -> "Measurement":
        """As certificates state it: value and U = k·u.

        Example:
            >>> str(Measurement.with_expanded("0.004", "0.002", unit="g"))
            '0.004 g, U = 0.002 g (k = 2)'
        """
        own = unit_of(unit) or common_unit(value, expanded_uncertainty)
        k = exact("coverage factor", coverage_factor, InvalidMeasurement)
        expanded = in_unit(
            "expanded uncertainty", expanded_uncertainty, own, InvalidMeasurement, difference=True
        )  # fmt: skip
        if expanded <= 0:
            raise InvalidMeasurement(f"expanded uncertainty {shown(expanded)}: a positive number is needed")
        if k <= 0:
            raise InvalidMeasurement(f"coverage factor {shown(k)}: a positive number is needed")
        return cls(_value(value, own), expanded / k, k, degrees_of_freedom, own)

    @classmethod
    def with_standard(
        cls,
        value: Given,
        standard_uncertainty: Given,
        *,
        coverage_factor: Number = 2,
        degrees_of_freedom: float = math.inf,
        unit: str | Unit | None = None,
    ) -> "Measurement":
        """Value and standard uncertainty u."""
        own = unit_of(unit) or common_unit(value, standard_uncertainty)
        u = in_unit("standard uncertainty", standard_uncertainty, own, InvalidMeasurement, difference=True)
        k = exact("coverage factor", coverage_factor, InvalidMeasurement)
        return cls(_value(value, own), u, k, degrees_of_freedom, own)

    @classmethod
    def without_uncertainty(cls, value: Given, *, unit: str | Unit | None = None) -> "Measurement":
        """A value whose uncertainty is not stated, because the regulation's equipment and method answer for it."""
        own = unit_of(unit) or common_unit(value)
        return cls(_value(value, own), None, unit=own)

    @classmethod
    def of_estimate(cls, estimate: Estimate, unit: str | Unit | None = None) -> "Measurement":
        """The output of an evaluation of uncertainty, with its coverage factor and its effective degrees of freedom."""
        return cls.with_standard(
            estimate.value,
            estimate.standard_uncertainty,
            coverage_factor=estimate.coverage_factor,
            degrees_of_freedom=estimate.degrees_of_freedom,
            unit=unit,
        )

    @property
    def expanded_uncertainty(self) -> Fraction | None:
        """U = k·u."""
        return None if self.standard_uncertainty is None else self.coverage_factor * self.standard_uncertainty

    def in_unit_of(self, tolerance: Tolerance) -> "Measurement":
        """The same result in the unit of the tolerance.

        Raises:
            UnitMismatch: their units do not belong together, only one of them has one, or nothing tells whether
                temperatures or errors of temperature are meant. Names both.
        """
        own, target = self.unit, tolerance.unit
        if own is None or target is None:
            if own is not target:
                with_unit, without = (f"the result in '{own}'", "the tolerance") if target is None else (
                    f"the tolerance in '{target}'", "the result")  # fmt: skip
                raise UnitMismatch(f"{with_unit} cannot be compared: {without} has no unit; give both or neither")
            return self
        if own == target:
            return self
        if own.offset != target.offset and not tolerance.is_difference and tolerance.is_about_zero:
            raise UnitMismatch(
                f"the result in '{own}' and the tolerance {tolerance} may be temperatures or errors of temperature: "
                "give both in the same unit, or make the tolerance with is_difference=True"
            )
        value = converted("the result", self.value, own, target, difference=tolerance.is_difference)
        u = self.standard_uncertainty
        if u is not None:
            u = converted("the uncertainty", u, own, target, difference=True)
        return Measurement(value, u, self.coverage_factor, self.degrees_of_freedom, target)

    def __str__(self) -> str:
        stated = self.expanded_uncertainty
        if stated is None:
            return shown(self.value, self.unit)
        return f"{shown(self.value, self.unit)}, U = {shown(stated, self.unit)} (k = {shown(self.coverage_factor)})"


def _value(given: Given, unit: Unit | None) -> Fraction:
    return in_unit("value of the result", given, unit, InvalidMeasurement)
