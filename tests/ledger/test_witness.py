"""Witnesses: every answer of the protocol, over HTTP, and a publisher that asks two of them."""

import base64
import hashlib
import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quanheng.ledger.checkpoints import Checkpoint
from quanheng.ledger.errors import Malformed, SignatureRefused, WitnessRefused
from quanheng.ledger.keys import COSIGNATURE, PrivateKey, cosigned_at
from quanheng.ledger.notes import Note, Signature, parse_note, verify_note
from quanheng.ledger.policy import parse_policy
from quanheng.ledger.sources import Folder
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log
from quanheng.ledger.witness.client import WitnessClient
from quanheng.ledger.witness.protocol import AddCheckpoint, parse_add_checkpoint
from quanheng.ledger.witness.server import MAX_BODY, WitnessServer
from quanheng.ledger.witness.service import Answer, Witness
from tests.ledger.faults import Faulty
from tests.ledger.logs import KEY, entry, publisher

NOW = 1_800_000_000
WITNESS = PrivateKey("witness.example/w1", bytes([7] * 32), COSIGNATURE)
TREE = Tree(entry(number) for number in range(40))


def head(size: int, tree: Tree = TREE, key: PrivateKey = KEY, root: bytes | None = None) -> Note:
    text = Checkpoint(key.name, size, root or tree.root(size)).text()
    return Note(text, (key.sign(text),))


def request(old: int, new: int) -> AddCheckpoint:
    proof = TREE.prove_consistency(old, new) if 0 < old <= new else []
    return AddCheckpoint(old, tuple(proof), head(new).encode())


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness", WITNESS, [KEY.public], clock=lambda: NOW)


def ask(witness: Witness, asked: AddCheckpoint) -> Answer:
    return witness.add_checkpoint(asked.encode())


def test_it_cosigns_what_has_grown(witness: Witness) -> None:
    for old, new in ((0, 0), (0, 3), (3, 3), (3, 8), (8, 40)):
        answer = ask(witness, request(old, new))
        assert answer.status == 200, answer.body
        note = parse_note(head(new).encode() + answer.body)
        assert verify_note(note, [WITNESS.public]) == [WITNESS.public]
        assert cosigned_at(note.signatures[-1].value) == NOW


def test_another_size_is_told_the_one_it_has(witness: Witness) -> None:
    ask(witness, request(0, 8))
    for old in (0, 3, 9):
        answer = ask(witness, request(old, 20))
        assert (answer.status, answer.body, answer.content_type) == (409, b"8\n", "text/x.tlog.size")


def test_every_refusal_has_its_status(witness: Witness) -> None:
    ask(witness, request(0, 8))
    good = request(8, 20)
    other = PrivateKey.generate(KEY.name)
    forged = replace(head(20).signatures[0], value=bytes(64))
    refused = {
        "unknown log": (404, replace(good, checkpoint=head(20, key=PrivateKey.generate("other.example")).encode())),
        "not signed by the log": (403, replace(good, checkpoint=head(20, key=other).encode())),
        "false signature": (403, replace(good, checkpoint=Note(head(20).text, (forged,)).encode())),
        "a false one beside a good one": (403, replace(good, checkpoint=head(20).with_signatures([forged]).encode())),
        "old above new": (400, AddCheckpoint(8, (), head(7).encode())),
        "no proof": (422, replace(good, proof=())),
        "a proof too long": (422, replace(good, proof=(*good.proof, bytes(32)))),
        "another proof": (422, replace(good, proof=tuple(TREE.prove_consistency(7, 20)))),
        "another root": (422, replace(good, checkpoint=head(20, root=bytes(32)).encode())),
        "another root of the same size": (422, AddCheckpoint(8, (), head(8, root=bytes(32)).encode())),
        "no note": (400, replace(good, checkpoint=b"")),
        "no checkpoint": (400, replace(good, checkpoint=Note("text\n", head(8).signatures).encode())),
    }
    assert {name: ask(witness, asked).status for name, (_, asked) in refused.items()} == {
        name: status for name, (status, _) in refused.items()
    }
    # Nothing of this was remembered.
    assert ask(witness, good).status == 200


