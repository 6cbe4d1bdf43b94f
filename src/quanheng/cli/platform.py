"""Which commands the platform adds, and how a command gets a configured Django."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add the platform's commands to `app`."""
