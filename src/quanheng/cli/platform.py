"""Which commands the platform adds."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console

from quanheng.server.core.devdb import DevdbError

P = ParamSpec("P")
R = TypeVar("R")
errors = Console(stderr=True, highlight=False)


def add_to(app: typer.Typer) -> None:
    """Add the platform's commands to `app`."""
    from quanheng.cli import api, assets, authority, db, doctor, link, manage, serve

    app.add_typer(db.app, name="db")
    app.add_typer(assets.app, name="assets")
    app.add_typer(api.app, name="api")
    app.command("serve")(explained(serve.serve))
    app.command("worker")(explained(serve.worker))
    app.command("doctor")(explained(doctor.doctor))
    app.command("authority")(explained(authority.authority))
    app.command("link")(explained(link.link))
    app.command("manage", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
        explained(manage.manage)
    )


def explained(command: Callable[P, R]) -> Callable[P, R]:
    """Show the platform's own errors as their message, not as a traceback; exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except DevdbError as error:
            errors.print(str(error), style="red", markup=False)
            sys.exit(2)

    return run
