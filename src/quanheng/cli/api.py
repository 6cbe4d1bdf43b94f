"""`quanheng api …`: the committed description of the HTTP API."""

import difflib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from quanheng.cli.installation import configure

app = typer.Typer(help="The description of the HTTP API.", no_args_is_help=True)
SNAPSHOT = Path("docs/reference/openapi.json")


@app.callback()
def _group() -> None:
    """Keeps `schema` a sub-command while it is the only one."""


@app.command()
def schema(
    write: Annotated[bool, typer.Option("--write", help=f"Write it to {SNAPSHOT} in this folder.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help=f"Compare it with {SNAPSHOT}; exit code 1 on a difference.")
    ] = False,
) -> None:
    """Print the OpenAPI document of this version, or keep the committed copy in step with it."""
    os.environ.setdefault("DATABASE_URL", "postgresql:///unused")  # the settings want one, the document needs none
    configure(database=False)
    from quanheng.server.core.api.assembly import assembled
    from quanheng.server.core.api.document import document_text

    text = document_text(assembled().get_openapi_schema())
    if write:
        SNAPSHOT.parent.mkdir(parents=True, exist_ok=True)
        SNAPSHOT.write_text(text, encoding="utf-8")
        typer.echo(f"{SNAPSHOT}: written, {text.count(chr(10))} lines")
    elif check:
        sys.exit(_difference(text))
    else:
        typer.echo(text, nl=False)


def _difference(text: str) -> int:
    committed = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else ""
    if committed == text:
        typer.echo(f"{SNAPSHOT}: up to date")
        return 0
    lines = difflib.unified_diff(committed.splitlines(), text.splitlines(), str(SNAPSHOT), "this version", lineterm="")
    typer.echo("\n".join(lines))
    typer.echo("Write it anew: quanheng api schema --write", err=True)
    return 1
