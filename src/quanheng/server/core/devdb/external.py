"""A server named by `DATABASE_URL`: somebody else runs it, we only ask it."""

import getpass
from dataclasses import dataclass, field
from typing import Any

from .errors import ContradictorySettings, DatabaseUnreachable, DevdbError, WrongMajorVersion
from .installations import EXTENSIONS, OLDEST_MAJOR


@dataclass(frozen=True)
class ExternalAnswer:
    """What the server of `DATABASE_URL` says about itself."""

    version: str
    version_number: int
    size_in_bytes: int
    missing_extensions: tuple[str, ...]


@dataclass(frozen=True)
class Login:
    """`DATABASE_URL` taken apart. The password travels in the environment, where other accounts cannot read it."""

    parts: dict[str, Any]
    database: str
    environment: dict[str, str] = field(repr=False)

    def __str__(self) -> str:
        return self.address(self.database)

    def address(self, database: str) -> str:
        """The libpq connection string of a database of that server, without the password."""
        return str(_driver().conninfo.make_conninfo("", **self.parts | {"dbname": database}))


def login(url: str) -> Login:
    """Take `url` apart: a URI or a libpq connection string.

    Raises:
        ContradictorySettings: it names another kind of database, or cannot be read.
        DevdbError: psycopg is not installed.
    """
    driver = _driver()
    scheme, separator, _ = url.partition("://")
    if separator and scheme not in {"postgresql", "postgres"}:
        raise ContradictorySettings(
            f"DATABASE_URL names a '{scheme}' database. PostgreSQL {OLDEST_MAJOR} or later is the only one supported: "
            "postgresql://role@host/name"
        )
    try:
        parts: dict[str, Any] = driver.conninfo.conninfo_to_dict(url)
    except driver.ProgrammingError as error:
        raise ContradictorySettings(
            f"DATABASE_URL cannot be read: {error}. Write postgresql://role@host/name"
        ) from error
    password = parts.pop("password", None)
    # Without a name libpq takes the database that is called like the role, and without a role like the account.
    database = str(parts.get("dbname") or parts.get("user") or getpass.getuser())
    return Login(parts, database, {"PGPASSWORD": str(password)} if password else {})


def ask(url: str) -> ExternalAnswer:
    """What the server at `url` says about itself.

    Raises:
        DatabaseUnreachable: it does not answer.
        WrongMajorVersion: it is too old.
    """
    driver = _driver()
    shown = login(url)
    try:
        with driver.connect(url, connect_timeout=10) as connection:
            row = connection.execute(
                "select current_setting('server_version'), current_setting('server_version_num')::int,"
                " pg_database_size(current_database()),"
                " array(select name::text from pg_available_extensions where name = any(%s))",
                [list(EXTENSIONS)],
            ).fetchone()
    except driver.Error as error:
        raise DatabaseUnreachable(
            f"The database of DATABASE_URL ({shown}) cannot be used: {str(error).strip()}. Start that server, correct "
            "DATABASE_URL, or unset it to use a database of our own."
        ) from error
    version, number, size, extensions = row
    if number // 10_000 < OLDEST_MAJOR:
        raise WrongMajorVersion(
            f"The server of DATABASE_URL ({shown}) runs PostgreSQL {version}; {OLDEST_MAJOR} or later is needed."
        )
    return ExternalAnswer(version, number, size, tuple(name for name in EXTENSIONS if name not in extensions))


def _driver() -> Any:
    try:
        import psycopg  # noqa: PLC0415  needed for DATABASE_URL only, and the launcher must work without it
    except ImportError as error:
        raise DevdbError(
            f"DATABASE_URL is set, and reading it needs psycopg: pip install 'quanheng[server]'. ({error})"
        ) from error
    return psycopg
