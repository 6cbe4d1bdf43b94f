"""An independent implementation in Python, aics-tlog and aics-witness, as judge, witness, and client of our witness.

They need Python 3.12 or later; an interpreter that has them is looked for on PATH.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from quanheng.ledger.keys import COSIGNATURE, PrivateKey, parse_key
from quanheng.ledger.notes import parse_note
from quanheng.ledger.policy import Policy, parse_policy
from quanheng.ledger.sources import Folder
from quanheng.ledger.verification import verify_log
from quanheng.ledger.witness.client import WitnessClient
from quanheng.ledger.witness.server import WitnessServer
from quanheng.ledger.witness.service import Witness
from tests.ledger.logs import KEY, entry, grown, publisher

FEEDER = """
import sys
from pathlib import Path
from aics_tlog import FileSystemTileReader, consistency_proof_from_tiles
from aics_witness.feeder import WitnessClient, merge_cosignatures
url, vkey, log = sys.argv[1:]
note = Path(log, "checkpoint").read_bytes()
reader = FileSystemTileReader(log)
size = int(note.split(b"\\n")[1])
client = WitnessClient(url, vkey)
lines = client.submit(note, lambda old, new: consistency_proof_from_tiles(reader, old, new))
sys.stdout.buffer.write(merge_cosignatures(note, lines))
"""


@pytest.fixture(scope="module")
def python() -> str:
    for name in (sys.executable, "python3", "python3.12", "python3.13", "python3.14"):
        found = shutil.which(name)
        command = [found or name, "-c", "import aics_tlog, aics_witness"]
        if found and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return found
    pytest.skip("needs aics-tlog and aics-witness in a Python of 3.12 or later on PATH, which are absent")


def run(python: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [python, "-m", *(str(each) for each in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_it_verifies_our_log_and_its_growth(python: str, tmp_path: Path) -> None:
    log = grown(tmp_path, 300)
    shutil.copy(log / "checkpoint", tmp_path / "old.note")
    grown(tmp_path, 70_000)
    given = ("--tiles", log, "--log-key", KEY.public)
    for arguments in (
        ("verify-checkpoint", *given),
        ("verify-inclusion", *given, "--index", 69_999),
        ("verify-inclusion", *given, "--index", 255),
        ("verify-consistency", *given, "--old-checkpoint", tmp_path / "old.note"),
    ):
        done = run(python, "aics_tlog", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    tile = log / "tile" / "0" / "000"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert run(python, "aics_tlog", "verify-inclusion", *given, "--index", 255).returncode != 0


def test_its_witness_cosigns_our_log(python: str, tmp_path: Path) -> None:
    config = ("--config", tmp_path / "witness.json")
    made = run(python, "aics_witness", "init", *config, "--name", "witness.example/aics")
    assert made.returncode == 0, made.stderr
    vkey = next(word for word in made.stdout.split() if word.startswith("witness.example/aics+"))
    added = run(python, "aics_witness", "add-log", *config, "--origin", KEY.name, "--vkey", KEY.public)
    assert added.returncode == 0, added.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "-m", "aics_witness", "serve", *map(str, config), "--listen", f"127.0.0.1:{port}"]
    policy = parse_policy(f"log {KEY.public}\nwitness other {vkey}\nquorum other\n".encode())
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ) as process:
        try:
            client = WitnessClient(f"http://127.0.0.1:{port}", parse_key(vkey))
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            for size in (5, 300):
                rows = [entry(number) for number in range(size)]
                done = publisher(tmp_path, rows, cosigners=[client], required=policy).publish()
                assert done.unwitnessed == ()
        finally:
            process.terminate()
            process.wait(20)
    found = verify_log(Folder(tmp_path / "log"), policy)
    assert (found.verdict, [each.witness for each in found.cosigned]) == ("valid", ["other"])


def test_its_client_understands_our_witness(python: str, tmp_path: Path) -> None:
    key = PrivateKey.generate("witness.example/ours", COSIGNATURE)
    witness = Witness(tmp_path / "witness", key, [KEY.public], time.time)
    policy = parse_policy(f"log {KEY.public}\nwitness ours {key.public}\nquorum ours\n".encode())
    with WitnessServer(witness) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            for size in (5, 300):
                log = grown(tmp_path, size)
                done = subprocess.run(
                    [python, "-c", FEEDER, server.url, str(key.public), log],
                    capture_output=True,
                    check=False,
                    timeout=60,
                )
                assert done.returncode == 0, done.stderr.decode()
                assert policy.accept(done.stdout).checkpoint.size == size
                assert len(parse_note(done.stdout).signatures) == 2
        finally:
            server.shutdown()
            thread.join()
    assert verify_log(Folder(log), Policy.of(KEY.public)).verdict == "valid"
