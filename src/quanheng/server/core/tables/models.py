"""Tables of the imports: the batch, its staged rows, what its references mean, how far the work is.

Staged rows are ordinary, logged rows: they outlive a crash of the database, so that an import goes on where it stood.
They are written once by COPY, in the order of their key, into a table with a single index; only rows that match what
is in the register, or have a problem, are touched again.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.models import Identified
from quanheng.server.core.tables.choices import BatchState, Fate
from quanheng.server.core.tenancy import TenantQuerySet


class ImportBatchQuerySet(TenantQuerySet):
    """Imports an actor may know of: those of the organisation for which one acts."""

    def restrict(self, actor: Actor) -> "ImportBatchQuerySet":
        return self.filter(organisation_id=actor.organisation_id) if actor.organisation_id else self.none()


class ImportBatch(Identified):
    """One file on its way into a table.

    `traits` says how the file is read (see `reading.Traits`), `header` what stands in its heading row, `mapping` which
    of its columns goes where (by the number of the file's column). `columns` are the keys of the staged cells, in
    order. `counts` are rows by fate, `problems` the kinds of problems with their rows. `notices` say in both languages what was noticed about the file as a whole.
    """

    table = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    traits = models.JSONField(default=dict)
    sheet = models.CharField(max_length=200, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=60), default=list)
    notices = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    failure = models.JSONField(default=dict)
    person_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField(default=now)
    rehearsed_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation_id", "table", "-id"], name="tables_batch_organisation"),
            models.Index(fields=["state"], condition=Q(state__in=["mapped", "writing"]), name="tables_batch_working"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def to_write(self) -> int:
        """How many rows would be written."""
        return int(self.counts.get(Fate.NEW, 0)) + int(self.counts.get(Fate.UPDATE, 0))

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return sum(int(self.counts.get(fate, 0)) for fate in Fate.values)


class ImportRow(models.Model):
    """One staged row: its cells as the database will take them, or as they came where they are wrong.

    `target_id` is the row of the register that it changes; `target_revision` and `before` say how that row was when the
    import was rehearsed. A new row's id follows from batch and number. No foreign keys: checking them costs more than
    the row.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch_id = models.UUIDField()
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=9, choices=Fate.choices)
    cells = ArrayField(models.TextField())
    target_id = models.UUIDField(null=True)
    target_revision = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)
    problems = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["batch_id", "fate", "number"],
                condition=Q(fate__in=["mend", "refused", "update"]),
                name="tables_row_remarkable",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of {self.batch_id}"


class ImportReference(models.Model):
    """What one text of a reference column stands for in one batch; `found` is empty while it is unclear."""

    id = models.BigAutoField(primary_key=True)
    batch_id = models.UUIDField()
    column = models.CharField(max_length=60)
    text = models.TextField()
    found = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch_id", "column", "text"], name="tables_reference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.text}"


class ImportProgress(models.Model):
    """How far the work on a batch is; written beside the work's own transaction, so that it is seen at once."""

    batch_id = models.UUIDField(primary_key=True)
    stage = models.CharField(max_length=12)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(default=now)
    reported_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.stage} {self.done}/{self.total}"


class RememberedMapping(models.Model):
    """Which heading an organisation's files use for which column; an empty column means: not imported."""

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    table = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    column = models.CharField(max_length=60, blank=True)
    remembered_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "table", "heading"], name="tables_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column or '-'}"
