"""`quanheng doctor`: what is wrong with this installation, and how to mend it."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from quanheng.cli.installation import configure, data_dir

MARKS = {"ok": "[green]✔[/green]", "warning": "[yellow]![/yellow]", "failed": "[red]✘[/red]"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON list.")] = False,
) -> None:
    """Examine this installation. Exit code 1 when something must be mended."""
    configure()
    from quanheng.server.core.doctor import State, examine

    findings = list(examine(data_dir()))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False)
        for each in findings:
            console.print(f"{MARKS[each.state]} {each.subject:<14} {each.detail}", soft_wrap=True)
            if each.remedy:
                console.print(f"    → {each.remedy}", soft_wrap=True, markup=False)
    sys.exit(1 if any(each.state is State.FAILED for each in findings) else 0)
