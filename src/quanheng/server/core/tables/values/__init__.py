"""From the text of a cell to the text that the database takes: column by column, many rows at a time.

Most columns of most files are right from top to bottom, so each kind first lets everything through that is plainly
right, with as few steps a cell as Python allows, and looks closely only at the rest.
"""

from quanheng.server.core.tables.values.convert import Converted, Converter

__all__ = ["Converted", "Converter"]
