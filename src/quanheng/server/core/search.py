"""Search for Chinese and Latin text by overlapping pairs of characters.

Word segmentation is a guess and trigrams miss two-character words, which are the common case. A search column holds
every pair of neighbouring characters with its position, made by the database itself (`quanheng_grams`), so that a raw
SQL update keeps it true; a query is the phrase of its own pairs.
"""

import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

MOST_CHARACTERS = 60


class Grams(Func):
    """The database function that makes the search document of a text."""

    function = "quanheng_grams"
    output_field = SearchVectorField()


def SearchColumn(*fields: str) -> models.GeneratedField:  # noqa: N802 (reads as the field class that it stands for)
    """A stored column with the search document of `fields`; index it with GIN."""
    parts: list[Any] = []
    for name in fields:
        parts += [Coalesce(F(name), Value("")), Value(" ")]
    text: Any = parts[0]
    for part in parts[1:-1]:
        text = models.expressions.CombinedExpression(text, "||", part, output_field=models.TextField())
    return models.GeneratedField(expression=Grams(text), output_field=SearchVectorField(), db_persist=True)


def normalised(text: str) -> str:
    """The text as the database normalises it before it takes pairs: NFKC, lower case, letters and digits only."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def search_query(text: str) -> SearchQuery | None:
    """The query that finds `text` in a search column; None where it holds nothing to look for.

    Words separated by spaces must all occur, in any order; within a word the characters follow each other. A single
    character finds every place where it stands.

    Example:
        >>> search_query("泉城 91")  # doctest: +ELLIPSIS
        SearchQuery(...)
    """
    words = normalised(text)[:MOST_CHARACTERS].split()
    if not words:
        return None
    return SearchQuery(" & ".join(_phrase(word) for word in words), search_type="raw", config="simple")


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f"'{word}':*"
    pairs = [f"'{word[i : i + 2]}'" for i in range(len(word) - 1)]
    return "(" + " <-> ".join(pairs) + ")"
