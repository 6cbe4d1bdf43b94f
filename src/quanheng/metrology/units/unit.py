"""Units: products of powers of atoms, with their exact size, kind and zero."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.units.atoms import Atom, Prefix, atom_named, number
from quanheng.metrology.units.conversion import Conversion
from quanheng.metrology.units.dimension import Dimension
from quanheng.metrology.units.exponents import Exponent, exact
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.formats import write
from quanheng.metrology.units.kinds import kind_of
from quanheng.metrology.units.scale import Scale
from quanheng.metrology.units.size import Size

#: The unit of a difference on a scale whose zero is elsewhere.
_INTERVALS = {"degreecelsius": "kelvin", "fahrenheit": "rankine"}


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A unit of measurement: exact, immutable, hashable.

    Two units are equal when they have the same scale, dimension, kind and zero, however they are written: `W⋅s` equals
    `J`. Units under `*`, `/` and `**` form a commutative group; in a product, °C and °F are intervals.

    Attributes:
        factors: the atoms as written, in their order.
        size: scale, dimension and marks of kind.
        offset: the value in SI at this unit's zero: 273.15 for °C, else 0.

    Example:
        >>> from quanheng.metrology.units import parse
        >>> speed = parse("km") / parse("h")
        >>> str(speed), speed.scale, str(speed.dimension)
        ('km/h', Fraction(5, 18), 'L T⁻¹')
        >>> (parse("N") * parse("m")).kind, (parse("W") * parse("s")).kind
        ('torque', 'energy')
    """

    factors: tuple[Factor, ...]
    size: Size
    offset: Fraction = Fraction(0)

    @classmethod
    def of(cls, factors: Iterable[Factor]) -> "Unit":
        """The product of the factors, as written: equal ones are not merged.

        Raises:
            IllFormedUnit: a root of a scale is irrational, or an exponent makes it too long.
        """
        kept = tuple([each for each in factors if each.exponent and each.atom.name != "one"])
        size = Size()
        for each in kept:
            size = size * each.size
        alone = kept[0].atom if len(kept) == 1 and kept[0].exponent == 1 else None
        return cls(kept, size, alone.origin if alone is not None else Fraction(0))

    @property
    def scale(self) -> Fraction:
        """The rational part of its size in the coherent SI unit; see `pi_power` for the rest."""
        return self.size.scale.rational

    @property
    def pi_power(self) -> int:
        """The power of π in its size: 1 for the degree, which is π/180 rad."""
        return self.size.scale.pi_power

    @property
    def dimension(self) -> Dimension:
        """Exponents of m, kg, s, A, K, mol, cd."""
        return self.size.dimension

    @property
    def kind(self) -> str:
        """The kind of quantity, such as `torque` or `energy`; "" for generic units, which suit any kind."""
        return kind_of(self.size.marks, self.size.dimension)

    @property
    def is_one(self) -> bool:
        """Whether this is the unit one."""
        return self == ONE

    @property
    def is_measured(self) -> bool:
        """Whether an atom's size was found by experiment (dalton, bohr), so that conversion to SI adds uncertainty."""
        return any(each.atom.is_measured for each in self.factors)

    def without_kind(self) -> "Unit":
        """The same unit as a generic one: for products where nobody means the kind, such as work from N and m."""
        return Unit(self.factors, Size(self.size.scale, self.size.dimension), self.offset)

    def conversion_to(self, other: "Unit") -> Conversion:
        """How values in this unit become values in `other`.

        Raises:
            IncompatibleUnits: other dimension, or other kind.

        Example:
            >>> from quanheng.metrology.units import parse
            >>> parse("m/s").conversion_to(parse("km/h")).factor
            Scale(rational=Fraction(18, 5), pi_power=0)
        """
        return Conversion.between(self, other)

    def is_convertible_to(self, other: "Unit") -> bool:
        """Whether `conversion_to` gives a conversion."""
        return Conversion.refusal(self, other) is None

    def format(self, notation: str = "unicode") -> str:
        """Written as `unicode`, `latex`, `html`, `dsi`, `ucum`, `qudt` or `zh`.

        Raises:
            UnwritableUnit: the notation has no spelling for it.
        """
        return write(self, notation)

    def __mul__(self, other: "Unit") -> "Unit":
        if not isinstance(other, Unit):
            return NotImplemented
        if not self.factors or not other.factors:
            return other if not self.factors else self
        return _merged((*self.factors, *other.factors), self.size * other.size)

    def __truediv__(self, other: "Unit") -> "Unit":
        if not isinstance(other, Unit):
            return NotImplemented
        return self * other**-1

    def __pow__(self, exponent: Exponent) -> "Unit":
        if exponent == 1:
            return self
        return _merged([each.to_the(exponent) for each in self.factors], self.size**exponent)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Unit):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[Scale, Dimension, str, Fraction]:
        return self.size.scale, self.size.dimension, self.kind, self.offset

    def __str__(self) -> str:
        return write(self, "unicode")

    def __repr__(self) -> str:
        return f"Unit({write(self, 'unicode')!r})"


def _merged(factors: Iterable[Factor], size: Size) -> Unit:
    """A product in which powers of the same unit are one factor and an interval is written as such."""
    exponents: dict[tuple[Prefix | None, Atom], Exponent] = {}
    for each in factors:
        key = each.prefix, each.atom
        exponents[key] = exact(exponents.get(key, 0) + each.exponent)
    kept = tuple([Factor(prefix, atom, exponent) for (prefix, atom), exponent in exponents.items() if exponent])
    if len(kept) == 1 and kept[0].exponent == 1 and kept[0].atom.origin:
        kept = _interval(kept[0])
    return Unit(kept, size)


def _interval(factor: Factor) -> tuple[Factor, ...]:
    if name := _INTERVALS.get(factor.atom.name):
        return (Factor(factor.prefix, atom_named(name)),)
    multiple = Factor(None, number(factor.atom.size.scale.rational))
    return multiple, Factor(factor.prefix, atom_named("kelvin"))


ONE = Unit((), Size())
