"""`quanheng certificate build`: a draft in YAML to a certificate."""

from pathlib import Path
from typing import Annotated

import typer

from quanheng.certificate.errors import CertificateError
from quanheng.cli.output_file import write_whole

_MISUSE = 2


def build_certificate(
    draft: Annotated[
        Path, typer.Argument(help="A YAML or JSON file; see the reference page of drafts.", metavar="DRAFT")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the certificate goes.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Write over the output if it exists.")] = False,
) -> None:
    """Build a certificate (DCC 3.3.0, unsigned) from a draft. Exit code 0 built, 2 refused: nothing is written then."""
    # numpy and scipy take half a second to load, which the other commands need not wait for.
    from quanheng.certificate.draft_file import build_from

    try:
        data = build_from(draft.read_text(encoding="utf-8"), draft.parent)
        write_whole(output, data, may_replace=force)
    except UnicodeDecodeError as error:
        typer.echo(f"{draft}: no UTF-8 text: {error.reason} at byte {error.start}", err=True)
        raise typer.Exit(_MISUSE) from error
    except CertificateError as error:
        typer.echo(f"{draft}: {error}", err=True)
        raise typer.Exit(_MISUSE) from error
    except FileExistsError as error:
        typer.echo(f"{output} exists: choose another name, or say --force", err=True)
        raise typer.Exit(_MISUSE) from error
    except OSError as error:
        typer.echo(f"{error.filename or draft}: {error.strerror}", err=True)
        raise typer.Exit(_MISUSE) from error
