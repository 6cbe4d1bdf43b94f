"""What is next for a batch, done: in a request where the file is small, else in a job; repeated where it broke off."""

from functools import partial
from uuid import UUID

import structlog
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext_noop

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import PlatformError
from quanheng.server.core.tables.actions import (
    clear_written,
    fail_import,
    rehearse_again,
    rehearse_import,
    write_import,
)
from quanheng.server.core.tables.bulk_index import indexed_together
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.problems import in_both_languages
from quanheng.server.core.tables.progress import Progress, at_work_on
from quanheng.server.core.tables.spec import table_named
from quanheng.server.core.tables.staging import notice
from quanheng.server.core.tables.writing import Stale

log = structlog.get_logger(__name__)
#: Files up to this size are rehearsed, and batches up to this many rows written, while the person waits.
SMALL_BYTES, SMALL_ROWS = 256 * 1024, 2_000


def work_on(batch_id: UUID, actor: Actor) -> ImportBatch:
    """Do what is next for the batch: rehearse it, or write it. Where nothing is to be done, do nothing.

    Everything happens in one transaction at a time, so that whoever is killed here leaves the batch as it was.

    Raises:
        AtWork: another process does it.
        OperationalError: the database went away; the work can be repeated.
    """
    with at_work_on(batch_id) as progress:
        batch: ImportBatch = ImportBatch.objects_unscoped.get(pk=batch_id)
        try:
            if batch.state == BatchState.MAPPED:
                progress.begin("reading", estimated_rows(batch))
                return rehearse_import(actor, batch, progress)
            if batch.state == BatchState.WRITING:
                return _write(actor, batch, progress)
        except OperationalError:
            raise
        except PlatformError as error:
            why = in_both_languages(partial(str, error.detail))
            return fail_import(Actor.system(f"import of {batch.person_id} failed", actor.channel), batch, why)
        except DatabaseError as error:
            log.exception("import failed", batch=str(batch_id))
            why = notice(DATABASE_REFUSED, said=str(error).partition("\n")[0])
            return fail_import(Actor.system(f"import of {batch.person_id} failed", actor.channel), batch, why)
        return batch


def _write(actor: Actor, batch: ImportBatch, progress: Progress) -> ImportBatch:
    try:
        if batch.to_write > SMALL_ROWS:
            with indexed_together(progress.connection, table_named(batch.table).model):
                written = write_import(actor, batch, progress)
        else:
            written = write_import(actor, batch, progress)
    except Stale:
        return rehearse_again(actor, batch)
    clear_written(written)
    return written


def estimated_rows(batch: ImportBatch) -> int:
    """How many rows the file may have, from its size and its first rows; 0 where that says nothing."""
    samples = batch.header.get("samples") or []
    if batch.traits.get("format") != "csv" or not samples:
        return 0
    a_row = sum(len(",".join(row).encode()) + 2 for row in samples) / len(samples)
    return int(batch.file_size / a_row)


DATABASE_REFUSED = gettext_noop("The database refused the rows, and nothing was written. It says: %(said)s")
