"""Every write of the imports."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from quanheng.server.core import outbox
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict
from quanheng.server.core.metrics import IMPORTED_ROWS
from quanheng.server.core.tables.choices import TRANSITIONS, BatchState
from quanheng.server.core.tables.columns import checked_mapping, remember
from quanheng.server.core.tables.files import KeptFile, file_of, let_go
from quanheng.server.core.tables.inspection import Inspection
from quanheng.server.core.tables.limits import limits
from quanheng.server.core.tables.models import ImportBatch, ImportReference
from quanheng.server.core.tables.policies import may_import
from quanheng.server.core.tables.progress import Progress
from quanheng.server.core.tables.rehearsal import rehearse
from quanheng.server.core.tables.rehearsal.statements import ROWS, execute
from quanheng.server.core.tables.spec import TableSpec, table_named
from quanheng.server.core.tables.staging import notice, stage
from quanheng.server.core.tables.writing import write_rows

#: Said where the register changed between rehearsal and writing.
STALE = gettext_noop(
    "The register changed since the rehearsal, and nothing was written. Now %(now)s rows would be written, before it "
    "were %(before)s. Look at them again."
)


def about_batch(batch: ImportBatch) -> dict[str, Any]:
    """What an event says of a batch: no name and no content of the file, only its digest."""
    return {"table": batch.table, "file": batch.file_digest, "rows": batch.counts}


@action("tables.file_received", allow=may_import, body=about_batch)
def receive_file(actor: Actor, spec: TableSpec, file: KeptFile, inspection: Inspection) -> ImportBatch:
    """Begin an import with a file that was kept and looked at."""
    batch = ImportBatch(
        table=spec.name,
        file_name=file.name,
        file_digest=file.digest,
        file_size=file.size,
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        request_id=actor.request_id,
    )
    _take_inspection(batch, inspection)
    batch.save()
    return batch


@action("tables.columns_matched", allow=may_import, body=about_batch)
def match_columns(
    actor: Actor, batch: ImportBatch, inspection: Inspection, mapping: Mapping[int, str], *, is_chosen: bool = True
) -> ImportBatch:
    """Decide which column of the file goes where; the rows are read anew after this.

    `is_chosen`: a person chose, which is remembered for the next file with these headings.

    Raises:
        IncompleteMapping: a column that must be there is missing, or is filled twice.
        Conflict: the import is over or being written.
    """
    spec = table_named(batch.table)
    batch = locked(batch)
    checked = checked_mapping(spec, mapping, inspection.header.labels)
    _take_inspection(batch, inspection)
    _move(batch, BatchState.MAPPED)
    batch.mapping = {str(place): key for place, key in checked.items()}
    batch.columns = [column.key for column in spec.writable if column.key in checked.values()]
    batch.counts, batch.problems, batch.notices, batch.failure = {}, [], [], {}
    batch.save()
    if is_chosen:
        remember(actor.organisation_id, spec, inspection.header.labels, mapping)
    return batch


@action("tables.import_rehearsed", allow=may_import, body=about_batch)
def rehearse_import(actor: Actor, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Read the file into staged rows and say what becomes of each. Nothing of the register is touched.

    Raises:
        UnreadableFile: the file breaks a limit, or is damaged.
        Conflict: the columns are not matched.
    """
    batch = locked(batch)
    _move(batch, BatchState.REHEARSED)
    spec = table_named(batch.table)
    staged = stage(spec, batch, file_of(batch), limits(), progress)
    if progress is not None:
        progress.begin("rehearsing", staged.rows)
    batch.notices = staged.notices
    rehearse(spec, batch, actor, staged=staged.rows)
    batch.rehearsed_at = now()
    batch.save()
    return batch


