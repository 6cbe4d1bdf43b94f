"""Sentences with values in them that are put into words only when they are read: in the reader's language.

A file is read by a job, and what is wrong with it is read by a person, later and in a language of their own.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext


def _fill(message: str, values: Mapping[str, Any]) -> str:
    return gettext(message) % {
        name: str(value) if isinstance(value, Promise) else value for name, value in values.items()
    }


_filled = lazy(_fill, str)


def _join(parts: tuple[Any, ...]) -> str:
    # A Chinese full stop brings its own space.
    return " ".join(map(str, parts)).replace("。 ", "。")


_joined = lazy(_join, str)


def sentences(*parts: Any) -> Any:
    """Several sentences one after the other."""
    return _joined(parts)


def said(message: str) -> Any:
    """The message, translated when it is shown; with `%` and a mapping its places are filled."""
    return _Said(message)


class _Said(Promise):
    def __init__(self, message: str) -> None:
        self.message = message

    def __mod__(self, values: Mapping[str, Any]) -> Any:
        return _filled(self.message, values)

    def __str__(self) -> str:
        return gettext(self.message)
