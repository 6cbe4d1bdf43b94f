"""The shape of the unit tables: atoms (units with a name of their own) and prefixes."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from quanheng.metrology.units.scale import Scale
from quanheng.metrology.units.size import Size

#: The notations that units are read from. `common` stands for printed symbols and for Chinese names.
NOTATIONS = ("common", "dsi", "ucum", "qudt")
NOWHERE: frozenset[str] = frozenset()
EVERYWHERE = frozenset(NOTATIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """A decimal or binary multiple, with its spelling in each notation; empty where the notation lacks it."""

    name: str
    symbol: str
    factor: Fraction
    zh: str = ""
    ucum: str = ""

    @property
    def qudt(self) -> str:
        """The name in QUDT: `Kilo`."""
        return self.name.capitalize()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Prefix) and self.name == other.name)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """A unit with a name of its own: its exact size, what it measures, and how it is spelled.

    Args:
        name: unique, in the way of D-SI: `metre`, `degreecelsius`.
        symbol: as it is printed.
        size: how much it is of what.
        origin: the value in SI at this unit's zero, for scales with an offset: 0 °C is 273.15 K.
        dsi, ucum, qudt: its name in that notation; empty where the notation has none.
        zh: its Chinese name; empty where it has none.
        more: further printed symbols and further Chinese names that mean it and nothing else.
        more_dsi, more_ucum, more_qudt: further names in that notation.
        prefixes: the notations in which decimal prefixes may stand before it.
        binary: whether binary prefixes may, too.
        is_measured: whether its size was determined by experiment, so that a conversion to SI adds uncertainty.
    """

    name: str
    symbol: str
    size: Size
    origin: Fraction = Fraction(0)
    dsi: str = ""
    ucum: str = ""
    qudt: str = ""
    zh: str = ""
    more: tuple[str, ...] = ()
    more_dsi: tuple[str, ...] = ()
    more_ucum: tuple[str, ...] = ()
    more_qudt: tuple[str, ...] = ()
    prefixes: frozenset[str] = NOWHERE
    binary: bool = False
    is_measured: bool = False

    @property
    def is_number(self) -> bool:
        """Whether this is a plain number, such as the 100 of g/(100 mL)."""
        return self.name == "number"

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Atom) and (self.name, self.symbol) == (other.name, other.symbol))

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[object, ...]:
        # A pickled unit names its atoms; their definition is the receiver's, as in every text.
        return atom_named, (self.symbol if self.is_number else self.name, self.is_number)


@lru_cache(maxsize=256)
def number(value: Fraction) -> Atom:
    """The atom that is a plain positive number."""
    return Atom("number", str(value), Size(Scale(value)), ucum=str(value) if value.denominator == 1 else "")


def atom_named(name: str, is_number: bool = False) -> Atom:
    """The atom of the tables with that name, or the plain number.

    Raises:
        KeyError: no atom has the name.
    """
    from quanheng.metrology.units.tables import by_name  # noqa: PLC0415 (the tables are made of atoms)

    return number(Fraction(name)) if is_number else by_name()[name]
