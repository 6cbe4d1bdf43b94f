"""`quanheng log`, as a stranger uses it: verify, prove, check offline; over the network too; exit codes."""

import functools
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quanheng.cli.log import app
from quanheng.ledger.keys import parse_key, parse_private_key
from quanheng.ledger.policy import Policy
from quanheng.ledger.sources import Address, Folder
from quanheng.ledger.tlog_proof import TlogProof, make_tlog_proof, parse_tlog_proof
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log
from quanheng.ledger.witness.client import WitnessClient
from tests.ledger.logs import KEY, POLICY, entry, grown, publisher

VKEY = str(KEY.public)


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grown(tmp_path_factory.mktemp("log"), 5, 300)


@pytest.fixture
def log(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "log"))


@pytest.fixture
def entry_file(tmp_path: Path) -> Path:
    file = tmp_path / "entry"
    file.write_bytes(entry(260))
    return file


class Quiet(http.server.SimpleHTTPRequestHandler):
    broken = ""

    def do_GET(self) -> None:
        if self.broken and self.broken in self.path:
            self.send_error(503)
        else:
            super().do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def address(log: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(log))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


# ── verify ───────────────────────────────────────────────────────────────────────────────────────


def test_a_good_log_is_valid(log: Path) -> None:
    code, said = run("verify", log, "--key", VKEY)
    assert code == 0
    assert said.startswith("valid: log.example/quanheng, size 300, root ")
    code, said = run("verify", log, "--key", VKEY, "--json")
    assert json.loads(said)["verdict"] == "valid"
    assert json.loads(said)["size"] == 300


def test_a_changed_entry_is_named(log: Path) -> None:
    bundle = log / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 9 ", b"entry 8 "))
    code, said = run("verify", log, "--key", VKEY)
    assert code == 1
    assert said.startswith("invalid: ")
    assert "tile/0/000: hash 9 is " in said


def test_a_key_of_another_log_is_a_finding(log: Path) -> None:
    code, said = run("verify", log, "--key", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert code == 1
    assert "is not signed by a key known here: example.com/foo+530d903a" in said


def test_over_the_network_it_is_the_same(address: str, log: Path) -> None:
    assert run("verify", address, "--key", VKEY)[0] == 0
    (log / "tile" / "0" / "000").unlink()
    code, said = run("verify", address, "--key", VKEY)
    assert (code, "tile/0/000 is not there: 404" in said) == (1, True)


def test_what_cannot_be_read_is_indeterminate(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("verify", "http://127.0.0.1:1/log", "--key", VKEY)[0] == 3
    monkeypatch.setattr(Quiet, "broken", "tile/1/")
    code, said = run("verify", address, "--key", VKEY)
    assert code == 3
    assert said.startswith("indeterminate: ")
    assert "503" in said


def test_a_log_that_went_back_is_found_by_who_was_there(tmp_path: Path, log: Path) -> None:
    memory = tmp_path / "seen"
    assert run("verify", log, "--key", VKEY, "--remember", memory)[0] == 0
    assert memory.read_bytes() == (log / "checkpoint").read_bytes()
    assert run("verify", log, "--key", VKEY, "--remember", memory)[0] == 0
    (tmp_path / "shorter").mkdir()
    shorter = grown(tmp_path / "shorter", 5)
    code, said = run("verify", shorter, "--key", VKEY, "--remember", memory)
    assert (code, "has 5 entries, and had 300 before" in said) == (1, True)
    assert memory.read_bytes() == (log / "checkpoint").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "{log}"),
        ("verify", "{log}", "--key", "nonsense"),
        ("verify", "{log}", "--policy", "absent"),
        ("verify", "absent", "--key", VKEY),
        ("verify", "ftp://log.example", "--key", VKEY),
        ("prove", "{log}", "--key", VKEY),
        ("prove", "{log}", "--key", VKEY, "--index", "1", "--entry", "{entry}"),
        ("check-proof", "absent", "--key", VKEY, "--entry", "{entry}"),
        ("check-proof", "{entry}", "--key", VKEY),
        ("check-proof", "{entry}", "--key", VKEY, "--leaf-hash", "xyz"),
        ("check-proof", "{entry}", "--key", VKEY, "--leaf-hash", "AAAA"),
    ],
)
def test_misuse_is_exit_code_2(log: Path, entry_file: Path, arguments: tuple[str, ...]) -> None:
    assert run(*(each.format(log=log, entry=entry_file) for each in arguments))[0] == 2


# ── prove and check ──────────────────────────────────────────────────────────────────────────────


def test_a_proof_is_made_and_checked_offline(log: Path, entry_file: Path, tmp_path: Path) -> None:
    proof = tmp_path / "entry.tlog-proof"
    assert run("prove", log, "--key", VKEY, "--entry", entry_file, "--output", proof) == (0, "")
    shutil.rmtree(log)
    code, said = run("check-proof", proof, "--key", VKEY, "--entry", entry_file)
    assert (code, said.splitlines()[0]) == (0, "valid: entry 260 of 300 in log.example/quanheng")
    leaf = Tree([entry(260)]).root().hex()
    assert run("check-proof", proof, "--key", VKEY, "--leaf-hash", leaf, "--json")[0] == 0
    entry_file.write_bytes(entry(261))
    code, said = run("check-proof", proof, "--key", VKEY, "--entry", entry_file)
    assert (code, said.startswith("invalid: the proof of entry 260 leads to root")) == (1, True)


