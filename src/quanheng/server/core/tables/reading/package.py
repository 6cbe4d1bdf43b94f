"""Packed files (.xlsx, .ods): looked into before anything is unpacked, then unpacked under a count.

Two programs may read the same zip differently. So what is checked here is written anew, without compression, and only
this copy is given to the library that reads it: it can hold neither more nor anything else than what was checked.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.sheet import UnreadableFile
from quanheng.server.core.tables.wording import said as _, sentences

BLOCK = 1 << 18
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
MEBIBYTE = 1024**2


def inspected(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """The directory of the packed file, once it is seen to be harmless. Nothing is unpacked for this.

    Raises:
        UnreadableFile: it would unpack to too much, holds names twice, is damaged or encrypted.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    names = [entry.filename for entry in entries]
    if len(entries) > limits.parts or len(set(names)) != len(names):
        raise _damaged()
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise UnreadableFile(_("The file is protected by a password. Save it without one and upload it again."))
        if entry.compress_type not in METHODS:
            raise _damaged()
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(1, entry.compress_size):
            raise _bomb(entry.file_size, path.stat().st_size)
    whole = sum(entry.file_size for entry in entries)
    if whole > limits.unpacked_bytes:
        raise _bomb(whole, path.stat().st_size)
    return entries


@contextmanager
def unpacked(path: Path, limits: Limits, wanted: Callable[[str], bool]) -> Iterator[Path]:
    """A copy of the packed file with the `wanted` parts alone, uncompressed; it is deleted on leaving.

    Raises:
        UnreadableFile: see `inspected`; or what comes out is not what the directory promised.
    """
    entries = [entry for entry in inspected(path, limits) if wanted(entry.filename) and not entry.is_dir()]
    with TemporaryDirectory(prefix="quanheng-table-") as folder:
        copy = Path(folder) / f"copy{path.suffix}"
        left = limits.unpacked_bytes
        try:
            with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as plain:
                for entry in entries:
                    name = zipfile.ZipInfo(entry.filename)
                    with package.open(entry) as source, plain.open(name, "w", force_zip64=True) as target:
                        left = _pour(source, target, left, path)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise _damaged() from error
        yield copy


def _pour(source: IO[bytes], target: IO[bytes], left: int, path: Path) -> int:
    while block := source.read(BLOCK):
        left -= len(block)
        if left < 0:
            raise _bomb(0, path.stat().st_size)
        target.write(block)
    return left


def _bomb(unpacked_size: int, packed_size: int) -> UnreadableFile:
    values = {"packed": f"{packed_size / MEBIBYTE:.1f}", "unpacked": f"{unpacked_size / MEBIBYTE:,.0f}"}
    if unpacked_size:
        what = _("This file of %(packed)s MB would unpack to %(unpacked)s MB; it was not opened.") % values
    else:
        what = _("This file of %(packed)s MB unpacks to more than is allowed; it was closed.") % values
    remedy = _("Delete empty rows, pictures and formats below and beside the table, or save it as “CSV UTF-8”.")
    return UnreadableFile(sentences(what, remedy))


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is damaged or unusual. Open it in Excel, WPS or LibreOffice and save it as .xlsx again.")
    )
