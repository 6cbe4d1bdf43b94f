"""The `quanheng` command: assembles the sub-commands and turns errors into exit codes.

Exit codes: 0 done, 1 a negative finding, 2 misuse, 3 could not be found out.
"""

import importlib.util

import typer

from quanheng import __version__
from quanheng.cli import certificate, log, uncertainty, units
from quanheng.cli.streams import write_any_text

app = typer.Typer(
    name="quanheng",
    help="Quanheng 泉衡: the metrology system of a city.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)


@app.callback(invoke_without_command=True)
def main(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    """Quanheng 泉衡: the metrology system of a city."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


app.add_typer(units.app, name="units")
app.add_typer(uncertainty.app, name="uncertainty")
app.add_typer(log.app, name="log")
app.add_typer(certificate.app, name="certificate")

if importlib.util.find_spec("django") is not None:
    # The platform's commands are there when it is installed: pip install "quanheng[server]".
    from quanheng.cli import platform

    platform.add_to(app)


def run() -> None:
    """Entry point of the installed command."""
    write_any_text()
    app(prog_name="quanheng")


if __name__ == "__main__":
    run()
