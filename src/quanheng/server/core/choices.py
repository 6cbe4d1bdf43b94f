"""Django's `TextChoices`, with the types that Django does not ship: a member is a `str`."""

from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from enum import StrEnum

    from quanheng.server.core.errors import Text

    class TextChoices(StrEnum):
        """An enumeration of texts, each with a label in the reader's language."""

        choices: ClassVar[list[tuple[str, Text]]]
        labels: ClassVar[list[Text]]
        values: ClassVar[list[str]]
        label: Text

        def __new__(cls, value: str, label: Text = "") -> Self: ...

else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]
