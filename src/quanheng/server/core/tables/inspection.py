"""A first look at a file: its sheets, its headings, where its columns are likely to go. Nothing is written."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quanheng.server.core.tables.columns import Proposal, propose
from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading import Header, find_header, open_table_file
from quanheng.server.core.tables.reading.header import SAMPLES
from quanheng.server.core.tables.reading.sheet import Traits
from quanheng.server.core.tables.spec import TableSpec


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the first look found."""

    traits: Traits
    sheet: str
    header: Header
    proposal: Proposal

    def traits_json(self) -> dict[str, Any]:
        """The traits, as they are kept with the batch."""
        kept = asdict(self.traits)
        kept["sheets"] = [[each.name, each.is_hidden] for each in self.traits.sheets]
        return kept

    def header_json(self) -> dict[str, Any]:
        """The heading row and the rows below it, as they are kept with the batch."""
        return {"labels": list(self.header.labels), "samples": [list(row) for row in self.header.samples]}


def inspect(
    spec: TableSpec,
    path: Path,
    limits: Limits,
    *,
    remembered: Mapping[str, str],
    traits: Traits | None = None,
    sheet: str = "",
    header_row: int = 0,
) -> Inspection:
    """Look at the file; `traits`, `sheet` and `header_row` are what a person chose.

    Raises:
        UnreadableFile: it is no table, or what was chosen does not exist.
    """
    known = [heading for column in spec.columns for heading in column.headings]
    with open_table_file(path, limits, traits) as file:
        opened = file.preview(sheet, limits.header_within + SAMPLES)
        header = find_header(opened, known, limits, header_row)
        chosen = sheet or next((each.name for each in file.sheets if not each.is_hidden), file.sheets[0].name)
        proposal = propose(spec, header.labels, header.samples, remembered)
        return Inspection(file.traits, chosen, header, proposal)