def test_a_proof_is_printed_as_it_is(log: Path) -> None:
    code, said = run("prove", log, "--key", VKEY, "--index", 0)
    assert code == 0
    assert parse_tlog_proof(said.encode()) == make_tlog_proof(Folder(log), 0, POLICY)


def test_what_is_not_in_the_log_is_not_proved(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"never logged")
    assert run("prove", log, "--key", VKEY, "--entry", other)[0] == 1
    assert run("prove", log, "--key", VKEY, "--index", 300)[0] == 1


def test_a_quorum_is_asked_of_proofs_too(log: Path, entry_file: Path, tmp_path: Path) -> None:
    proof, policy = tmp_path / "proof", tmp_path / "policy"
    run("prove", log, "--key", VKEY, "--index", 260, "--output", proof)
    _, witness = run("key", "witness.example/w1", "--witness", "--output", tmp_path / "witness.key")
    policy.write_text(f"log {VKEY}\nwitness w1 {witness}quorum w1\n")
    code, said = run("check-proof", proof, "--policy", policy, "--entry", entry_file)
    assert (code, "lacks the quorum 'w1'" in said) == (1, True)
    policy.write_text(policy.read_text().replace("quorum w1", "quorum none"))
    assert run("check-proof", proof, "--policy", policy, "--entry", entry_file)[0] == 0


PROOF = TlogProof(1, (bytes(32), bytes([1] * 32)), b"checkpoint", b"extra")
LINES = PROOF.encode().decode()


def test_a_proof_reads_as_it_is_written() -> None:
    assert LINES.startswith("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\nAAAA")
    for proof in (PROOF, TlogProof(0, (), b"\n\n"), TlogProof(0, (), b"", b"")):
        assert parse_tlog_proof(proof.encode()) == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        LINES.replace("@v1", "@v2"),
        LINES.replace("index 1", "index 01"),
        LINES.replace("index 1", "index -1"),
        LINES.replace("index 1\n", ""),
        LINES.replace("index 1", "at 1"),
        LINES.replace("ZXh0cmE=", "ZXh0cmE"),
        LINES.replace("extra ZXh0cmE=\nindex 1", "index 1\nextra ZXh0cmE="),
        LINES.replace("AAAA", "AAA", 1),
        LINES.replace("AAAA", "", 1),
        LINES.replace("\n", "\r\n"),
        LINES.partition("\n\n")[0],
        "c2sp.org/tlog-proof@v1\nindex 1\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + "\ncheckpoint",
    ],
)
def test_what_is_no_proof_is_refused(tmp_path: Path, entry_file: Path, text: str) -> None:
    file = tmp_path / "proof"
    file.write_bytes(text.encode())
    assert run("check-proof", file, "--key", VKEY, "--entry", entry_file)[0] == 1


# ── keys and witnesses ───────────────────────────────────────────────────────────────────────────


def test_a_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "log.key"
    code, said = run("key", "log.example/new", "--output", file)
    assert code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert parse_private_key(file.read_text().strip()).public == parse_key(said.strip())
    assert run("key", "log.example/new", "--output", file)[0] == 2
    assert run("key", "two words", "--output", tmp_path / "other")[0] == 2


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_witness_is_served_until_it_is_ended(tmp_path: Path, ending: signal.Signals) -> None:
    _, vkey = run("key", "witness.example/w1", "--witness", "--output", tmp_path / "witness.key")
    (tmp_path / "policy").write_text(f"log {VKEY}\nquorum none\n")
    command = [sys.executable, "-c", "from quanheng.cli.log import app; app()", "witness", "--port", "0"]
    command += ["--key", tmp_path / "witness.key", "--policy", tmp_path / "policy", "--state", tmp_path / "state"]
    environment = {**os.environ, "PYTHONPATH": "src", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        assert process.stdout.readline() == vkey
        client = WitnessClient(process.stdout.readline().strip(), parse_key(vkey.strip()))
        done = publisher(tmp_path, [b"one"], cosigners=[client]).publish()
        process.send_signal(ending)
        assert process.wait(10) == 0
    assert done.unwitnessed == ()
    found = verify_log(Folder(tmp_path / "log"), Policy.of(KEY.public))
    assert found.note
    assert [each.name for each in found.note.signatures] == [KEY.name, "witness.example/w1"]


class Slow(Folder):
    """A log that is far away; tells how many were asked at once."""

    at_once, most = 0, 0
    lock = threading.Lock()

    def read(self, path: str) -> bytes:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(0.002)
        with self.lock:
            self.at_once -= 1
        return super().read(path)


def test_a_distant_log_is_read_several_at_once(tmp_path: Path) -> None:
    class Distant:
        def __init__(self, source: Slow) -> None:
            self.source, self.asked = source, []

        def read(self, path: str) -> bytes:
            self.asked.append(path)
            return self.source.read(path)

    slow = Slow(grown(tmp_path, 5_000))
    distant = Distant(slow)
    assert verify_log(distant, POLICY).verdict == "valid"
    assert 2 <= slow.most <= 8
    assert len(distant.asked) == len(set(distant.asked)) == len(slow.paths())


def test_an_address_is_not_opened_before_it_is_read() -> None:
    assert str(Address("http://127.0.0.1:1/log/")) == "http://127.0.0.1:1/log"
