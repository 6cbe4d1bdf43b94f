"""Lists page by page, by the keys of rows instead of their numbers.

"The fifty rows after this one" costs the same on page 1 and on page 10 000, and rows that are added or removed
between two pages shift nothing: OFFSET does neither. The place between two rows travels as an opaque, signed cursor.

    order = Order(Organisation, "name", "id")           # the last key is unique
    cursors = Cursors("accounts.organisations", "kind=market")
    page = page_of(rows, order, cursors, cursor=request.GET.get("cursor"), limit=50)
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Invalid

Row = TypeVar("Row")
LONGEST_CURSOR = 1200


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page, the cursors of its neighbours (None at the ends), and how many rows the whole list has.

    `count` is None where nobody asked for it. Where `count_is_exact` is false it is an estimate, and to be shown as one.
    """

    rows: Sequence[Row]
    next_cursor: str | None = None
    previous_cursor: str | None = None
    count: int | None = None
    count_is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two rows, by the keys of one of them; without keys, before the first row or after the last.

    `is_backward`: the page before this place is wanted. `is_inclusive`: the row of these keys itself belongs to it.
    """

    keys: tuple[Any, ...] = ()
    is_backward: bool = False
    is_inclusive: bool = False


START = Place()
END = Place(is_backward=True)


class Order:
    """An order of a model's rows: names of fields, `-` before those that go downwards, as in `order_by`.

    Raises:
        ValueError: the last key is not unique, so that places would be ambiguous, or a key can be NULL, which no
            comparison finds again.
    """

    def __init__(self, model: type[Model], *keys: str) -> None:
        self.names = tuple(key.removeprefix("-") for key in keys)
        self.is_descending = tuple(key.startswith("-") for key in keys)
        self.fields = tuple(_field(model, name) for name in self.names)
        if not keys or not self.fields[-1].unique or "__" in self.names[-1]:
            raise ValueError(f"{model.__name__}: the last key of an order must be a unique field, got {keys}")

    def keys_of(self, row: Any) -> tuple[Any, ...]:
        """The keys of a row."""
        return tuple(reduce(getattr, name.split("__"), row) for name in self.names)

    def ordering(self, place: Place) -> list[str]:
        """For `order_by`: the order itself, or the opposite one where the page before the place is wanted."""
        return [
            f"-{name}" if is_down != place.is_backward else name
            for name, is_down in zip(self.names, self.is_descending, strict=True)
        ]

    def beyond(self, place: Place) -> Any:
        """The condition for `filter`: rows on the wanted side of the place."""
        if not place.keys:
            return Q()
        if len(set(self.is_descending)) == 1:
            return self._row_beyond(place)
        return self._each_beyond(place)

    def read(self, keys: Sequence[Any]) -> tuple[Any, ...]:
        """Keys as a cursor holds them, as values of their fields.

        Raises:
            ValueError: they are not keys of this order.
        """
        try:
            return tuple(field.to_python(key) for field, key in zip(self.fields, keys, strict=True))
        except (ValidationError, TypeError) as error:
            raise ValueError(f"{keys!r} are no keys of {self.names}") from error

    def _row_beyond(self, place: Place) -> Any:
        """One comparison of rows, `(name, id) > (…, …)`: an index on the keys starts exactly there."""
        comparison = "<" if self.is_descending[0] != place.is_backward else ">"
        comparison += "=" if place.is_inclusive else ""
        values = (Value(key, output_field=field) for key, field in zip(place.keys, self.fields, strict=True))
        return _Comparison(_Tuple(*map(F, self.names)), _Tuple(*values), arg_joiner=f" {comparison} ")

    def _each_beyond(self, place: Place) -> Q:
        """Keys of mixed directions: beyond in the first, or equal there and beyond in the second, and so on."""
        ways, equal = [], Q()
        for name, is_down, key in zip(self.names, self.is_descending, place.keys, strict=True):
            side = "lt" if is_down != place.is_backward else "gt"
            ways.append(equal & Q(**{f"{name}__{side}": key}))
            equal &= Q(**{name: key})
        if place.is_inclusive:
            ways.append(equal)
        # The first key alone says where an index starts; PostgreSQL does not find that out from the alternatives.
        first = "lte" if self.is_descending[0] != place.is_backward else "gte"
        return Q(**{f"{self.names[0]}__{first}": place.keys[0]}) & reduce(or_, ways)


class Cursors:
    """Places of one list with one set of filters, signed: given to another list, or changed, a cursor is refused.

    `filters` is whatever tells two lists of this name apart, in words that are the same in every process.
    """

    def __init__(self, name: str, filters: str = "") -> None:
        digest = hashlib.sha256(filters.encode()).hexdigest()[:16]
        self._signer = Signer(salt=f"quanheng.keyset.{name}.{digest}")

    def write(self, place: Place) -> str:
        """The cursor of a place: letters, digits, `-`, `_`, `=` and `:`."""
        side = ("b" if place.is_backward else "f") + ("i" if place.is_inclusive else "")
        keys = [key if isinstance(key, int | str) else str(key) for key in place.keys]
        return self._signer.sign_object([side, *keys], serializer=_CompactJSON)

    def read(self, cursor: str | None, order: Order) -> Place:
        """The place of a cursor; the start where there is none.

        Raises:
            Invalid: the platform did not make it, or made it for another list or other filters.
        """
        if not cursor:
            return START
        try:
            side, *keys = self._signer.unsign_object(cursor[:LONGEST_CURSOR], serializer=_CompactJSON)
            return Place(order.read(keys) if keys else (), is_backward="b" in side, is_inclusive="i" in side)
        except (BadSignature, ValueError) as error:
            detail = _("This page of the list cannot be found again. Begin at the start of the list.")
            raise Invalid(detail, fields={"cursor": _("Not a cursor of this list with these filters.")}) from error


def page_of(
    rows: "QuerySet[Any]", order: Order, cursors: Cursors, *, cursor: str | None = None, limit: int = 50
) -> Page[Any]:
    """The page of `rows` at a cursor. One query, at the same cost on every page where an index serves the order.

    Raises:
        Invalid: the cursor is none of `cursors`.
    """
    place = cursors.read(cursor, order)
    found = list(rows.filter(order.beyond(place)).order_by(*order.ordering(place))[: limit + 1])
    return cut(found, order, cursors, place=place, limit=limit)


def cut(found: Sequence[Row], order: Order, cursors: Cursors, *, place: Place, limit: int) -> Page[Row]:
    """The page from up to `limit` + 1 rows found beyond `place`, in the direction of looking."""
    has_more, rows = len(found) > limit, list(found[:limit])
    ahead = back = None
    if rows and has_more:
        ahead = Place(order.keys_of(rows[-1]), is_backward=place.is_backward)
    if rows and place.keys:
        back = Place(order.keys_of(rows[0]), is_backward=not place.is_backward)
    elif place.keys:
        back = Place(place.keys, is_backward=not place.is_backward, is_inclusive=True)
    if place.is_backward:
        rows.reverse()
        ahead, back = back, ahead
    return Page(
        rows,
        next_cursor=cursors.write(ahead) if ahead else None,
        previous_cursor=cursors.write(back) if back else None,
    )


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    field: Any = None
    for part in name.split("__"):
        owner = model if field is None else field.related_model
        try:
            field = owner._meta.pk if part == "pk" else owner._meta.get_field(part)
        except (AttributeError, FieldDoesNotExist) as error:
            raise ValueError(f"{model.__name__} has no field '{name}' to order by") from error
        if field.null:
            raise ValueError(f"{model.__name__}.{name} can be NULL: a list in its order would lose those rows")
    return field


class _Tuple(Func):
    template = "(%(expressions)s)"
    output_field = BooleanField()  # never read; a row of values has no field


class _Comparison(Func):
    template = "%(expressions)s"
    output_field = BooleanField()


class _CompactJSON:
    """UTF-8 as it is: Chinese written as escapes would make a cursor twice as long."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data.decode())
