"""A whole certificate."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quanheng.certificate.model.administrative import AdministrativeData
from quanheng.certificate.model.results import Context, MeasurementResult, Quantity, QuantityList, Result
from quanheng.certificate.model.texts import File, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A digital calibration certificate (DCC), read from XML or to be written.

    Attributes:
        schema_version: as stated; certificates of 2.2 state none and are 2.2.0.
        administrative: the first ring.
        results: the second ring.
        context: methods, equipment, conditions and so on that hold for all results (3.3).
        comment: text of the free comment.
        document: the human-readable certificate within.
        is_signed: whether a signature stands in it; says nothing about its being valid.
        source: the exact bytes that were read; empty for one that was made otherwise.
    """

    schema_version: str
    administrative: AdministrativeData
    results: tuple[MeasurementResult, ...]
    context: Context = field(default_factory=Context)
    comment: str | None = None
    document: File | None = None
    is_signed: bool = field(default=False, compare=False)
    source: bytes = field(default=b"", repr=False, compare=False)

    @property
    def identifier(self) -> str:
        """The unique identifier."""
        return self.administrative.core.unique_identifier

    def all_results(self) -> Iterator[Result]:
        """Every result, of every measurement."""
        for measurement in self.results:
            yield from measurement.results

    def lists(self) -> Iterator[QuantityList]:
        """Every list of the results, outer before inner."""
        for result in self.all_results():
            yield from result.data.lists()

    def quantities(
        self, *, ref_type: str | None = None, name: str | None = None, kind: str | None = None
    ) -> Iterator[Quantity]:
        """The quantities of the results, narrowed down.

        Args:
            ref_type: one of the quantity's types, such as `basic_measurementError`.
            name: a part of its name in any language, upper or lower case alike.
            kind: a quantity kind (QUDT), such as `length`, upper or lower case alike.
        """
        for result in self.all_results():
            for quantity in result.data.quantities():
                if (
                    (ref_type is None or quantity.is_a(ref_type))
                    and (name is None or _is_named(quantity.name, name))
                    and (kind is None or _is_of_kind(quantity, kind))
                ):
                    yield quantity


def _is_named(text: Text | None, name: str) -> bool:
    return text is not None and any(name.casefold() in each.text.casefold() for each in text.contents)


def _is_of_kind(quantity: Quantity, kind: str) -> bool:
    real = quantity.real
    return real is not None and any(each.casefold() == kind.casefold() for each in real.kinds)
