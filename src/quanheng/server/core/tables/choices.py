"""Enumerations of the imports: how far a batch has come, and what becomes of a row."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.choices import TextChoices


class BatchState(TextChoices):
    """How far an import has come. See `TRANSITIONS`."""

    UPLOADED = "uploaded", _("Uploaded")
    MAPPED = "mapped", _("Columns matched")
    REHEARSED = "rehearsed", _("Rehearsed")
    WRITING = "writing", _("Being written")
    WRITTEN = "written", _("Written")
    ABANDONED = "abandoned", _("Abandoned")
    FAILED = "failed", _("Failed")


#: From which state to which. Everything that is not over can be abandoned, but for what is being written.
TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.UPLOADED: frozenset({BatchState.MAPPED, BatchState.FAILED, BatchState.ABANDONED}),
    BatchState.MAPPED: frozenset({BatchState.MAPPED, BatchState.REHEARSED, BatchState.FAILED, BatchState.ABANDONED}),
    BatchState.REHEARSED: frozenset(
        {BatchState.MAPPED, BatchState.REHEARSED, BatchState.WRITING, BatchState.WRITTEN, BatchState.ABANDONED}
    ),
    BatchState.WRITING: frozenset({BatchState.WRITTEN, BatchState.REHEARSED, BatchState.FAILED}),
    BatchState.WRITTEN: frozenset(),
    BatchState.ABANDONED: frozenset(),
    BatchState.FAILED: frozenset({BatchState.UPLOADED, BatchState.MAPPED, BatchState.REHEARSED, BatchState.ABANDONED}),
}

#: In these states somebody works on the batch: the web server at once, or a job.
WORKING = (BatchState.MAPPED, BatchState.WRITING)
OVER = (BatchState.WRITTEN, BatchState.ABANDONED)


class Fate(TextChoices):
    """What becomes of a row."""

    NEW = "new", _("New")
    UPDATE = "update", _("Update")
    UNCHANGED = "unchanged", _("Skipped, no change")
    MEND = "mend", _("To mend")
    REFUSED = "refused", _("Refused")


#: These rows are written.
TO_WRITE = (Fate.NEW, Fate.UPDATE)
