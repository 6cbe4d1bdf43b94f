"""`quanheng certificate verify`: is a signed certificate genuine, by whom, as of when, and what nobody looked at."""

import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from quanheng.certificate.errors import CertificateError
from quanheng.certificate.limits import DEFAULT_LIMITS
from quanheng.certificate.signing.certificates import fingerprint
from quanheng.certificate.verifying import NOBODY, SignatureFinding, Trust, TrustRefused, Verification, Weight, verify
from quanheng.certificate.verifying.trust import read_answer, read_revocation_list, read_trust
from quanheng.cli.language import Language
from quanheng.cli.output_file import write_whole

EXIT_CODES = {"valid": 0, "invalid": 1, "indeterminate": 3}
_MISUSE = 2

_VERDICTS = {
    Language.EN: {"valid": "VALID", "invalid": "INVALID", "indeterminate": "INDETERMINATE"},
    Language.ZH: {"valid": "有效", "invalid": "无效", "indeterminate": "无法判定"},
}
_MARKS = {Weight.FACT: "✓", Weight.CAUTION: "!", Weight.GAP: "?", Weight.FAULT: "✗"}
_LABELS = {
    Language.EN: {
        "signature": "Signature {position} of {number}",
        "suite": "suite",
        "signer": "signer",
        "at": "judged at",
        "given": "given",
        "stamped": "time stamp",
        "claimed": "claimed by the signer",
        "now": "now, for want of another",
    },
    Language.ZH: {
        "signature": "第 {position} 个签名，共 {number} 个",
        "suite": "算法套件",
        "signer": "签名人",
        "at": "判定时间",
        "given": "给定",
        "stamped": "时间戳",
        "claimed": "签名人自称",
        "now": "无其他时间，取当前时间",
    },
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command."""

    trust: Path | None
    at: str | None
    lists: tuple[Path, ...]
    answers: tuple[Path, ...]
    requires_revocation: bool
    requires_proven_time: bool
    output: Path | None


def verify_certificate(
    certificate: Annotated[str, typer.Argument(help="A signed certificate, or - for standard input.", metavar="FILE")],
    trust: Annotated[Path | None, typer.Option("--trust", help="A trust directory.", metavar="DIR")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="A time at which the signature is known to have existed.", metavar="TIME")
    ] = None,
    crl: Annotated[
        list[Path] | None, typer.Option("--crl", help="A revocation list; may be repeated.", metavar="FILE")
    ] = None,
    ocsp: Annotated[
        list[Path] | None, typer.Option("--ocsp", help="An OCSP answer; may be repeated.", metavar="FILE")
    ] = None,
    require_revocation: Annotated[
        bool, typer.Option("--require-revocation", help="Without evidence about revocation: indeterminate.")
    ] = False,
    require_proven_time: Annotated[
        bool,
        typer.Option("--require-proven-time", help="With nothing but the signer's word for the time: indeterminate."),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write what was signed here, if it is valid.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    language: Annotated[
        Language | None, typer.Option("--language", help="Of the answer; unless given, that of the terminal.")
    ] = None,
) -> None:
    """Verify the signatures of a certificate. Exit code 0 valid, 1 invalid, 2 misuse, 3 indeterminate."""
    wanted = Wanted(trust, at, tuple(crl or ()), tuple(ocsp or ()), require_revocation, require_proven_time, output)
    try:
        found = _verified(certificate, wanted)
        if output is not None and found.is_valid:
            write_whole(output, found.signed_bytes, may_replace=True)
    except CertificateError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_MISUSE) from error
    except OSError as error:
        typer.echo(f"{error.filename or certificate}: {error.strerror}", err=True)
        raise typer.Exit(_MISUSE) from error
    if as_json:
        typer.echo(json.dumps(answer_of(found), ensure_ascii=False, indent=2))
    else:
        _write(certificate, found, language or Language.of_terminal())
    raise typer.Exit(EXIT_CODES[found.verdict])


def answer_of(found: Verification) -> dict[str, Any]:
    """The answer in JSON's types; members are described in `docs/reference/certificates-signatures.md`."""
    return {
        "verdict": found.verdict,
        "checked_at": found.checked_at.isoformat(timespec="seconds"),
        "signatures": [_signature_answer(each) for each in found.signatures],
        "reasons": [
            {
                "id": each.id,
                "weight": each.weight.value,
                "signature": each.signature,
                "en": each.en,
                "zh": each.zh,
                "detail": each.detail,
            }
            for each in found.reasons
        ],
    }


def _signature_answer(finding: SignatureFinding) -> dict[str, Any]:
    return {
        "position": finding.position,
        "verdict": finding.verdict,
        "intact": finding.is_intact,
        "suite": finding.suite.name if finding.suite else None,
        "signer": finding.signer.subject.rfc4514_string() if finding.signer else None,
        "certificate_sha256": fingerprint(finding.signer) if finding.signer else None,
        "path": [each.subject.rfc4514_string() for each in finding.path],
        "judged_at": finding.at.astimezone(UTC).isoformat(timespec="seconds") if finding.at else None,
        "time_source": finding.time_source,
        "claimed_at": finding.claimed_at.astimezone(UTC).isoformat(timespec="seconds") if finding.claimed_at else None,
        "revocation": [
            {
                "state": each.state,
                "as_of": each.as_of.isoformat(timespec="seconds") if each.as_of else None,
                "revoked_at": each.revoked_at.isoformat(timespec="seconds") if each.revoked_at else None,
            }
            for each in finding.revocations
        ]
        or [{"state": "unchecked", "as_of": None, "revoked_at": None}],
    }


def _verified(certificate: str, wanted: Wanted) -> Verification:
    trust = NOBODY if wanted.trust is None else read_trust(wanted.trust)
    trust = _with_options(trust, wanted)
    # One byte more than is read, so that the limit is the verifier's to state.
    size = DEFAULT_LIMITS.size + 1
    if certificate == "-":
        data = sys.stdin.buffer.read(size)
    else:
        with Path(certificate).open("rb") as file:
            data = file.read(size)
    return verify(data, trust, at=_time(wanted.at))


def _with_options(trust: Trust, wanted: Wanted) -> Trust:
    return replace(
        trust,
        revocation_lists=(
            *trust.revocation_lists,
            *(read_revocation_list(path.read_bytes(), str(path)) for path in wanted.lists),
        ),
        answers=(*trust.answers, *(read_answer(path.read_bytes(), str(path)) for path in wanted.answers)),
        requires_revocation=trust.requires_revocation or wanted.requires_revocation,
        requires_proven_time=trust.requires_proven_time or wanted.requires_proven_time,
    )


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise TrustRefused(f"--at {text} is no time; write it as 2026-11-23T12:00:00+08:00") from error
    if time.tzinfo is None:
        raise TrustRefused(f"--at {text} has no time zone; write it as 2026-11-23T12:00:00+08:00")
    return time


def _write(name: str, found: Verification, language: Language) -> None:
    labels = _LABELS[language]
    typer.echo(f"{_VERDICTS[language][found.verdict]}  {_printable(name)}")
    for each in found.document_reasons:
        _write_reason(each.weight, each.zh if language is Language.ZH else each.en, each.id, each.detail)
    for finding in found.signatures:
        heading = labels["signature"].format(position=finding.position, number=len(found.signatures))
        typer.echo(f"\n{heading}: {_VERDICTS[language][finding.verdict]}")
        if finding.suite and finding.signer:
            typer.echo(f"    {labels['suite']}: {finding.suite.name}")
            typer.echo(f"    {labels['signer']}: {_printable(finding.signer.subject.rfc4514_string())}")
        if finding.at and finding.time_source:
            time = finding.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            typer.echo(f"    {labels['at']}: {time} ({labels[finding.time_source]})")
        for each in finding.reasons:
            _write_reason(each.weight, each.zh if language is Language.ZH else each.en, each.id, each.detail)


def _write_reason(weight: Weight, words: str, name: str, detail: str) -> None:
    typer.echo(f"  {_MARKS[weight]} {words} [{name}]" + (f"\n      {_printable(detail)}" if detail else ""))


def _printable(text: str) -> str:
    """The text without what could steer a terminal: it comes from the document."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
