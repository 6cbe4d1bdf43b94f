"""`quanheng db …`: the database of this machine."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from quanheng.server.core import devdb

app = typer.Typer(no_args_is_help=True, help="Start, look at, dump and restore the database of this machine.")

NEGATIVE = 1  # a finding, as against 2 for misuse

Volatile = Annotated[
    bool, typer.Option("--volatile", help="The other database, for tests: fast, and lost when the machine crashes.")
]


@app.command()
def start(volatile: Volatile = False) -> None:
    """Start the database, and make it where there is none. Harmless where it runs already."""
    with _told():
        server = devdb.ensure(fast_and_volatile=volatile)
    if server.source == "DATABASE_URL":
        typer.echo(f"DATABASE_URL names a server that is not ours to start. It answers: PostgreSQL {server.version}.")
        return
    typer.echo(f"PostgreSQL {server.version} ({server.source}) is running.")
    typer.echo(f"DATABASE_URL={server.url}")
    for note in server.notes:
        typer.echo(note)


@app.command()
def stop(volatile: Volatile = False) -> None:
    """Stop the database. Whoever works in it is disconnected; what was not committed is rolled back."""
    with _told():
        was_running = devdb.stop(fast_and_volatile=volatile)
    typer.echo("The database is stopped." if was_running else "The database was not running.")


@app.command()
def status(
    volatile: Volatile = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
) -> None:
    """Show where the database is and how it does. Exit code 0 if it runs and lacks nothing, else 1."""
    with _told():
        found = devdb.status(fast_and_volatile=volatile)
    if as_json:
        typer.echo(json.dumps({field.name: _plain(getattr(found, field.name)) for field in dataclasses.fields(found)}))
    else:
        _print_sheet(found)
    if found.state != "running" or found.missing_extensions:
        raise typer.Exit(NEGATIVE)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(
    context: typer.Context,
    volatile: Volatile = False,
    administrator: Annotated[
        bool, typer.Option("--administrator", help="As the server's superuser, in the database 'postgres'.")
    ] = False,
) -> None:
    """Open PostgreSQL's own command line in the database. Further arguments are psql's."""
    with _told():
        way = devdb.shell(fast_and_volatile=volatile)
    command, environment = way.psql(*context.args, as_administrator=administrator)
    sys.stdout.flush()
    os.execve(command[0], command, environment)  # noqa: S606  psql of our own choice; no shell


@app.command()
def dump(
    file: Annotated[Path, typer.Argument(help="The file to write, in PostgreSQL's custom format.")],
    force: Annotated[bool, typer.Option("--force", help="Write over the file if it exists.")] = False,
    volatile: Volatile = False,
) -> None:
    """Write the whole database into a file that only you may read."""
    with _told():
        size = devdb.dump(file, overwrite=force, fast_and_volatile=volatile)
    typer.echo(f"{file}: {size} bytes")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `quanheng db dump` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds now.")] = False,
    volatile: Volatile = False,
) -> None:
    """Fill the database from a dump: wholly or not at all. Refuses to replace anything unless told to."""
    with _told():
        devdb.restore(file, replace=force, fast_and_volatile=volatile)
    typer.echo(f"The database now holds what {file} holds.")


@contextmanager
def _told() -> Iterator[None]:
    """Print an error of the launcher as a sentence, and end with the exit code of a negative finding."""
    try:
        yield
    except devdb.DevdbError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        for note in getattr(error, "__notes__", []):
            typer.echo(note, err=True)
        raise typer.Exit(NEGATIVE) from error


def _plain(value: object) -> object:
    match value:
        case Path():
            return str(value)
        case datetime():
            return value.isoformat()
        case tuple():
            return list(value)
    return value


def _print_sheet(found: devdb.Status) -> None:
    """One line a fact, never cut off: addresses and paths are there to be copied."""
    needed = "all there" if not found.missing_extensions else f"missing: {', '.join(found.missing_extensions)}"
    rows = {
        "State": found.state + (" (volatile)" if found.is_volatile else ""),
        "Problem": found.problem,
        "PostgreSQL": found.version and f"{found.version} ({found.source})",
        "Address": found.url,
        "Process": found.pid and f"{found.pid}, as {found.account}",
        "Started": found.started_at and found.started_at.isoformat(sep=" "),
        "Data": found.data_dir,
        "Size": found.size_in_bytes and _megabytes(found.size_in_bytes),
        "Free on disk": found.free_bytes and _megabytes(found.free_bytes),
        "Page checksums": {True: "on", False: "off", None: None}[found.has_checksums],
        "Extensions": needed if found.state == "running" else None,
        "Logs": found.log_dir,
        "Programs": found.bin_dir,
        "Note": "\n".join(found.notes),
    }
    width = max(map(len, rows)) + 2
    for name, value in rows.items():
        if value:
            typer.echo(f"{name:<{width}}{value}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


if __name__ == "__main__":
    app()
