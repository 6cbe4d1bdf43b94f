"""Where a log is read from: a folder, or an address that serves it. Nothing is fetched before `read` is called."""

import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from quanheng.ledger.errors import Absent, Malformed, Unreadable

CHECKPOINT = "checkpoint"
#: No resource of a log is longer: a bundle of 256 entries, each with its two bytes.
MAX_RESOURCE = 256 * (65535 + 2)


class Source(Protocol):
    """A log's resources by their paths."""

    def read(self, path: str) -> bytes:
        """The bytes at a path.

        Raises:
            Absent: there is nothing.
            Unreadable: whether there is something could not be found out.
        """


class Folder:
    """A log in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises as `Source.read`."""
        try:
            with (self.root / path).open("rb") as file:
                data = file.read(MAX_RESOURCE + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Absent(f"{path} is not in the log {self.root}") from error
        except OSError as error:
            raise Unreadable(f"{self.root / path} cannot be read: {error.strerror}") from error
        if len(data) > MAX_RESOURCE:
            raise Malformed(f"{path} is longer than {MAX_RESOURCE} bytes")
        return data

    def paths(self) -> list[str]:
        """All files of the log, sorted; what begins with a dot is the publisher's own and no part of it."""
        found = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            below = Path(folder).relative_to(self.root)
            found += [(below / name).as_posix() for name in files if not name.startswith(".")]
        return sorted(found)


class Address:
    """A log that a web server serves. Redirects are followed; other schemes than http and https are refused.

    Args:
        url: what comes before `/checkpoint`.
        timeout: seconds to wait for each answer.
    """

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Malformed(f"a log is at an http or https address, not {url!r}")
        self.url = url.rstrip("/")
        self.timeout = timeout

    def __str__(self) -> str:
        return self.url

    def read(self, path: str) -> bytes:
        """What the server answers; raises as `Source.read`."""
        url = f"{self.url}/{path}"
        request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})  # noqa: S310 (scheme checked)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 (scheme checked)
                data: bytes = answer.read(MAX_RESOURCE + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise Absent(f"{url} is not there: {error.code} {error.reason}") from error
            raise Unreadable(f"{url} answered {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreadable(f"{url} cannot be read: {error}") from error
        if len(data) > MAX_RESOURCE:
            raise Malformed(f"{url} is longer than {MAX_RESOURCE} bytes")
        return data


class ReadAhead:
    """Fetches what will be asked for next, several at once, so that a distant log is not read one answer at a time.

    Args:
        source: what is far away.
        paths: in the order in which they will be read; others are read when they are asked for.
        several: how many at once; twice as many are kept.
    """

    def __init__(self, source: Source, paths: Iterable[str], several: int = 8) -> None:
        self.source = source
        self._paths, self._kept = iter(paths), 2 * several
        self._pool = ThreadPoolExecutor(several)
        self._coming: dict[str, Future[bytes]] = {}

    def __enter__(self) -> "ReadAhead":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def read(self, path: str) -> bytes:
        """The bytes at a path; raises as `Source.read`."""
        while len(self._coming) < self._kept and (following := next(self._paths, None)) is not None:
            self._coming[following] = self._pool.submit(self.source.read, following)
        coming = self._coming.pop(path, None)
        return self.source.read(path) if coming is None else coming.result()


def source_of(text: str) -> Folder | Address:
    """A folder, or an address where the text begins with http:// or https://.

    Raises:
        Unreadable: there is no such folder.
    """
    if text.startswith(("http://", "https://")):
        return Address(text)
    if not Path(text).is_dir():
        raise Unreadable(f"{text!r} is neither a folder nor an http or https address")
    return Folder(Path(text))
