"""From a file that somebody sends to rows of text: what it is, whether it is safe to open, what stands in it."""

from quanheng.server.core.tables.reading.file import TableFile, open_table_file
from quanheng.server.core.tables.reading.header import Header, find_header
from quanheng.server.core.tables.reading.sheet import Number, Remark, Sheet, SheetInfo, UnreadableFile, letters

__all__ = [
    "Header",
    "Number",
    "Remark",
    "Sheet",
    "SheetInfo",
    "TableFile",
    "UnreadableFile",
    "find_header",
    "letters",
    "open_table_file",
]
