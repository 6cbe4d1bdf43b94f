"""`quanheng manage …`: Django's own commands, for whoever develops or repairs the platform."""

import typer

from quanheng.cli.installation import configure


def manage(context: typer.Context) -> None:
    """Run a command of Django in this installation, e.g. [b]quanheng manage migrate[/b]."""
    configure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["quanheng manage", *context.args])