def test_from_nothing_there_is_no_proof_and_one_root(witness: Witness) -> None:
    assert ask(witness, AddCheckpoint(0, (bytes(32),), head(3).encode())).status == 422
    assert ask(witness, AddCheckpoint(0, (), head(0, root=bytes(32)).encode())).status == 422
    assert ask(witness, request(0, 0)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        b"old 00\n\n" + head(3).encode(),
        b"old -1\n\n" + head(3).encode(),
        b"size 0\n\n" + head(3).encode(),
        b"old 0\nnot base 64\n\n" + head(3).encode(),
        b"old 0\nAAAA\n\n" + head(3).encode(),
        b"old 0\n" + (base64.b64encode(bytes(32)) + b"\n") * 64 + b"\n" + head(3).encode(),
        b"old \xff\n\n" + head(3).encode(),
    ],
)
def test_what_is_no_request_is_a_400(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body).status == 400


def test_a_request_reads_as_it_is_written() -> None:
    asked = request(8, 20)
    assert parse_add_checkpoint(asked.encode()) == asked


def test_a_witness_needs_a_witness_s_key(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        Witness(tmp_path, KEY, [], clock=lambda: NOW)
    with pytest.raises(Malformed):
        WitnessClient("http://127.0.0.1:1", KEY.public)
    with pytest.raises(Malformed):
        WitnessClient("file:///etc", WITNESS.public)


def test_it_remembers_across_a_restart(tmp_path: Path, witness: Witness) -> None:
    ask(witness, request(0, 8))
    again = Witness(tmp_path / "witness", WITNESS, [KEY.public], clock=lambda: NOW)
    assert ask(again, request(0, 20)).body == b"8\n"


def test_what_it_could_not_remember_it_does_not_cosign(tmp_path: Path) -> None:
    system = Faulty()
    witness = Witness(tmp_path / "witness", WITNESS, [KEY.public], clock=lambda: NOW, system=system)
    system.at = len(system.steps) + 3
    with pytest.raises(OSError, match="made to fail"):
        ask(witness, request(0, 8))
    assert ask(witness, request(0, 3)).status == 200


def test_its_time_does_not_go_back(tmp_path: Path) -> None:
    times = iter([NOW, NOW - 1, NOW])
    witness = Witness(tmp_path / "witness", WITNESS, [KEY.public], clock=lambda: next(times))
    assert [ask(witness, request(old, new)).status for old, new in ((0, 3), (3, 8), (3, 8))] == [200, 503, 200]


def test_of_many_at_once_one_is_served_and_the_largest_stays(witness: Witness) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda size=size: answers.append(ask(witness, request(0, size)).status))
        for size in range(1, 21)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, *[409] * 19]


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def server(witness: Witness) -> Iterator[WitnessServer]:
    with WitnessServer(witness) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_client_and_server_understand_each_other(server: WitnessServer) -> None:
    client = WitnessClient(server.url, WITNESS.public)
    for size in (3, 8, 40):
        assert client.cosign(head(size), TREE)[0].name == WITNESS.name
    # A client that knows nothing is told the size, and asks again.
    assert WitnessClient(server.url, WITNESS.public).cosign(head(40), TREE)
    with pytest.raises(WitnessRefused, match="rolled back"):
        WitnessClient(server.url, WITNESS.public).cosign(head(8), TREE)
    other = Tree(b"%d" % number for number in range(50))
    with pytest.raises(WitnessRefused, match="422"):
        client.cosign(head(50, other), other)


