"""What a command writes is there as a whole, or not at all."""

import errno
import os
from pathlib import Path

import pytest

from quanheng.cli.output_file import write_whole


def full_disk(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_is_written_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.xml", b"whole", may_replace=False)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.xml", b"whole")]


def test_what_is_there_is_replaced_only_where_that_is_allowed(tmp_path: Path) -> None:
    output = tmp_path / "a.xml"
    output.write_bytes(b"earlier")
    with pytest.raises(FileExistsError):
        write_whole(output, b"later", may_replace=False)
    assert output.read_bytes() == b"earlier"
    write_whole(output, b"later", may_replace=True)
    assert output.read_bytes() == b"later"


@pytest.mark.parametrize("earlier", [None, b"earlier"])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bytes | None
) -> None:
    output = tmp_path / "a.xml"
    if earlier is not None:
        output.write_bytes(earlier)
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left") as refused:
        write_whole(output, b"later", may_replace=earlier is not None)
    assert refused.value.filename == str(output)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == (
        {} if earlier is None else {"a.xml": earlier}
    )


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"through", may_replace=True)
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
