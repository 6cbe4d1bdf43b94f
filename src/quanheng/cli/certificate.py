"""`quanheng certificate`: show, check, compare and follow digital certificates, and their schemas.

Exit codes: 0 all is well, 1 a negative finding, 2 misuse or a file that cannot be read as a certificate, 3 nobody can
tell: something that was asked for could not be checked.
"""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from quanheng.certificate import CertificateError, bytes_of, read
from quanheng.certificate.chain import LinkState, follow
from quanheng.certificate.checking import RULES, SchemaResult, check
from quanheng.certificate.comparing import compare
from quanheng.certificate.schemas import SchemaStore, fetch, install, user_folder
from quanheng.certificate.tables import tables
from quanheng.cli import certificate_json, certificate_pages
from quanheng.cli.certificate_build import build_certificate
from quanheng.cli.certificate_render import render_certificate
from quanheng.cli.certificate_sign import sign_certificate
from quanheng.cli.certificate_verify import verify_certificate
from quanheng.cli.language import Language

NEGATIVE, MISUSE, UNDECIDED = 1, 2, 3

app = typer.Typer(
    name="certificate",
    help="Digital calibration certificates: show, check, sign, verify, compare, follow.",
    no_args_is_help=True,
)
schemas_app = typer.Typer(name="schemas", help="PTB's schemas on this machine.", no_args_is_help=True)
app.add_typer(schemas_app)
app.command("build")(build_certificate)
app.command("render")(render_certificate)
app.command("sign")(sign_certificate)
app.command("verify")(verify_certificate)

FileArgument = Annotated[Path, typer.Argument(help="A certificate (XML).", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
InLanguage = Annotated[
    Language | None, typer.Option("--language", help="zh or en; unless given, the terminal's.", show_default=False)
]
SchemaFolder = Annotated[
    Path | None,
    typer.Option(
        "--schemas", help="Folder with the schemas; unless given, QUANHENG_SCHEMA_DIR and the cache.", metavar="DIR"
    ),
]


@app.command("show")
def show_certificate(
    file: FileArgument,
    language: InLanguage = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Only the results, as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a certificate as a table: who, what, when, how, and the results. Says nothing about its being right or genuine."""
    chosen = language or Language.of_terminal()
    try:
        certificate = read(file)
    except CertificateError as error:
        _unreadable(error, as_json)
    if as_json:
        _answer(certificate_json.of_certificate(certificate))
    elif as_csv:
        texts = [f"# {each.title}\n{each.to_csv()}" for each in tables(certificate, chosen.value, "en", "zh")]
        typer.echo("\n".join(texts), nl=False)
    else:
        certificate_pages.show(certificate, chosen)


@app.command("check")
def check_certificate(
    files: Annotated[list[Path], typer.Argument(help="Certificates (XML).", metavar="FILE...")],
    schemas: SchemaFolder = None,
    today: Annotated[
        str | None, typer.Option("--today", help="Dates after this one are in the future.", metavar="DATE")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="A rule that is not to be applied.", metavar="RULE")
    ] = None,
    language: InLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Check certificates by their schema and by the rules. Exit code 1: errors; 3: none found, but the schema was not checked."""
    unknown = [each for each in without or () if each not in RULES]
    if unknown:
        raise typer.BadParameter(f"there is no rule {unknown[0]}", param_hint="--without")
    day = _day(today)
    store = SchemaStore(schemas) if schemas is not None else SchemaStore.of_environment()
    answers: list[dict[str, object]] = []
    codes: list[int] = []
    for file in files:
        try:
            report = check(file, schemas=store, today=day, without=without or ())
        except CertificateError as error:
            codes.append(MISUSE)
            answers.append({"file": str(file), "error": type(error).__name__, "reason": str(error)})
            if not as_json:
                typer.echo(f"{file}: {error}", err=True)
            continue
        unchecked = UNDECIDED if report.schema is SchemaResult.NOT_CHECKED else 0
        codes.append(NEGATIVE if report.has_errors else unchecked)
        answers.append({"file": str(file), **report.as_dict()})
        if not as_json:
            certificate_pages.show_report(str(file), report, language or Language.of_terminal())
    if as_json:
        _answer(answers)
    raise typer.Exit(next((each for each in (MISUSE, NEGATIVE, UNDECIDED) if each in codes), 0))


@app.command("diff")
def compare_certificates(
    earlier: Annotated[Path, typer.Argument(help="The earlier certificate.", metavar="EARLIER")],
    later: Annotated[Path, typer.Argument(help="The later one.", metavar="LATER")],
    language: InLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Compare two certificates point by point: drift, its uncertainty, En; and what changed beside. Exit code 1: |En| > 1."""
    try:
        comparison = compare(read(earlier), read(later))
    except CertificateError as error:
        _unreadable(error, as_json)
    if as_json:
        _answer(certificate_json.of_comparison(comparison))
    else:
        certificate_pages.show_comparison(comparison, language or Language.of_terminal())
    raise typer.Exit(0 if comparison.is_consistent else NEGATIVE)


@app.command("chain")
def follow_chain(
    file: FileArgument,
    documents: Annotated[
        list[Path] | None,
        typer.Option("--documents", help="A certificate of a standard, or a folder with many.", metavar="PATH"),
    ] = None,
    language: InLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Follow a certificate to those of the standards: digests, dates, uncertainties. Exit code 1: broken; 3: open somewhere."""
    try:
        chain = follow(read(file), [bytes_of(each) for each in _files(documents or [])])
    except CertificateError as error:
        _unreadable(error, as_json)
    if as_json:
        _answer(certificate_json.of_chain(chain))
    else:
        certificate_pages.show_chain(chain, language or Language.of_terminal())
    raise typer.Exit({LinkState.HOLDS: 0, LinkState.BROKEN: NEGATIVE, LinkState.OPEN: UNDECIDED}[chain.state])


@schemas_app.command("list")
def list_schemas() -> None:
    """Say which schemas are installed. Exit code 1: some are missing."""
    store = SchemaStore.of_environment()
    missing = store.missing()
    for folder in store.folders:
        typer.echo(str(folder))
    for each in missing:
        typer.echo(f"missing: {each.url}")
    raise typer.Exit(NEGATIVE if missing else 0)


@schemas_app.command("fetch")
def fetch_schemas() -> None:
    """Fetch the schemas from PTB's published addresses into the user's cache. The only command that uses the network."""
    target = user_folder()
    try:
        done = fetch(target)
    except CertificateError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NEGATIVE) from error
    typer.echo(f"{len(done.present)} files in {target}")


@schemas_app.command("install")
def install_schemas(
    source: Annotated[Path, typer.Argument(help="A folder with the schemas, laid out in any way.", metavar="DIR")],
) -> None:
    """Copy schemas from a folder into the user's cache; files are known by their digests. Exit code 1: some are missing."""
    target = user_folder()
    try:
        done = install(source, target)
    except CertificateError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(MISUSE) from error
    typer.echo(f"{len(done.present)} files in {target}")
    for each in done.missing:
        typer.echo(f"not there: {each}")
    raise typer.Exit(NEGATIVE if done.missing else 0)


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    return found


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date such as 2026-11-23", param_hint="--today") from error


def _answer(answer: object) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _unreadable(error: CertificateError, as_json: bool) -> NoReturn:
    if as_json:
        _answer({"error": type(error).__name__, "place": error.place, "reason": error.message})
    else:
        typer.echo(str(error), err=True)
    raise typer.Exit(MISUSE) from error
