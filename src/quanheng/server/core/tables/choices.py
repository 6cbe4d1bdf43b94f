"""Enumerations of the imports: how far a batch has come, and what becomes of a row."""

from django.utils.translation import pgettext_lazy

from quanheng.server.core.choices import TextChoices


class BatchState(TextChoices):
    """How far an import has come. See `TRANSITIONS`."""

    UPLOADED = "uploaded", pgettext_lazy("state of an import", "Uploaded")
    MAPPED = "mapped", pgettext_lazy("state of an import", "Columns matched")
    REHEARSED = "rehearsed", pgettext_lazy("state of an import", "Rehearsed")
    WRITING = "writing", pgettext_lazy("state of an import", "Being written")
    WRITTEN = "written", pgettext_lazy("state of an import", "Written")
    ABANDONED = "abandoned", pgettext_lazy("state of an import", "Abandoned")
    FAILED = "failed", pgettext_lazy("state of an import", "Failed")


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

    NEW = "new", pgettext_lazy("fate of a row", "New")
    UPDATE = "update", pgettext_lazy("fate of a row", "Update")
    UNCHANGED = "unchanged", pgettext_lazy("fate of a row", "Skipped, no change")
    MEND = "mend", pgettext_lazy("fate of a row", "To mend")
    REFUSED = "refused", pgettext_lazy("fate of a row", "Refused")


#: These rows are written.
TO_WRITE = (Fate.NEW, Fate.UPDATE)
