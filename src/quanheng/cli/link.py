"""`quanheng link NAME`: a one-time sign-in link, for whoever runs the machine."""

import sys
from datetime import timedelta
from typing import Annotated

import typer

from quanheng.cli.installation import configure


def link(
    username: Annotated[str, typer.Argument(help="The name that the person signs in with.")],
    hours: Annotated[float, typer.Option(min=0.1, max=168, help="How long the link works.")] = 24,
) -> None:
    """Print a link that signs a person in once. Whoever can run this can act as anybody: guard the machine."""
    configure()
    from quanheng.server.accounts import addresses
    from quanheng.server.accounts.actions.sign_in import make_sign_in_link
    from quanheng.server.accounts.models import Person
    from quanheng.server.core.actors import Actor

    person = Person.objects.filter(username__iexact=username).first()
    if person is None:
        typer.echo(f"Nobody signs in as {username!r}. The organisation's manager can invite them.", err=True)
        sys.exit(1)
    token = make_sign_in_link(Actor.system("quanheng link"), person, timedelta(hours=hours))
    typer.echo(addresses.sign_in_link(token))
