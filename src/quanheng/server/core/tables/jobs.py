"""Jobs of the table imports: the work on large files, its resumption, and what nobody came back for."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_noop
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import now
from quanheng.server.core.tables.actions import abandon_import, delete_rows, fail_import
from quanheng.server.core.tables.actors import actor_for_job
from quanheng.server.core.tables.choices import OVER, WORKING, BatchState
from quanheng.server.core.tables.files import let_go_of_half_arrived
from quanheng.server.core.tables.models import ImportBatch, ImportProgress
from quanheng.server.core.tables.progress import AtWork, is_at_work
from quanheng.server.core.tables.staging import notice
from quanheng.server.core.tables.work import order_work, work_on

log = structlog.get_logger(__name__)
#: A batch on which nobody works is taken up again after this long.
PATIENCE = timedelta(seconds=60)
#: What nobody came back for is kept for so long.
KEPT_FOR = timedelta(days=30)
GONE = gettext_noop("Whoever ordered this import no longer belongs to the organisation. Nothing was written.")


@jobs.task(queue="imports", name="tables.work", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def work(batch_id: str) -> None:
    """Rehearse or write a batch, in the name of whoever ordered it."""
    batch: ImportBatch = ImportBatch.objects_unscoped.get(pk=UUID(batch_id))
    try:
        actor = _actor_of(batch)
    except ObjectDoesNotExist:
        fail_import(Actor.system("import without its person", Channel.JOB), batch, notice(GONE))
        return
    try:
        work_on(batch.pk, actor)
    except AtWork:
        log.info("import is at work already", batch=batch_id)


def _actor_of(batch: ImportBatch) -> Actor:
    if batch.membership_id is None:
        return Actor.system("import ordered by the platform itself", Channel.JOB)
    return actor_for_job(batch.membership_id, batch.request_id)


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="imports", name="tables.resume", queueing_lock="tables.resume")
def resume(timestamp: int) -> None:
    """Take up again every batch on which nobody works though somebody should: its worker was killed."""
    for batch in interrupted():
        log.warning("import taken up again", batch=str(batch.pk), state=batch.state)
        order_work(batch)


def interrupted() -> list[ImportBatch]:
    """Batches that wait for work, have none waiting or going on, and have not moved for a while."""
    lately = ImportProgress.objects.filter(reported_at__gt=now() - PATIENCE).values("batch_id")
    found = ImportBatch.objects_unscoped.filter(state__in=WORKING).exclude(pk__in=lately)
    return [batch for batch in found if not is_at_work(batch.pk)]


@jobs.periodic(cron="17 3 * * *")
@jobs.task(queue="imports", name="tables.tidy_up", queueing_lock="tables.tidy_up")
def tidy_up(timestamp: int) -> None:
    """Let go of what nobody came back for: abandon old imports, delete old rows left behind and half-arrived files."""
    before = now() - KEPT_FOR
    old = ImportBatch.objects_unscoped.filter(uploaded_at__lt=before)
    for batch in old.exclude(state__in=(*OVER, *WORKING)):
        abandon_import(Actor.system("an import that nobody came back for", Channel.JOB), batch)
    delete_rows(old.filter(state=BatchState.WRITTEN).values_list("pk", flat=True))
    let_go_of_half_arrived(before)
