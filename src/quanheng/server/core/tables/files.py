"""The uploaded files: kept by the digest of their content until their batches are over."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from quanheng.server.core.errors import Missing
from quanheng.server.core.tables.choices import OVER
from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.reading import UnreadableFile
from quanheng.server.core.tables.wording import said as _

FOLDER = "imports"
ARRIVING = "arriving-"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the store: what it was called, the SHA-256 of its content, its size."""

    name: str
    digest: str
    size: int

    @property
    def path(self) -> Path:
        return path_of(self.digest)


def keep(name: str, blocks: Iterable[bytes], limits: Limits) -> KeptFile:
    """Put a file into the store. The same content is kept once.

    Raises:
        UnreadableFile: it is longer than allowed; nothing of it stays.
    """
    digest, size = hashlib.sha256(), 0
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=folder, prefix=ARRIVING, delete=False) as file:
        arriving = Path(file.name)
        try:
            for block in blocks:
                size += len(block)
                _require_within(limits, size)
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
            kept = KeptFile(Path(name).name[-200:] or "table", digest.hexdigest(), size)
            kept.path.parent.mkdir(exist_ok=True, mode=0o700)
            arriving.replace(kept.path)
        except BaseException:
            arriving.unlink(missing_ok=True)
            raise
    return kept


def _require_within(limits: Limits, size: int) -> None:
    if size > limits.file_bytes:
        raise UnreadableFile(
            _("The file has more than %(limit).0f MB. Cut it into several files.")
            % {"limit": limits.file_bytes / 1024**2}
        )


def path_of(digest: str) -> Path:
    """Where the file with this digest lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / digest


def file_of(batch: ImportBatch) -> Path:
    """The batch's file.

    Raises:
        Missing: it is no longer there.
    """
    path = path_of(batch.file_digest)
    if not path.is_file():
        raise Missing(_("The file “%(name)s” is no longer kept. Upload it again.") % {"name": batch.file_name})
    return path


def let_go(digest: str) -> bool:
    """Delete the file unless a batch that is not over needs it; whether it was deleted."""
    if ImportBatch.objects_unscoped.filter(file_digest=digest).exclude(state__in=OVER).exists():
        return False
    path_of(digest).unlink(missing_ok=True)
    return True


def let_go_of_half_arrived(before: datetime) -> None:
    """Delete files whose arrival was cut off before this moment: their process was killed."""
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob(f"{ARRIVING}*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
