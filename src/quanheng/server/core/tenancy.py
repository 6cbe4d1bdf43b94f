"""Reads that fail closed: rows of a tenant are reached only in the name of an actor.

A tenant model's `objects` refuses to be evaluated until `visible_to(actor)` has narrowed it, counts and existence
included. The system's own work says `unrestricted("why")`. Foreign keys and cascades use the model's base manager
and are not hindered.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

from django.db import models

from quanheng.server.core import fence
from quanheng.server.core.actors import Actor


class ActorMissing(RuntimeError):
    """Tenant rows were about to be read without saying for whom."""


class TenantQuerySet(models.QuerySet[Any]):
    """Base of the querysets of tenant models; subclasses say in `restrict` what an actor sees."""

    _is_scoped = False
    _is_unrestricted = False

    def restrict(self, actor: Actor) -> Self:
        """The rows that `actor` may know of. Override; the default is none."""
        return self.none()

    def visible_to(self, actor: Actor) -> Self:
        """The rows that `actor` may know of, lists, counts and completions included.

        Raises:
            ActorMissing: `actor` is not an actor.
        """
        if not isinstance(actor, Actor):
            raise ActorMissing(f"{self.model._meta.label}: visible_to() needs an Actor, got {type(actor).__name__}")
        found = self.all() if actor.is_system else self.restrict(actor)
        found._is_scoped = True
        return found

    def unrestricted(self, why: str) -> Self:
        """All rows, for work that no person's rights limit; `why` is for the reader of the code.

        Raises:
            ValueError: no reason given.
        """
        if not why.strip():
            raise ValueError("unrestricted() needs a reason")
        found = self.all()
        found._is_scoped = found._is_unrestricted = True
        return found

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._is_scoped, clone._is_unrestricted = self._is_scoped, self._is_unrestricted
        return clone

    def _require_scope(self) -> None:
        if not self._is_scoped and not self.query.is_empty():
            raise ActorMissing(
                f"{self.model.__name__}.objects was read without an actor; call .visible_to(actor) first, "
                "or .unrestricted(why) in work of the system itself"
            )

    def _combinator_query(self, combinator: str, *other_qs: Any, all: bool = False) -> Self:  # noqa: A002 (Django's name)
        _require_scopes(self, *other_qs)
        return super()._combinator_query(combinator, *other_qs, all=all)

    def __and__(self, other: Any) -> Self:
        _require_scopes(self, other)
        return super().__and__(other)

    def __or__(self, other: Any) -> Self:
        _require_scopes(self, other)
        return super().__or__(other)

    def __xor__(self, other: Any) -> Self:
        _require_scopes(self, other)
        return super().__xor__(other)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().raw(*args, **kwargs)

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_scope()
        with self._before_the_fence():
            super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Any:
        self._require_scope()
        rows = super().iterator(chunk_size)
        if not (self._is_unrestricted and fence.is_raised()):
            return rows
        with fence.lowered():  # which cannot stay so while somebody works with the rows one by one
            return iter(list(rows))

    def count(self) -> int:
        self._require_scope()
        with self._before_the_fence():
            return super().count()

    def exists(self) -> bool:
        self._require_scope()
        with self._before_the_fence():
            return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        with self._before_the_fence():
            return super().aggregate(*args, **kwargs)

    def _before_the_fence(self) -> AbstractContextManager[None]:
        """What no person's rights limit is not limited by the database either (`core.fence`)."""
        is_pending = self._is_unrestricted and self._result_cache is None
        return fence.lowered() if is_pending else nullcontext()

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> Any:
        self._require_scope()
        return super().delete()


def _require_scopes(*querysets: Any) -> None:
    """A queryset combined with another is only as narrow as the wider of the two."""
    for each in querysets:
        if isinstance(each, TenantQuerySet):
            each._require_scope()
