"""The size of a unit: how much it is in SI, of what dimension, and what its kind is made of."""

from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.units.dimension import ONE, Dimension
from quanheng.metrology.units.exponents import Exponent, exact
from quanheng.metrology.units.scale import Scale

#: Marks of kind with their exponents, in the order of their names, none zero: see `kinds`.
Marks = tuple[tuple[str, Exponent], ...]


ONE_TO_ONE = Scale()


@dataclass(frozen=True, slots=True)
class Size:
    """Scale, dimension and marks: an element of a commutative group under multiplication.

    That the product of units keeps the marks, instead of guessing a kind at each step, makes N⋅m the same torque
    whether it was made as N × m or as (N⋅m²) / m.
    """

    scale: Scale = ONE_TO_ONE
    dimension: Dimension = ONE
    marks: Marks = ()

    @classmethod
    def base(cls, symbol: str) -> "Size":
        """That of a base unit of the SI, by its symbol."""
        return cls(dimension=Dimension.of(**{symbol: 1}))

    def marked(self, **exponents: Exponent) -> "Size":
        """The same size with these marks added; `reactive_power=1` adds the mark of that name."""
        return Size(self.scale, self.dimension, _product(self.marks, tuple(sorted(exponents.items()))))

    def times(self, factor: "Fraction | int | str | Size") -> "Size":
        """A multiple; a number is read exactly, as in "0.45359237"."""
        if isinstance(factor, Size):
            return self * factor
        return Size(self.scale * Scale(Fraction(factor)), self.dimension, self.marks)

    def __mul__(self, other: "Size") -> "Size":
        return Size(self.scale * other.scale, self.dimension * other.dimension, _product(self.marks, other.marks))

    def __truediv__(self, other: "Size") -> "Size":
        return self * other**-1

    def __pow__(self, exponent: Exponent) -> "Size":
        if exponent == 1:
            return self
        marks = tuple([(name, exact(each * exponent)) for name, each in self.marks]) if exponent else ()
        return Size(self.scale**exponent, self.dimension**exponent, marks)


def _product(left: Marks, right: Marks) -> Marks:
    if not left or not right:
        return left or right
    total: dict[str, Exponent] = dict(left)
    for name, exponent in right:
        total[name] = exact(total.get(name, 0) + exponent)
    return tuple(sorted([item for item in total.items() if item[1]]))
