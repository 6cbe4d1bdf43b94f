"""Dimensions: exponents of the seven base quantities of the SI."""

from collections.abc import Iterator
from dataclasses import dataclass

from quanheng.metrology.units.exponents import Exponent, exact, superscript

#: Symbols of the base units and of the base quantities, in the order of the exponents.
BASE_SYMBOLS = ("m", "kg", "s", "A", "K", "mol", "cd")
BASE_QUANTITIES = ("L", "M", "T", "I", "Θ", "N", "J")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Exponents of length, mass, time, electric current, temperature, amount of substance, luminous intensity.

    Example:
        >>> force = Dimension.of(m=1, kg=1, s=-2)
        >>> str(force), force * Dimension.of(m=1) == Dimension.of(m=2, kg=1, s=-2)
        ('L M T⁻²', True)
    """

    exponents: tuple[Exponent, ...]

    @classmethod
    def of(cls, **exponents: Exponent) -> "Dimension":
        """From exponents by base unit; those not named are zero.

        Raises:
            KeyError: a name that is no base unit.
        """
        if unknown := set(exponents) - set(BASE_SYMBOLS):
            raise KeyError(f"{', '.join(sorted(unknown))}: no base units; they are {', '.join(BASE_SYMBOLS)}")
        return cls(tuple(exact(exponents.get(symbol, 0)) for symbol in BASE_SYMBOLS))

    def __iter__(self) -> Iterator[Exponent]:
        return iter(self.exponents)

    def __len__(self) -> int:
        return len(self.exponents)

    def __getitem__(self, index: int) -> Exponent:
        return self.exponents[index]

    @property
    def is_one(self) -> bool:
        """Whether this is the dimension of pure numbers."""
        return not any(self.exponents)

    def __mul__(self, other: "Dimension") -> "Dimension":
        return Dimension(tuple([exact(a + b) for a, b in zip(self.exponents, other.exponents, strict=True)]))

    def __truediv__(self, other: "Dimension") -> "Dimension":
        return Dimension(tuple([exact(a - b) for a, b in zip(self.exponents, other.exponents, strict=True)]))

    def __pow__(self, exponent: Exponent) -> "Dimension":
        return Dimension(tuple([exact(each * exponent) for each in self.exponents]))

    def __str__(self) -> str:
        named = zip(BASE_QUANTITIES, self.exponents, strict=True)
        return " ".join([name + superscript(exponent) for name, exponent in named if exponent]) or "1"


ONE = Dimension.of()
