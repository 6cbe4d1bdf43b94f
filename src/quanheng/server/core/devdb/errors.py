"""What can go wrong between asking for a database and having one. Each message names the thing, the value, the remedy."""


class DevdbError(Exception):
    """Base of every error of the database launcher."""


class ContradictorySettings(DevdbError):
    """The environment asks for two things that exclude each other, or for something that does not exist."""


class ProgramsMissing(DevdbError):
    """No usable PostgreSQL programs were found."""


class WrongMajorVersion(DevdbError):
    """The data were written by a major version of PostgreSQL of which no programs are at hand."""


class UnsafeFolder(DevdbError):
    """A folder that must be private belongs to somebody else, or lets others in."""


class ForeignFolder(DevdbError):
    """The place of the data holds something that is not ours."""


class AccountTrouble(DevdbError):
    """The operating system account that the server needs is missing, or may not be taken."""


class FileTrouble(DevdbError):
    """The operating system refused to read or write: full disk, missing right, read-only file system."""


class InitialisationFailed(DevdbError):
    """`initdb` did not finish."""


class StartFailed(DevdbError):
    """The server did not start, or did not become ready in time. Holds the last lines of its log."""


class StopFailed(DevdbError):
    """The server did not stop in time."""


class LaunchBusy(DevdbError):
    """Another process has been starting, stopping or restoring this database for too long."""


class DatabaseUnreachable(DevdbError):
    """A server that should answer does not, or refused the query."""


class ExtensionsMissing(DevdbError):
    """The server lacks an extension that the platform needs."""


class NotOurServer(DevdbError):
    """`DATABASE_URL` names a server that somebody else runs; we neither start nor stop it."""


class TransferRefused(DevdbError):
    """A dump or a restore was not carried out; the database is as it was."""