@action("tables.import_rehearsed_again", allow=may_import, body=about_batch)
def rehearse_again(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Compare the staged rows with the register as it is now, and say that this was necessary.

    Raises:
        Conflict: the import is over.
    """
    batch = locked(batch)
    _move(batch, BatchState.REHEARSED)
    before = dict(batch.counts)
    rehearse(table_named(batch.table), batch, actor)
    batch.rehearsed_at = now()
    said = notice(STALE, before=sum(before.get(fate, 0) for fate in ("new", "update")), now=batch.to_write)
    batch.notices = [*(each for each in batch.notices if each.get("kind") != "stale"), {**said, "kind": "stale"}]
    batch.save()
    return batch


@action("tables.import_ordered", allow=may_import, body=about_batch)
def order_writing(actor: Actor, batch: ImportBatch, seen: int) -> ImportBatch:
    """Have the rows written that are to be written: `seen` is the number that the button named.

    Raises:
        Conflict: there is nothing to write, or another number than was seen.
    """
    batch = locked(batch)
    if batch.to_write == 0:
        raise Conflict(_("There is no row to write: all are unchanged, to mend or refused."))
    if batch.to_write != seen:
        raise Conflict(
            _("Meanwhile %(now)d rows would be written instead of %(seen)d. Look at them again.")
            % {"now": batch.to_write, "seen": seen}
        )
    _move(batch, BatchState.WRITING)
    batch.membership_id, batch.person_id, batch.request_id = actor.membership_id, actor.person_id, actor.request_id
    batch.save()
    return batch


@action("tables.import_written", allow=may_import, body=about_batch)
def write_import(actor: Actor, batch: ImportBatch, progress: Progress | None = None) -> ImportBatch:
    """Write the rows into the register: all of them or none.

    Announces `tables.import_written` and, once for the whole batch, the table's own event.

    Raises:
        Stale: the register changed since the rehearsal; nothing was written.
        Conflict: the writing was not ordered.
    """
    batch = locked(batch)
    _move(batch, BatchState.WRITTEN)
    spec = table_named(batch.table)
    written = write_rows(spec, batch, actor, progress)
    batch.written_at = now()
    batch.save()
    outbox.append(spec.event, actor=actor, subject=batch, body=about_batch(batch))
    count = written.new + written.updated
    transaction.on_commit(lambda: IMPORTED_ROWS.labels(table=spec.name).inc(count))
    return batch


@action("tables.import_abandoned", allow=may_import, body=about_batch)
def abandon_import(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """End an import without writing anything; its rows and its file are deleted.

    Raises:
        Conflict: it is over, or being written.
    """
    batch = locked(batch)
    _move(batch, BatchState.ABANDONED)
    batch.save()
    delete_rows([batch.pk])
    digest = batch.file_digest
    transaction.on_commit(lambda: let_go(digest))
    return batch


@action("tables.import_failed", allow=may_import, body=about_batch)
def fail_import(actor: Actor, batch: ImportBatch, why: Mapping[str, str]) -> ImportBatch:
    """Record why an import cannot go on; nothing of it was written.

    Raises:
        Conflict: it is over.
    """
    batch = locked(batch)
    _move(batch, BatchState.FAILED)
    batch.failure = dict(why)
    batch.save()
    return batch


def clear_written(batch: ImportBatch) -> None:
    """Delete the staged rows that were written or had nothing to write, and the file: what is left can be downloaded."""
    execute(
        f"DELETE FROM {ROWS} WHERE batch_id = %s AND fate IN ('new', 'update', 'unchanged')",  # noqa: S608 (constant)
        [batch.pk],
    )
    let_go(batch.file_digest)


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, locked until the transaction ends."""
    found: ImportBatch = ImportBatch.objects_unscoped.select_for_update().get(pk=batch.pk)
    return found


def _move(batch: ImportBatch, state: BatchState) -> None:
    if state not in TRANSITIONS[batch.state]:
        raise Conflict(
            _("This import is in the state “%(state)s”; this cannot be done now.")
            % {"state": batch.get_state_display()}
        )
    batch.state = state


def _take_inspection(batch: ImportBatch, inspection: Inspection) -> None:
    batch.traits = inspection.traits_json()
    batch.sheet = inspection.sheet
    batch.header_row = inspection.header.row
    batch.header = inspection.header_json()


def delete_rows(batch_ids: Iterable[UUID]) -> None:
    """Delete the staged rows of these batches, and what their references stood for."""
    for batch_id in batch_ids:
        execute(f"DELETE FROM {ROWS} WHERE batch_id = %s", [batch_id])  # noqa: S608 (constant)
        ImportReference.objects.filter(batch_id=batch_id).delete()
