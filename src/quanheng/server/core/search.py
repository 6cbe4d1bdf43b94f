"""Search for Chinese and Latin text by overlapping pairs of characters.

Word segmentation is a guess and trigrams miss two-character words, which are the common case. A search column holds
every pair of neighbouring characters with its position, made by the database itself (`quanheng_grams`), so that a raw
SQL update keeps it true; a query is the phrase of its own pairs.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Coalesce

MOST_CHARACTERS = 60


class Grams(Func):
    """The database function that makes the search document of a text."""

    function = "quanheng_grams"
    output_field = SearchVectorField()


class SearchDocumentField(SearchVectorField):
    """A search document: searched, never read. Selecting it gives None, for it is larger than the rest of its row."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, tuple[()]]:
        return "NULL::tsvector", ()

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.search.SearchVectorField", args, kwargs  # nothing else to the schema


def SearchColumn(*fields: str, facets: Sequence[str] = ()) -> models.GeneratedField:  # noqa: N802 (stands for a class)
    """A stored column with the search document of the texts of `fields`; index it with GIN.

    The values of the columns `facets` stand in the document as words of their own, for `facet_query`: conditions on
    them are then answered by the same index as the search, which skips from match to match of the rarest condition.
    They begin with `=`, which no pair of characters does. No column of `facets` may be NULL.
    """
    parts: list[Any] = []
    for name in fields:
        parts += [Coalesce(F(name), Value("")), Value(" ")]
    document: Any = Grams(_concatenated(parts[:-1], models.TextField()))
    if facets:
        words = [
            _concatenated([Value(f"={name}:"), Cast(F(name), models.TextField())], models.TextField())
            for name in facets
        ]
        document = _concatenated([document, Words(*words)], SearchDocumentField())
    return models.GeneratedField(expression=document, output_field=SearchDocumentField(), db_persist=True)


class Words(Func):
    """The search document of words that are taken as they are and stand nowhere."""

    template = "array_to_tsvector(ARRAY[%(expressions)s])"
    output_field = SearchVectorField()


def _concatenated(parts: Sequence[Any], output_field: models.Field) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = models.expressions.CombinedExpression(whole, "||", part, output_field=output_field)
    return whole


def normalised(text: str) -> str:
    """The text as the database normalises it before it takes pairs: NFKC, lower case, letters and digits only."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


class PairQuery(SearchQuery):
    """A finished query: taken as it stands, for the parsers of PostgreSQL would take pairs apart or drop them."""

    def __init__(self, value: str, **kwargs: Any) -> None:
        super().__init__(value, **kwargs)
        self.function = "CAST"
        self.template = "%(expressions)s::tsquery"


def search_query(text: str) -> SearchQuery | None:
    """The query that finds `text` in a search column; None where it holds nothing to look for.

    Words separated by spaces must all occur, in any order; within a word the characters follow each other. A single
    character finds every place where it stands.

    Example:
        >>> search_query("泉城 91")  # doctest: +ELLIPSIS
        PairQuery(...)
    """
    words = normalised(text)[:MOST_CHARACTERS].split()
    if not words:
        return None
    return PairQuery(" & ".join(_phrase(word) for word in words), search_type="raw")


def facet_query(facet: str, values: Iterable[Any]) -> SearchQuery:
    """The query that finds the rows with one of these values in the column `facet` of a search column.

    Combine it with others by `&`. It finds the same rows as a condition on the column.
    """
    words = (f"={facet}:{value}".replace("\\", "\\\\").replace("'", "''") for value in values)
    return PairQuery("(" + " | ".join(f"'{word}'" for word in words) + ")", search_type="raw")


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f"'{word}':*"
    pairs = [f"'{word[i : i + 2]}'" for i in range(len(word) - 1)]
    return "(" + " <-> ".join(pairs) + ")"
