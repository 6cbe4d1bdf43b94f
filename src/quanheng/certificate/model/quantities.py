"""Values with units: the D-SI part of a certificate."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.texts import RichText
from quanheng.certificate.model.uncertainties import CoverageRegion, Uncertainty, UncertaintyColumn, at


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a column, with everything that belongs to it."""

    value: Number
    unit: str
    uncertainty: Uncertainty | None = None
    label: str | None = None
    kind: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RealValues:
    """Real values: `si:real`, `si:constant`, `si:realList` or `si:realListXMLList`.

    Every column has as many entries as `values`, or one that holds for all, or none.

    Attributes:
        form: name of the D-SI element it was read from.
        units: as written, D-SI notation.
        kinds: quantity kinds (QUDT).
        significant_digits: exponents of ten of the last significant digit.
        uncertainty: of each value.
        region: of all values together.
    """

    form: str
    values: tuple[Number, ...]
    units: tuple[str, ...]
    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    significant_digits: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    uncertainty: UncertaintyColumn | None = None
    region: CoverageRegion | None = None
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    def at(self, index: int) -> Point | None:
        """The point at `index`; a column of one value holds it at every index. None beyond the end."""
        value = at(self.values, index)
        if value is None:
            return None
        return Point(
            value,
            at(self.units, index) or "",
            None if self.uncertainty is None else self.uncertainty.at(index),
            at(self.labels, index),
            at(self.kinds, index),
            at(self.times, index),
        )

    def points(self) -> Iterator[Point]:
        """Each value with its unit and uncertainty."""
        for index in range(len(self.values)):
            point = self.at(index)
            if point is not None:
                yield point


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexValues:
    """Complex values: `si:complex`, `si:complexList` or `si:complexListXMLList`.

    Attributes:
        form: name of the D-SI element.
        is_polar: `first` and `second` are magnitude and phase; else real and imaginary part.
        phase_units: of `second`, in the polar form.
    """

    form: str
    is_polar: bool
    first: tuple[Number, ...]
    second: tuple[Number, ...]
    units: tuple[str, ...]
    phase_units: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    region: CoverageRegion | None = None
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueGroup:
    """`si:list`: several columns, nested."""

    members: "tuple[Values, ...]"
    label: str | None = None
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return max((len(each) for each in self.members), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridValues:
    """`si:hybrid`: the same values in several units; the first is the one in SI units."""

    alternatives: "tuple[Values, ...]"
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.alternatives[0]) if self.alternatives else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`dcc:charsXMLList`: a column of words."""

    words: tuple[str, ...]
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoQuantity:
    """`dcc:noQuantity`: a text where a value would stand, such as a marking."""

    text: RichText
    place: str = field(default="", compare=False, repr=False)

    def __len__(self) -> int:
        return 1


#: What can stand in a quantity.
Values: TypeAlias = RealValues | ComplexValues | HybridValues | ValueGroup | Words | NoQuantity


def reals(values: Values) -> Iterator[RealValues]:
    """Every column of real values in `values`, alternatives and groups included, in the order written."""
    if isinstance(values, RealValues):
        yield values
    elif isinstance(values, HybridValues):
        for each in values.alternatives:
            yield from reals(each)
    elif isinstance(values, ValueGroup):
        for each in values.members:
            yield from reals(each)
