"""What rules look at: a certificate, everything in it by type, and the day it is looked at."""

import dataclasses
from collections.abc import Hashable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

from lxml import etree

from quanheng.certificate.model import Certificate, Number, Point, Quantity, RealValues, Uncertainty
from quanheng.metrology.units import Conversion, Unit, UnitError, parse

T = TypeVar("T")
#: Most parts are empty; there is one empty tuple, so that skipping it is cheap.
_NOTHING: tuple[object, ...] = ()


class Subject:
    """One certificate under check.

    Attributes:
        certificate: as read.
        tree: as parsed, for what the model does not hold (identifiers of texts).
        today: dates after it are in the future.
    """

    def __init__(self, certificate: Certificate, tree: "etree._ElementTree", today: date) -> None:
        self.certificate = certificate
        self.tree = tree
        self.today = today
        self._by_type: dict[type[Any], list[Any]] = {}
        self._collect(certificate)

    def all(self, kind: type[T]) -> list[T]:
        """Every part of the certificate of one type, wherever it stands, in the order of the model."""
        # The list was filled by type(part); a subclass is a type of its own.
        return self._by_type.get(kind, [])

    @cached_property
    def stated(self) -> tuple[tuple[RealValues, int, Point, Uncertainty], ...]:
        """Every value with a stated uncertainty: its column, its number in it (from 1), the point, the uncertainty."""
        return tuple(
            (values, index, point, point.uncertainty)
            for values in self.all(RealValues)
            if values.uncertainty is not None
            for index, point in enumerate(values.points(), 1)
            if point.uncertainty is not None
        )

    def columns(self) -> Iterator[tuple[Quantity, RealValues]]:
        """Every quantity that has real values, with those of its (first) SI unit."""
        for quantity in self.all(Quantity):
            real = quantity.real
            if real is not None:
                yield quantity, real

    def _collect(self, part: Any) -> None:
        # An explicit stack: the depth of a document is limited, but that of its model need not be.
        stack = [part]
        while stack:
            part = stack.pop()
            if isinstance(part, tuple):
                stack.extend(reversed(part))
            # The cast: mypy takes a type for unhashable.
            elif (names := _parts(cast("Hashable", type(part)))) is not None:
                self._by_type.setdefault(type(part), []).append(part)
                held = [getattr(part, name) for name in names]
                stack.extend([each for each in held if each is not None and each is not _NOTHING])


@lru_cache(maxsize=128)
def _parts(kind: Hashable) -> tuple[str, ...] | None:
    """The fields of a part that may hold further parts, last first; None of what is no part."""
    if not isinstance(kind, type) or not dataclasses.is_dataclass(kind) or kind is Number:
        return None
    plain = ("str", "bool", "bytes", "str | None", "bool | None", "tuple[str, ...]")
    fields = [
        each for each in dataclasses.fields(kind) if each.type not in plain and each.type not in (str, bool, bytes)
    ]
    return tuple(reversed([each.name for each in fields]))


@lru_cache(maxsize=512)
def unit_of(text: str) -> Unit | None:
    """A unit in D-SI notation; None where it is none (a rule of its own says so)."""
    if not text:
        return None
    try:
        return parse(text, "dsi")
    except UnitError:
        return None


@lru_cache(maxsize=512)
def conversion_between(source: str, target: str) -> Conversion | None:
    """How values in one unit become values in another; None where there is no way, or one of the two is no unit."""
    start, end = unit_of(source), unit_of(target)
    return start.conversion_to(end) if start is not None and end is not None and start.is_convertible_to(end) else None


def name_of(quantity: Quantity) -> str:
    """What to call a quantity in a message: its name, its type, or nothing better than 'quantity'."""
    if quantity.name is not None and (name := quantity.name.within("en")):
        return name
    return quantity.ref_types[0] if quantity.ref_types else "quantity"
