"""The database on a machine of one's own: found or started, shared by all who ask, stopped when told.

    server = devdb.ensure()      # DATABASE_URL, else a PostgreSQL of the machine, else the wheel's
    server.url                   # for Django's settings

Imports neither Django nor anything beyond the standard library, so that it can run before anything is configured.
psycopg is used where `DATABASE_URL` is set, and then only. See docs/how-to/database.md.
"""

from .condition import Status, status
from .errors import (
    AccountTrouble,
    ContradictorySettings,
    DatabaseUnreachable,
    DevdbError,
    ExtensionsMissing,
    FileTrouble,
    ForeignFolder,
    InitialisationFailed,
    LaunchBusy,
    NotOurServer,
    ProgramsMissing,
    StartFailed,
    StopFailed,
    TransferRefused,
    UnsafeFolder,
    WrongMajorVersion,
)
from .launcher import Server, ensure, stop, url
from .places import requested_data_dir
from .transfer import Shell, dump, restore, shell

__all__ = [
    "AccountTrouble",
    "ContradictorySettings",
    "DatabaseUnreachable",
    "DevdbError",
    "ExtensionsMissing",
    "FileTrouble",
    "ForeignFolder",
    "InitialisationFailed",
    "LaunchBusy",
    "NotOurServer",
    "ProgramsMissing",
    "Server",
    "Shell",
    "StartFailed",
    "Status",
    "StopFailed",
    "TransferRefused",
    "UnsafeFolder",
    "WrongMajorVersion",
    "dump",
    "ensure",
    "requested_data_dir",
    "restore",
    "shell",
    "status",
    "stop",
    "url",
]
