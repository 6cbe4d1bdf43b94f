"""PTB's schemas: pinned by digest, read from this machine, fetched only when asked to."""

from quanheng.certificate.schemas.catalogue import CATALOGUE, VERSIONS, Pinned
from quanheng.certificate.schemas.installing import Installed, fetch, install
from quanheng.certificate.schemas.store import SchemaStore, Violation, user_folder

__all__ = [
    "CATALOGUE",
    "VERSIONS",
    "Installed",
    "Pinned",
    "SchemaStore",
    "Violation",
    "fetch",
    "install",
    "user_folder",
]
