"""Results: quantities with their names, in lists, in data, in results; and what belongs to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from quanheng.certificate.model.marks import Marked
from quanheng.certificate.model.quantities import RealValues, Values, reals
from quanheng.certificate.model.texts import File, Foreign, Formula, RichText, Text

if TYPE_CHECKING:
    from quanheng.certificate.model.administrative import Contact, Equipment, Location, Reference, Software


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How a measurement was made. Stands with all results, with one, with a list, and with a single quantity."""

    methods: "tuple[Method, ...]" = ()
    software: "tuple[Software, ...]" = ()
    equipment: "tuple[Equipment, ...]" = ()
    conditions: "tuple[Condition, ...]" = ()
    meta_data: "tuple[Statement, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Marked):
    """One quantity: a name and its values, of one point or of a whole column."""

    values: Values
    name: Text | None = None
    description: RichText | None = None
    relative_uncertainty: RealValues | None = None
    context: Context = field(default_factory=Context)

    @property
    def real(self) -> RealValues | None:
        """Its real values; of a hybrid the first, which is in SI units. None of texts and complex values."""
        return next(reals(self.values), None)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityList(Marked):
    """`dcc:list`: quantities that are the columns of a table, or further lists."""

    members: "tuple[Quantity | QuantityList, ...]"
    name: Text | None = None
    description: RichText | None = None
    times: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)

    @property
    def columns(self) -> tuple[Quantity, ...]:
        """The quantities that stand directly in it."""
        return tuple(each for each in self.members if isinstance(each, Quantity))

    @property
    def lists(self) -> "tuple[QuantityList, ...]":
        """The lists that stand directly in it."""
        return tuple(each for each in self.members if isinstance(each, QuantityList))


#: What can stand in `dcc:data`.
Datum: TypeAlias = Quantity | QuantityList | RichText | Formula | File | Foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Data(Marked):
    """Quantities, lists, texts, formulas and files, in the order written."""

    members: tuple[Datum, ...] = ()

    def quantities(self) -> Iterator[Quantity]:
        """Every quantity, those within lists included; not those of conditions and statements."""
        for member in self.members:
            yield from _quantities(member)

    def lists(self) -> Iterator[QuantityList]:
        """Every list, outer before inner."""
        for member in self.members:
            if isinstance(member, QuantityList):
                yield from _lists(member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Marked):
    """A method used."""

    name: Text
    description: RichText | None = None
    norms: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Marked):
    """An influence condition."""

    name: Text
    data: Data = field(default_factory=Data)
    description: RichText | None = None
    status: str | None = None
    certificate: "Reference | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Marked):
    """A statement about the certificate, or meta data of a result, a list or a quantity.

    Attributes:
        valid: one answer, or one for each value.
        conformity: `pass`, `fail`, `conditionalPass`, `conditionalFail`, `noPass`, `noFail`; one, or one for each value.
        data: limits, for instance.
    """

    name: Text | None = None
    description: RichText | None = None
    countries: tuple[str, ...] = ()
    convention: str | None = None
    traceable: bool | None = None
    norms: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    declaration: RichText | None = None
    valid: tuple[bool, ...] = ()
    date: str | None = None
    period: str | None = None
    authority: "Contact | None" = None
    conformity: tuple[str, ...] = ()
    data: Data | None = None
    non_si_definition: str | None = None
    non_si_unit: str | None = None
    location: "Location | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Marked):
    """One result: a name and its data."""

    name: Text
    data: Data
    description: RichText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementResult(Marked):
    """Results that were measured together, and how."""

    name: Text
    results: tuple[Result, ...]
    description: RichText | None = None
    context: Context = field(default_factory=Context)


def _quantities(datum: Datum) -> Iterator[Quantity]:
    if isinstance(datum, Quantity):
        yield datum
    elif isinstance(datum, QuantityList):
        for member in datum.members:
            yield from _quantities(member)


def _lists(outer: QuantityList) -> Iterator[QuantityList]:
    yield outer
    for inner in outer.lists:
        yield from _lists(inner)
