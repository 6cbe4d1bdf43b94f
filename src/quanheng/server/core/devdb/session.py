"""Addresses of our own server, and asking it questions through `psql`.

`psql` and not a driver, because it is always there where a server is, and nothing else need be installed.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from .errors import DatabaseUnreachable
from .installations import EXTENSIONS
from .places import PORT
from .programs import run

DATABASE = "quanheng"
ROLE = "quanheng"  # the platform's: owns its database, may create others (tests, restores), and is no superuser
READERS = "quanheng_app"  # what the platform's role becomes while somebody reads; owns nothing
ADMINISTRATOR = "postgres"  # the server's superuser

QUESTION_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What a running server says about itself."""

    version: str
    version_number: int
    data_directory: str
    started_at: datetime
    has_roles: bool
    has_database: bool
    has_checksums: bool
    missing_extensions: tuple[str, ...]

    @property
    def major(self) -> int:
        return self.version_number // 10_000

    @property
    def is_complete(self) -> bool:
        """Whether the platform's two roles and its database are there, and the database open."""
        return self.has_roles and self.has_database


def address(socket_dir: Path, *, role: str = ROLE, database: str = DATABASE) -> str:
    """The URL of a database behind the Unix socket in `socket_dir`, as libpq and Django's settings read it.

    Example:
        >>> address(Path("/tmp/q"))
        'postgresql://quanheng@/quanheng?host=%2Ftmp%2Fq&port=5432'
    """
    return f"postgresql://{role}@/{quote(database)}?host={quote(os.fsencode(socket_dir), safe='')}&port={PORT}"


def socket_dir_in(url: str) -> str | None:
    """The folder that a URL made by `address` names; None for any other URL."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [""])[-1]
    return host if parts.scheme in {"postgresql", "postgres"} and not parts.hostname and host.startswith("/") else None


def administrator(socket_dir: Path) -> str:
    """The URL for acts on databases and roles themselves."""
    return address(socket_dir, role=ADMINISTRATOR, database="postgres")


def query(
    psql: Path,
    url: str,
    *statements: str,
    extra_environment: Mapping[str, str] | None = None,
    timeout: float | None = QUESTION_SECONDS,
) -> str:
    """Run the statements in the order given, each on its own, and give what they print, a line a row.

    Raises:
        DatabaseUnreachable: no connection, no answer in time, or an error in a statement; in psql's words.
    """
    settings = {"PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "quanheng db"} | dict(extra_environment or {})
    argv: list[str | Path] = [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url]
    for statement in statements:
        argv += ["-c", statement]
    try:
        answer = run(argv, extra_environment=settings, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise DatabaseUnreachable(f"The database did not answer within {timeout} s: {statements[0].strip()}") from None
    if answer.returncode != 0:
        raise DatabaseUnreachable(answer.stderr.strip() or f"psql ended with code {answer.returncode}")
    return answer.stdout.strip()


def ask(psql: Path, socket_dir: Path) -> Answer:
    """What the server behind `socket_dir` says about itself.

    Raises:
        DatabaseUnreachable: it does not answer.
    """
    found: dict[str, Any] = json.loads(query(psql, administrator(socket_dir), _ABOUT))
    return Answer(
        version=found["version"],
        version_number=found["number"],
        data_directory=found["data_directory"],
        started_at=datetime.fromisoformat(found["started_at"]),
        has_roles=found["role"],
        has_database=found["database"],
        has_checksums=found["checksums"] == "on",
        missing_extensions=tuple(name for name in EXTENSIONS if name not in found["extensions"]),
    )


SIZE = f"select coalesce(sum(pg_database_size(oid)), 0) from pg_database where datname = '{DATABASE}'"  # noqa: S608  constant


def quoted(text: str) -> str:
    """`text` as an SQL string constant."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


_ABOUT = f"""
select json_build_object(
    'version', current_setting('server_version'),
    'number', current_setting('server_version_num')::int,
    'data_directory', current_setting('data_directory'),
    'started_at', to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
    'checksums', current_setting('data_checksums'),
    'role', (select count(*) = 2 from pg_roles where rolname in ({quoted(ROLE)}, {quoted(READERS)})),
    'database', exists (select from pg_database where datname = {quoted(DATABASE)} and datallowconn),
    'extensions', (select coalesce(json_agg(name), '[]'::json) from pg_available_extensions
                   where name in ({", ".join(map(quoted, EXTENSIONS))}))
)
"""  # noqa: S608  only constants of this program are put in
