"""Tolerances: the permissible values of a quantity, with two limits or one (JCGM 106:2012, 3.3)."""

from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidTolerance, UnitMismatch
from quanheng.metrology.conformity.exact import Given, common_unit, converted, exact, in_unit, shown, unit_of
from quanheng.metrology.units import Unit


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `lower` to `upper`, both included; None is no limit. Empty where lower is above upper.

    Example:
        >>> str(Interval(Fraction(-1, 2), Fraction(1, 2))), Fraction(1, 2) in Interval(None, Fraction(1, 2))
        ('[−0.5, 0.5]', True)
    """

    lower: Fraction | None
    upper: Fraction | None

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        return self.lower is not None and self.upper is not None and self.lower > self.upper

    def __contains__(self, value: Fraction) -> bool:
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)

    def holds_inside(self, value: Fraction) -> bool:
        """Whether the value lies in it and on no limit."""
        return (self.lower is None or value > self.lower) and (self.upper is None or value < self.upper)

    def shrunk(self, width: Fraction) -> "Interval":
        """Both limits moved inwards; outwards where the width is negative."""
        lower = None if self.lower is None else self.lower + width
        upper = None if self.upper is None else self.upper - width
        return Interval(lower, upper)

    def text(self, unit: Unit | None = None) -> str:
        """The interval as a person reads it."""
        if self.is_empty:
            return "∅"
        suffix = f" {unit}" if unit is not None and unit.factors else ""
        if self.lower is None or self.upper is None:
            sign, limit = ("≤ ", self.upper) if self.lower is None else ("≥ ", self.lower)
            return f"{sign}{shown(limit)}{suffix}" if limit is not None else "(−∞, ∞)"
        return f"[{shown(self.lower)}, {shown(self.upper)}]{suffix}"

    def __str__(self) -> str:
        return self.text()


#: What lies in no interval.
EMPTY = Interval(Fraction(1), Fraction(0))


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Lower and upper limit of the permissible values, exact, in one unit; the limits themselves are permissible.

    Make one with `between`, `symmetric`, `at_most` or `at_least`.

    Attributes:
        is_difference: whether its values are differences, such as errors: 0.1 K of error are 0.1 °C.

    Raises:
        InvalidTolerance: no limit, a lower one that is not below the upper one, or no finite number.
        UnitMismatch: the limits' units do not belong together.
    """

    lower: Fraction | None
    upper: Fraction | None
    unit: Unit | None = None
    is_difference: bool = False

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            limit = getattr(self, name)
            if limit is not None:
                object.__setattr__(self, name, exact(f"{name} tolerance limit", limit, InvalidTolerance))
        object.__setattr__(self, "unit", unit_of(self.unit))
        if self.lower is None and self.upper is None:
            raise InvalidTolerance("a tolerance without limits permits everything: give a lower or an upper limit")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise InvalidTolerance(
                f"lower tolerance limit {shown(self.lower)} is not below the upper one, {shown(self.upper)}: swap them"
            )

    @classmethod
    def between(cls, lower: Given, upper: Given, unit: str | Unit | None = None) -> "Tolerance":
        """From `lower` to `upper`, in `unit` or in that of the first quantity.

        Example:
            >>> from quanheng.metrology.units import Quantity, parse
            >>> print(Tolerance.between(Quantity(-500, parse("mg")), Quantity(1, parse("g")), "g"))
            [−0.5, 1] g
        """
        own = unit_of(unit) or common_unit(lower, upper)
        return cls(_limit("lower", lower, own), _limit("upper", upper, own), own)

    @classmethod
    def symmetric(cls, half_width: Given, centre: Given = 0, unit: str | Unit | None = None) -> "Tolerance":
        """Within centre ± half_width, such as the maximum permissible errors ±MPE about zero.

        Example:
            >>> print(Tolerance.symmetric("0.2", 1500, "Ω"))
            [1499.8, 1500.2] Ω
        """
        own = unit_of(unit) or common_unit(centre, half_width)
        half = in_unit("half-width of the tolerance", half_width, own, InvalidTolerance, difference=True)
        if half <= 0:
            raise InvalidTolerance(f"half-width {shown(half)} of a tolerance: a positive number is needed")
        middle = in_unit("centre of the tolerance", centre, own, InvalidTolerance)
        return cls(middle - half, middle + half, own)

    @classmethod
    def at_most(cls, upper: Given, unit: str | Unit | None = None) -> "Tolerance":
        """One-sided: nothing above `upper`.

        Example:
            >>> print(Tolerance.at_most("0.2", "mm"))
            ≤ 0.2 mm
        """
        own = unit_of(unit) or common_unit(upper)
        return cls(None, _limit("upper", upper, own), own)

    @classmethod
    def at_least(cls, lower: Given, unit: str | Unit | None = None) -> "Tolerance":
        """One-sided: nothing below `lower`."""
        own = unit_of(unit) or common_unit(lower)
        return cls(_limit("lower", lower, own), None, own)

    @property
    def interval(self) -> Interval:
        """The permissible values, without the unit."""
        return Interval(self.lower, self.upper)

    @property
    def is_two_sided(self) -> bool:
        """Whether it has both limits."""
        return self.lower is not None and self.upper is not None

    @property
    def is_about_zero(self) -> bool:
        """Whether it is ±MPE, as permissible errors are."""
        return self.lower is not None and self.upper is not None and self.lower == -self.upper

    @property
    def width(self) -> Fraction:
        """T = upper − lower.

        Raises:
            InvalidTolerance: it has one limit only.
        """
        if self.lower is None or self.upper is None:
            raise InvalidTolerance(
                f"the tolerance {self} has one limit and no width: ratios of tolerance to uncertainty need both limits"
            )
        return self.upper - self.lower

    @property
    def half_width(self) -> Fraction:
        """T/2, which for maximum permissible errors ±MPE is the absolute value MPEV."""
        return self.width / 2

    @property
    def centre(self) -> Fraction:
        """Half-way between the limits."""
        half = self.half_width
        return half + self.lower if self.lower is not None else half

    def to(self, unit: str | Unit) -> "Tolerance":
        """The same tolerance in another unit.

        Raises:
            UnitMismatch: another kind of unit, or this tolerance has none.
        """
        target = unit_of(unit)
        own = self.unit
        if own is None or target is None:
            raise UnitMismatch(f"the tolerance {self} has no unit to convert to '{unit}' from: give it one")
        lower, upper = (
            None if limit is None else converted(name, limit, own, target, difference=self.is_difference)
            for name, limit in (("lower tolerance limit", self.lower), ("upper tolerance limit", self.upper))
        )
        return Tolerance(lower, upper, target, self.is_difference)

    def __contains__(self, value: Fraction) -> bool:
        return value in self.interval

    def __str__(self) -> str:
        return self.interval.text(self.unit)


def _limit(name: str, given: Given, unit: Unit | None) -> Fraction:
    return in_unit(f"{name} tolerance limit", given, unit, InvalidTolerance)