def test_it_shows_what_it_cosigned(server: WitnessServer) -> None:
    url = f"{server.url}/{hashlib.sha256(KEY.name.encode()).hexdigest()}/checkpoint"
    with pytest.raises(urllib.error.HTTPError) as absent:
        urllib.request.urlopen(url)
    absent.value.close()
    assert absent.value.code == 404
    extra = Signature("unknown.example", b"1234", b"signature")
    WitnessClient(server.url, WITNESS.public).cosign(head(8).with_signatures([extra]), TREE)
    with urllib.request.urlopen(url) as answer:
        note = parse_note(answer.read())
    assert [key.name for key in verify_note(note, [KEY.public, WITNESS.public])] == [KEY.name, WITNESS.name]
    assert len(note.signatures) == 2


def test_the_server_has_limits(server: WitnessServer) -> None:
    host, port = str(server.server_address[0]), int(server.server_address[1])
    found = {}
    for name, method, path, headers in (
        ("too long", "POST", "/add-checkpoint", {"Content-Length": str(MAX_BODY + 1)}),
        ("no length", "POST", "/add-checkpoint", {"Content-Length": "x"}),
        ("elsewhere", "POST", "/", {"Content-Length": "0"}),
        ("nothing here", "GET", "/../etc/passwd", {}),
        ("another method", "PUT", "/add-checkpoint", {}),
    ):
        connection = http.client.HTTPConnection(host, port, timeout=10)
        connection.putrequest(method, path)
        for key, value in headers.items():
            connection.putheader(key, value)
        connection.endheaders()
        found[name] = connection.getresponse().status
        connection.close()
    assert found == {"too long": 413, "no length": 411, "elsewhere": 404, "nothing here": 404, "another method": 501}


def test_a_client_believes_its_witness_s_key_alone(server: WitnessServer) -> None:
    stranger = PrivateKey.generate(WITNESS.name, COSIGNATURE)
    with pytest.raises(WitnessRefused, match="did not cosign"):
        WitnessClient(server.url, stranger.public).cosign(head(3), TREE)
    with pytest.raises(WitnessRefused, match="cannot be reached"):
        WitnessClient("http://127.0.0.1:1", WITNESS.public).cosign(head(3), TREE)


# ── the publisher and its witnesses ──────────────────────────────────────────────────────────────


def test_a_log_is_published_with_its_witnesses_cosignatures(tmp_path: Path, server: WitnessServer) -> None:
    policy = parse_policy(f"log {KEY.public}\nwitness city {WITNESS.public}\nquorum city\n".encode())
    client = WitnessClient(server.url, WITNESS.public)
    rows = [entry(number) for number in range(300)]
    for size in (5, 300):
        done = publisher(tmp_path, rows[:size], cosigners=[client], required=policy).publish()
        assert done.unwitnessed == ()
    found = verify_log(Folder(tmp_path / "log"), policy)
    assert found.verdict == "valid"
    assert [(each.witness, each.at) for each in found.cosigned] == [("city", NOW)]


def test_without_the_quorum_the_old_checkpoint_stays(tmp_path: Path, server: WitnessServer) -> None:
    policy = parse_policy(f"log {KEY.public}\nwitness city {WITNESS.public}\nquorum city\n".encode())
    away = WitnessClient("http://127.0.0.1:1", WITNESS.public)
    rows = [entry(number) for number in range(9)]
    publisher(tmp_path, rows[:5], cosigners=[WitnessClient(server.url, WITNESS.public)], required=policy).publish()
    with pytest.raises(SignatureRefused, match=r"not published.*cannot be reached"):
        publisher(tmp_path, rows, cosigners=[away], required=policy).publish()
    assert verify_log(Folder(tmp_path / "log"), policy).entries == 5
    # When it can be reached again, the same head is published.
    publisher(tmp_path, rows, cosigners=[WitnessClient(server.url, WITNESS.public)], required=policy).publish()
    assert verify_log(Folder(tmp_path / "log"), policy).entries == 9
    # Where none is required, a witness that is away is told of, and the log goes on.
    done = publisher(tmp_path, [*rows, b"more"], cosigners=[away]).publish()
    assert "cannot be reached" in done.unwitnessed[0]
