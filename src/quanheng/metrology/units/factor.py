"""A factor of a unit: a power of an atom with its prefix."""

from dataclasses import dataclass
from functools import lru_cache

from quanheng.metrology.units.atoms import Atom, Prefix
from quanheng.metrology.units.exponents import Exponent, exact
from quanheng.metrology.units.scale import Scale
from quanheng.metrology.units.size import Size


@dataclass(frozen=True, slots=True)
class Factor:
    """A power of an atom with its prefix: the km⁻² of kg/km²."""

    prefix: Prefix | None
    atom: Atom
    exponent: Exponent = 1

    @property
    def size(self) -> Size:
        """How much it is."""
        return _size(self.prefix, self.atom) ** self.exponent

    def to_the(self, exponent: Exponent) -> "Factor":
        """Its power."""
        return Factor(self.prefix, self.atom, exact(self.exponent * exponent))


@lru_cache(maxsize=4096)
def _size(prefix: Prefix | None, atom: Atom) -> Size:
    size = atom.size
    return size if prefix is None else Size(size.scale * Scale(prefix.factor), size.dimension, size.marks)
