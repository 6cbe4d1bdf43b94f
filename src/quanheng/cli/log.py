"""`quanheng log`: verify a tamper-evident log, make and check proofs, make keys, and be a witness.

Exit codes: 0 done and good, 1 a negative finding, 2 misuse, 3 could not be found out.
"""

import base64
import binascii
import json
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from quanheng.cli.output_file import write_whole
from quanheng.ledger.encoding import to_base64
from quanheng.ledger.errors import LedgerError, Malformed, Unreadable
from quanheng.ledger.hashing import HASH_SIZE, SHA256
from quanheng.ledger.keys import COSIGNATURE, ED25519, PrivateKey, parse_key, parse_private_key
from quanheng.ledger.policy import Cosigned, Policy, parse_policy
from quanheng.ledger.sources import CHECKPOINT, Address, Folder, source_of
from quanheng.ledger.tlog_proof import find_entry, make_tlog_proof, parse_tlog_proof
from quanheng.ledger.verification import Verification, verify_log
from quanheng.ledger.witness.server import WitnessServer
from quanheng.ledger.witness.service import Witness

app = typer.Typer(name="log", help="The tamper-evident log: verify it, and prove what is in it.", no_args_is_help=True)

NEGATIVE, INDETERMINATE = 1, 3

Where = Annotated[str, typer.Argument(help="A folder with a log, or the http or https address of one.", metavar="LOG")]
Keys = Annotated[
    list[str] | None, typer.Option("--key", help="Key of the log, as name+id+base64; may be repeated.", metavar="VKEY")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", help="File with keys of logs and witnesses, and the quorum (c2sp.org/tlog-policy)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("verify")
def verify(
    where: Where,
    key: Keys = None,
    policy: PolicyFile = None,
    remember: Annotated[
        Path | None,
        typer.Option(
            "--remember",
            help="File for the checkpoint of this visit. If it is there, the log must have grown from it.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify a whole log: every entry hashed, every tile computed anew, signatures, and growth since the last visit."""
    trust = _trust(key, policy)
    earlier = _read(remember, "--remember") if remember and remember.exists() else None
    found = verify_log(_source(where), trust, earlier)
    if found.verdict == "valid" and found.note and remember:
        write_whole(remember, found.note.encode(), may_replace=True)
    _say_verification(found, as_json)
    raise typer.Exit({"valid": 0, "invalid": NEGATIVE, "indeterminate": INDETERMINATE}[found.verdict])


@app.command("prove")
def prove(
    where: Where,
    key: Keys = None,
    policy: PolicyFile = None,
    index: Annotated[int | None, typer.Option("--index", help="Which entry, counted from 0.", min=0)] = None,
    entry: Annotated[Path | None, typer.Option("--entry", help="File with the entry's bytes.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where to write the proof; else it is printed.")
    ] = None,
) -> None:
    """Make the proof that an entry is in the log (c2sp.org/tlog-proof@v1), to be checked offline ever after."""
    if (index is None) == (entry is None):
        raise typer.BadParameter("give one of --index and --entry", param_hint="--index")
    trust, source = _trust(key, policy), _source(where)
    try:
        if entry is not None:
            size = trust.accept(source.read(CHECKPOINT)).checkpoint.size
            index = find_entry(source, SHA256.leaf(_read(entry, "--entry")), size)
            if index is None:
                raise Malformed(f"{entry} is not among the {size} entries of {where}")
        proof = make_tlog_proof(source, index or 0, trust).encode()
    except LedgerError as error:
        _refuse(error, as_json=False)
    if output is None:
        typer.echo(proof, nl=False)
    else:
        write_whole(output, proof, may_replace=True)


@app.command("check-proof")
def check_proof(
    proof: Annotated[Path, typer.Argument(help="File with the proof.", metavar="PROOF")],
    key: Keys = None,
    policy: PolicyFile = None,
    entry: Annotated[Path | None, typer.Option("--entry", help="File with the entry's bytes.")] = None,
    leaf_hash: Annotated[
        str | None,
        typer.Option("--leaf-hash", help="The entry's leaf hash, in Base 64 or hexadecimal.", metavar="HASH"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check, offline, that an entry is in a log, as a proof says."""
    if (entry is None) == (leaf_hash is None):
        raise typer.BadParameter("give one of --entry and --leaf-hash", param_hint="--entry")
    trust = _trust(key, policy)
    leaf = SHA256.leaf(_read(entry, "--entry")) if entry is not None else _leaf_hash(leaf_hash or "")
    try:
        given = parse_tlog_proof(_read(proof, "PROOF"))
        accepted = given.check(leaf, trust)
    except LedgerError as error:
        _refuse(error, as_json)
    found = accepted.checkpoint
    if as_json:
        facts = {"verdict": "valid", "origin": found.origin, "index": given.index, "size": found.size}
        _print_json(facts | {"root": to_base64(found.root), "witnesses": _witnesses(accepted.cosigned)})
        return
    _echo(f"valid: entry {given.index} of {found.size} in {found.origin}")
    _say_witnesses(accepted.cosigned)


@app.command("key")
def make_key(
    name: Annotated[str, typer.Argument(help="The name it signs under: a log's origin, as log.example/quanheng.")],
    output: Annotated[Path, typer.Option("--output", help="New file for the private key, readable by its owner only.")],
    witness: Annotated[bool, typer.Option("--witness", help="A key for cosigning other logs' checkpoints.")] = False,
) -> None:
    """Make a key for a log or a witness, and print its public half."""
    try:
        key = PrivateKey.generate(name, COSIGNATURE if witness else ED25519)
    except Malformed as error:
        raise typer.BadParameter(str(error), param_hint="NAME") from error
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{key.secret()}\n")
    _echo(str(key.public))


@app.command("witness")
def serve_witness(
    key: Annotated[Path, typer.Option("--key", help="File with the witness's private key.")],
    policy: Annotated[Path, typer.Option("--policy", help="File whose lines 'log KEY' say which logs it cosigns.")],
    state: Annotated[Path, typer.Option("--state", help="Folder in which it remembers; it must not be lost.")],
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)] = 8020,
) -> None:
    """Be a witness for other logs, until Ctrl-C or SIGTERM: cosign their checkpoints as long as they only grow."""
    try:
        secret = parse_private_key(_read(key, "--key").decode("utf-8", "replace").strip())
        state.mkdir(parents=True, exist_ok=True)
        witness = Witness(state, secret, parse_policy(_read(policy, "--policy")).logs, time.time)
    except Malformed as error:
        raise typer.BadParameter(str(error)) from error
    with WitnessServer(witness, host, port) as server:
        for each in (signal.SIGINT, signal.SIGTERM):  # a shell may have told us to ignore the first
            signal.signal(each, signal.default_int_handler)
        _echo(f"{witness.public}\n{server.url}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("ended")


def _trust(keys: list[str] | None, policy: Path | None) -> Policy:
    """The policy of the file, or of the keys alone; keys given beside a file are the only logs that count."""
    if not keys and policy is None:
        raise typer.BadParameter("whose signature counts? Give --key or --policy", param_hint="--key")
    try:
        logs = [parse_key(key) for key in keys or ()]
    except Malformed as error:
        raise typer.BadParameter(str(error), param_hint="--key") from error
    if any(key.is_cosigner for key in logs):
        raise typer.BadParameter("a witness's key belongs in a policy", param_hint="--key")
    if policy is None:
        return Policy.of(*logs)
    try:
        read = parse_policy(_read(policy, "--policy"))
    except Malformed as error:
        raise typer.BadParameter(f"{policy}: {error}", param_hint="--policy") from error
    if not logs and not read.logs:
        raise typer.BadParameter(f"{policy} names no log: give --key", param_hint="--key")
    return read.with_logs(logs) if logs else read


def _source(where: str) -> Folder | Address:
    try:
        return source_of(where)
    except Unreadable as error:
        raise typer.BadParameter(str(error), param_hint="LOG") from error


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}", param_hint=name) from error


def _leaf_hash(text: str) -> bytes:
    try:
        data = bytes.fromhex(text) if len(text) == 2 * HASH_SIZE else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise typer.BadParameter(
            f"{text[:80]!r} is neither Base 64 nor hexadecimal", param_hint="--leaf-hash"
        ) from error
    if len(data) != HASH_SIZE:
        raise typer.BadParameter(f"a hash has {HASH_SIZE} bytes, not {len(data)}", param_hint="--leaf-hash")
    return data


def _say_verification(found: Verification, as_json: bool) -> None:
    checkpoint = found.checkpoint
    if as_json:
        facts: dict[str, Any] = {"verdict": found.verdict, "findings": [str(each) for each in found.findings]}
        if checkpoint:
            facts |= {"origin": checkpoint.origin, "size": checkpoint.size, "root": to_base64(checkpoint.root)}
        _print_json(facts | {"witnesses": _witnesses(found.cosigned), "remarks": list(found.remarks)})
        return
    what = f": {checkpoint.origin}, {checkpoint.head}" if checkpoint else ""
    _echo(found.verdict + what)
    for finding in found.findings:
        _echo(f"  {finding}")
    for remark in found.remarks:
        _echo(f"  remark: {remark}")
    if checkpoint:
        _say_witnesses(found.cosigned)


def _say_witnesses(cosigned: tuple[Cosigned, ...]) -> None:
    for each in _witnesses(cosigned):
        _echo(f"witnessed by {each['name']} at {each['at']}")
    if not cosigned:
        _echo("no witness of your policy cosigned it")


def _witnesses(cosigned: tuple[Cosigned, ...]) -> list[dict[str, str]]:
    return [{"name": each.witness, "at": _time(each.at)} for each in cosigned]


def _time(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds} since 1970"


def _refuse(error: LedgerError, as_json: bool) -> NoReturn:
    is_doubt = isinstance(error, Unreadable)
    verdict = "indeterminate" if is_doubt else "invalid"
    if as_json:
        _print_json({"verdict": verdict, "findings": [str(error)]})
    else:
        _echo(f"{verdict}: {error}", err=True)
    raise typer.Exit(INDETERMINATE if is_doubt else NEGATIVE) from error


def _print_json(facts: dict[str, Any]) -> None:
    _echo(json.dumps(facts, ensure_ascii=False, indent=2))


def _echo(text: str, err: bool = False) -> None:
    # A policy may hold names that are no UTF-8.
    typer.echo(text.encode("utf-8", "backslashreplace"), err=err)
