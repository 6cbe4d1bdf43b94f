"""What is next for a batch, done: in a request where the file is small, else in a job; repeated where it broke off."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

import structlog
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app as jobs

from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import PlatformError, Refused
from quanheng.server.core.tables.actions import (
    clear_written,
    fail_import,
    match_columns,
    receive_file,
    rehearse_again,
    rehearse_import,
    write_import,
)
from quanheng.server.core.tables.bulk_index import indexed_together
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.columns import remembered
from quanheng.server.core.tables.files import file_of, keep, let_go
from quanheng.server.core.tables.inspection import Inspection, inspect
from quanheng.server.core.tables.limits import limits
from quanheng.server.core.tables.models import ImportBatch, ImportProgress
from quanheng.server.core.tables.policies import may_import
from quanheng.server.core.tables.problems import in_both_languages
from quanheng.server.core.tables.progress import Progress, at_work_on
from quanheng.server.core.tables.spec import TableSpec, table_named
from quanheng.server.core.tables.staging import notice, traits_of
from quanheng.server.core.tables.writing import Stale

log = structlog.get_logger(__name__)
#: Files up to this size are rehearsed, and batches up to this many rows written, while the person waits.
SMALL_BYTES, SMALL_ROWS = 256 * 1024, 2_000


def receive(actor: Actor, spec: TableSpec, name: str, blocks: Iterable[bytes]) -> ImportBatch:
    """Take in a file and go as far as nobody need be asked: to the dry run, if its headings leave no doubt.

    Raises:
        Refused: the actor may not import this table.
        UnreadableFile: it is no table; nothing of it is kept.
    """
    if not actor.is_system and not (verdict := may_import(actor, spec)):
        raise Refused(verdict.reason)
    file = keep(name, blocks, limits())
    try:
        inspection = inspect(spec, file.path, limits(), remembered=remembered(actor.organisation_id, spec))
        batch = receive_file(actor, spec, file, inspection)
    except PlatformError:
        let_go(file.digest)
        raise
    if not inspection.proposal.is_certain:
        return batch
    batch = match_columns(actor, batch, inspection, inspection.proposal.mapping, is_chosen=False)
    return proceed(actor, batch)


def look_again(batch: ImportBatch, *, sheet: str = "", header_row: int = 0, encoding: str = "") -> Inspection:
    """Look at the batch's file once more, as a person chose to read it.

    Raises:
        UnreadableFile: what was chosen does not exist.
        Missing: the file is no longer kept.
    """
    spec, traits = table_named(batch.table), traits_of(batch)
    if encoding and encoding != traits.encoding:
        traits = replace(traits, encoding=encoding, delimiter="")
    return inspect(
        spec,
        file_of(batch),
        limits(),
        remembered=remembered(batch.organisation_id, spec),
        traits=traits,
        sheet=sheet or batch.sheet,
        header_row=header_row,
    )


def proceed(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Do what is next at once where it is little, else have a worker do it."""
    is_small = batch.file_size <= SMALL_BYTES if batch.state == BatchState.MAPPED else batch.to_write <= SMALL_ROWS
    if is_small:
        return work_on(batch.pk, actor)
    order_work(batch)
    return batch


def order_work(batch: ImportBatch) -> None:
    """Have a worker do what is next for the batch."""
    ImportProgress.objects.update_or_create(
        batch_id=batch.pk,
        defaults={"stage": "waiting", "done": 0, "total": 0, "started_at": now(), "reported_at": now()},
    )
    jobs.configure_task("tables.work", queue="imports").defer(batch_id=str(batch.pk))


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
