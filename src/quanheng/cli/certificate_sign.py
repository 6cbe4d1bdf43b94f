"""`quanheng certificate sign`: put a signature, or two, under a certificate."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.signing import KeyRecord, KeyRefused, SigningKey, read_key, read_passphrase, read_record, sign
from quanheng.cli.output_file import write_whole

_MISUSE = 2


def sign_certificate(
    certificate: Annotated[Path, typer.Argument(help="An unsigned certificate, DCC 3.2 or later.", metavar="FILE")],
    key: Annotated[
        Path, typer.Option("--key", help="A key record (.toml), a PKCS#12 file, or a PKCS#8 key.", metavar="FILE")
    ],
    output: Annotated[Path, typer.Option("--output", help="Where the signed certificate goes.", metavar="FILE")],
    certificates: Annotated[
        Path | None,
        typer.Option(
            "--certificates", help="With a PKCS#8 key: its certificate and the issuers (PEM).", metavar="FILE"
        ),
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--passphrase-file", help="Holds the passphrase; only you may read it. Else you are asked.", metavar="FILE"
        ),
    ] = None,
    also: Annotated[
        Path | None, typer.Option("--also", help="Key record of a second signer, such as SM2's.", metavar="FILE")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="The signing time stated; unless given, now.", metavar="TIME")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over the output if it exists.")] = False,
) -> None:
    """Sign a certificate (XAdES B-B). Exit code 0 signed, 2 refused: nothing is written then."""
    try:
        signer = _signer(key, certificates, passphrase_file)
        second = None if also is None else _signer(also, None, None)
        signed = sign(certificate.read_bytes(), signer, at=_time(at), also=second)
        write_whole(output, signed, may_replace=force)
    except FileExistsError as error:
        typer.echo(f"{output} exists: choose another name, or say --force", err=True)
        raise typer.Exit(_MISUSE) from error
    except CertificateError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_MISUSE) from error
    except OSError as error:
        typer.echo(f"{error.filename or certificate}: {error.strerror}", err=True)
        raise typer.Exit(_MISUSE) from error


def _signer(key: Path, certificates: Path | None, passphrase_file: Path | None) -> SigningKey:
    if key.suffix.lower() == ".toml":
        if certificates is not None:
            raise KeyRefused("a key record says itself where the certificates are; leave --certificates out")
        record = read_record(key)
    else:
        record = KeyRecord(key, certificates)

    def asked(path: Path) -> bytes | None:
        if passphrase_file is not None:
            return read_passphrase(passphrase_file)
        if not os.isatty(0):
            return None
        said: str = typer.prompt(f"Passphrase of {path}", hide_input=True, err=True)
        return said.encode("utf-8")

    return read_key(record, asked)


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise KeyRefused(f"--at {text} is no time; write it as 2026-11-23T12:00:00+08:00") from error
