"""What every page of an import shows around its content."""

from pathlib import Path
from typing import Any

from quanheng.server.core.tables.choices import TRANSITIONS, BatchState, Fate
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.problems import in_readers_language
from quanheng.server.core.tables.queries import uploader_of
from quanheng.server.core.tables.spec import TableSpec


def frame_of(spec: TableSpec, batch: ImportBatch) -> dict[str, Any]:
    """The context that `tables/batch.html` needs."""
    columns = len(batch.header.get("labels") or [])
    return {
        "spec": spec,
        "batch": batch,
        "file_stem": Path(batch.file_name).stem,
        "uploader": uploader_of(batch),
        "mapped": len(batch.columns),
        "columns_of_file": columns,
        "may_match": BatchState.MAPPED in TRANSITIONS[batch.state],
        "may_abandon": BatchState.ABANDONED in TRANSITIONS[batch.state],
        "open_rows": batch.counts.get(Fate.MEND, 0) + batch.counts.get(Fate.REFUSED, 0),
        "counts": batch.counts,
        "notices": [in_readers_language(each) for each in batch.notices],
        "failure": in_readers_language(batch.failure) if batch.failure else "",
    }
