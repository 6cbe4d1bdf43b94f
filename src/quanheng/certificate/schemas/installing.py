"""Filling the user's folder of schemas: from a folder, or from the published addresses. The only code that goes out."""

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from quanheng.certificate.errors import CertificateError, NotFetched
from quanheng.certificate.schemas.catalogue import CATALOGUE, Pinned

_LARGEST = 1024 * 1024
_SECONDS = 30
_HOSTS = ("ptb.de", "www.ptb.de")


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of the files of the catalogue."""

    present: tuple[str, ...]
    missing: tuple[str, ...]


def install(source: Path, target: Path) -> Installed:
    """Copy into `target` every file anywhere under `source` whose digest is in the catalogue, whatever its name.

    Raises:
        CertificateError: `source` is no folder, or a file cannot be read or written.
    """
    if not source.is_dir():
        raise CertificateError(f"{source} is no folder")
    wanted = {each.sha256: each for each in CATALOGUE}
    found: set[str] = set()
    try:
        for file in sorted(source.rglob("*")):
            if file.suffix.lower() not in (".xsd", ".xml") or not file.is_file() or file.stat().st_size > _LARGEST:
                continue
            content = file.read_bytes()
            pinned = wanted.get(hashlib.sha256(content).hexdigest())
            if pinned is not None and pinned.path not in found:
                _write(target / pinned.path, content)
                found.add(pinned.path)
    except OSError as error:
        raise CertificateError(f"the schemas cannot be copied: {error}") from error
    return _summary(found)


def fetch(target: Path, get: Callable[[str], bytes] | None = None) -> Installed:
    """Fetch from PTB's published addresses what `target` lacks; a file with another digest is refused.

    Args:
        target: a schema folder.
        get: how to get the bytes at an address; HTTPS when not given.

    Raises:
        NotFetched: an address does not answer, or answers with another file. What came before it is kept.
    """
    found: set[str] = set()
    for pinned in CATALOGUE:
        file = target / pinned.path
        if not (file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == pinned.sha256):
            _write(file, _checked(pinned, (get or over_https)(pinned.url)))
        found.add(pinned.path)
    return _summary(found)


def over_https(url: str) -> bytes:
    """The bytes at one of PTB's addresses.

    Raises:
        NotFetched: another scheme or host, there or after a redirect; no answer; more than a schema's size.
    """
    try:
        opener = urllib.request.build_opener(_OnlyPtb)
        _refuse_elsewhere(url)
        with opener.open(url, timeout=_SECONDS) as answer:
            content: bytes = answer.read(_LARGEST + 1)
    except (urllib.error.URLError, OSError) as error:
        raise NotFetched(f"{url} cannot be fetched: {error}") from error
    if len(content) > _LARGEST:
        raise NotFetched(f"{url} answers with more than {_LARGEST} bytes, which is no schema")
    return content


class _OnlyPtb(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        _refuse_elsewhere(newurl)
        return urllib.request.Request(newurl)  # noqa: S310  # scheme and host were just checked


def _refuse_elsewhere(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in _HOSTS:
        raise NotFetched(f"{url} is none of the published addresses, which begin with https://ptb.de/")


def _checked(pinned: Pinned, content: bytes) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != pinned.sha256:
        raise NotFetched(
            f"{pinned.url} answers with a file of SHA-256 {found}; the catalogue has {pinned.sha256}. If PTB republished "
            "it, update this program; use schemas install with the earlier file meanwhile"
        )
    return content


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: another process may be reading."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).replace(file)
    except OSError as error:
        raise CertificateError(f"{file} cannot be written: {error}") from error


def _summary(found: set[str]) -> Installed:
    return Installed(
        tuple(each.path for each in CATALOGUE if each.path in found),
        tuple(each.path for each in CATALOGUE if each.path not in found),
    )
