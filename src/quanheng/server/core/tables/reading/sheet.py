"""What every kind of file is read into: sheets, their rows of text, and remarks on single cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from quanheng.server.core.errors import Invalid

Rows = tuple[list[int], list[list[str]]]


class UnreadableFile(Invalid):
    """The file cannot be read as a table; says what is wrong with it, where, and what to do."""

    code = "unreadable-file"


class Number(str):
    """A cell that the file holds as a number, not as text: a day may be a serial number, and long digits are lost."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of the file."""

    name: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What the text of a cell does not say: `formula-without-value`, `error-value` or `merged`.

    `detail` is the error shown, or the merged range; `instead` the value that the merged range shows.
    """

    code: str
    detail: str = ""
    instead: str = ""


#: Remarks by row (from 1) and column (from 0).
Remarks = Mapping[tuple[int, int], Remark]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Cells whose value was computed by a formula: how many, and the addresses of the first few."""

    count: int = 0
    addresses: tuple[str, ...] = ()


class Sheet(Protocol):
    """One sheet, opened."""

    @property
    def remarks(self) -> Remarks:
        """What is remarkable about single cells; complete once all chunks were read."""
        ...

    @property
    def formulas(self) -> Formulas:
        """Which values were computed."""
        ...

    def chunks(self, size: int) -> Iterator[Rows]:
        """Row numbers (from 1, as a spreadsheet shows them) and rows, without empty rows, `size` at most at a time.

        Raises:
            UnreadableFile: a limit is passed, or the file is damaged.
        """
        ...


@dataclass(frozen=True, slots=True)
class Traits:
    """What was found out about the file: kept with the batch, so that it is read again in the same way."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[SheetInfo, ...] = field(default=())


def letters(column: int) -> str:
    """What a spreadsheet calls the column `column` (from 0).

    Example:
        >>> letters(0), letters(25), letters(26), letters(16383)
        ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The number (from 0) of the column that a spreadsheet calls `name`.

    Example:
        >>> column_number("A"), column_number("XFD")
        (0, 16383)
    """
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
