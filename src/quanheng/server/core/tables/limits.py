"""How much a file may hold. Everything beyond is refused before it is taken into memory."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file. A cell counts as dense where it lies in the rectangle around all filled cells."""

    file_bytes: int = 256 * 1024**2
    rows: int = 1_200_000
    columns: int = 256
    cell_characters: int = 10_000
    unpacked_bytes: int = 1024**3
    #: A part of a packed file that unpacks to more than `ratio_from` bytes and to more than this many times its size.
    ratio: int = 200
    ratio_from: int = 8 * 1024**2
    parts: int = 2_000
    dense_cells: int = 30_000_000
    #: Addresses of remarkable cells (formulas, merged, errors) kept; a file with more is refused.
    remarks: int = 20_000
    header_within: int = 30


def limits() -> Limits:
    """The limits in force; `TABLE_LIMITS` in the settings changes single ones."""
    return Limits(**getattr(settings, "TABLE_LIMITS", {}))
