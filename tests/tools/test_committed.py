"""The check of committed files finds what must not be there."""

from pathlib import Path

import pytest

from tools import committed


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see https://files.python" + "hosted.org/x", "a package registry's host"),
        ("--index-" + "url https://example.org/simple", "an index address"),
        ('"resolved": ' + '"https://example.org/x.tgz"', "an index address"),
        ("open('/ro" + "ot/data')", "a path of a machine"),
        ("/wo" + "rk/main/x", "a path of a machine"),
        ("/ho" + "me/somebody/x", "a path of a machine"),
    ],
)
def test_a_planted_fault_is_named_with_its_line(tmp_path: Path, monkeypatch, text: str, what: str):
    monkeypatch.setattr(committed, "ROOT", tmp_path)
    (tmp_path / "planted.txt").write_text(f"first line\n{text}\n")
    (fault,) = committed.faults_of(tmp_path / "planted.txt")
    assert fault.startswith(f"planted.txt:2: {what}")


@pytest.mark.parametrize("text", ["</worksheet>", "below `/ro" + "ot`, for instance", "https://example.org/home/page"])
def test_what_only_looks_like_a_path_is_left_alone(tmp_path: Path, monkeypatch, text: str):
    monkeypatch.setattr(committed, "ROOT", tmp_path)
    (tmp_path / "clean.txt").write_text(text)
    assert committed.faults_of(tmp_path / "clean.txt") == []


def test_this_repository_has_none():
    assert [fault for path in committed.committed_files() for fault in committed.faults_of(path)] == []
