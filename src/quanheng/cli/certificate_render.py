"""`quanheng certificate render`: a certificate as PDF or HTML for people."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from quanheng.certificate.errors import CertificateError
from quanheng.cli.output_file import write_whole

_MISUSE = 2


class PrintedLanguage(StrEnum):
    """What `--language` takes: one language, or Chinese with English below it."""

    ZH = "zh"
    EN = "en"
    BOTH = "zh-en"


def render_certificate(
    certificate: Annotated[Path, typer.Argument(help="A certificate (XML).", metavar="FILE")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the document goes: a name in .pdf or .html.", metavar="FILE")
    ],
    language: Annotated[
        PrintedLanguage, typer.Option("--language", help="Of the document; zh-en is Chinese with English below.")
    ] = PrintedLanguage.ZH,
    address: Annotated[
        str,
        typer.Option("--address", help="Where the certificate can be verified; the QR code says it.", metavar="URL"),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over the output if it exists.")] = False,
) -> None:
    """Render a certificate as PDF/A-3b, with the XML embedded, or as one HTML page. Says nothing about its being genuine.

    Exit code 0 written, 2 refused.
    """
    # numpy and scipy take half a second to load, which the other commands need not wait for.
    from quanheng.certificate import read
    from quanheng.certificate.rendering import Language, html_of, pdf_of

    kind = output.suffix.lower()
    if kind not in (".pdf", ".html"):
        typer.echo(f"{output}: the name ends in .pdf or .html, which says what to make", err=True)
        raise typer.Exit(_MISUSE)
    try:
        found = read(certificate)
        chosen = Language(language.value)
        data = pdf_of(found, chosen, address) if kind == ".pdf" else html_of(found, chosen, address).encode()
        write_whole(output, data, may_replace=force)
    except CertificateError as error:
        typer.echo(f"{certificate}: {error}", err=True)
        raise typer.Exit(_MISUSE) from error
    except FileExistsError as error:
        typer.echo(f"{output} exists: choose another name, or say --force", err=True)
        raise typer.Exit(_MISUSE) from error
    except OSError as error:
        typer.echo(f"{error.filename or output}: {error.strerror}", err=True)
        raise typer.Exit(_MISUSE) from error
