"""The folders of a database: private, whatever they are called, and refused where they are not ours."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.server.core.devdb.servers import IS_ROOT, kill, only_as_root, postmasters_of, server_account, value

from quanheng.server.core import devdb


def test_the_socket_lies_in_a_private_folder(volatile: devdb.Server) -> None:
    assert volatile.socket_dir is not None
    found = volatile.socket_dir.stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert pwd.getpwuid(found.st_uid).pw_name == server_account()


def test_a_long_path_gets_a_short_private_socket_folder(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / ("long" * 30)))

    server = devdb.ensure(fast_and_volatile=True)

    assert server.socket_dir is not None
    assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) < 100
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    assert value(server, "select 1") == 1
    devdb.stop(fast_and_volatile=True)
    server.socket_dir.rmdir()


@pytest.mark.parametrize("name", ["泉衡 的数据", "a'b\"c,d\\e $HOME `x` %41"])
def test_any_folder_name_will_do(data_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / name))

    server = devdb.ensure(fast_and_volatile=True)

    assert value(server, "select 1") == 1
    assert server.data_dir == data_dir / name / "postgres-volatile" / "data"
    devdb.stop(fast_and_volatile=True)
    if server.socket_dir is not None and not server.socket_dir.is_relative_to(data_dir):
        server.socket_dir.rmdir()


def test_a_name_that_no_setting_can_hold_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_DATA_DIR", f"{data_dir}/two\nlines")
    with pytest.raises(devdb.ContradictorySettings, match="printable"):
        devdb.ensure()


def test_a_socket_folder_that_others_may_enter_is_refused(stopped: devdb.Status) -> None:
    assert stopped.socket_dir is not None
    stopped.socket_dir.chmod(0o755)
    with pytest.raises(devdb.UnsafeFolder, match="mode 0755 and must have 0700"):
        devdb.ensure(fast_and_volatile=True)
    stopped.socket_dir.chmod(0o700)


def test_a_running_server_is_not_talked_to_through_an_opened_folder(volatile: devdb.Server) -> None:
    assert volatile.socket_dir is not None
    volatile.socket_dir.chmod(0o777)
    with pytest.raises(devdb.UnsafeFolder, match="mode 0777"):
        devdb.ensure(fast_and_volatile=True)
    volatile.socket_dir.chmod(0o700)


@only_as_root
def test_a_socket_folder_that_somebody_else_made_is_refused(stopped: devdb.Status) -> None:
    assert stopped.socket_dir is not None
    stopped.socket_dir.rmdir()
    stopped.socket_dir.mkdir(mode=0o700)
    os.chown(stopped.socket_dir, pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(devdb.UnsafeFolder, match=f"belongs to daemon and not to {server_account()}"):
        devdb.ensure(fast_and_volatile=True)
    shutil.rmtree(stopped.socket_dir)


def test_a_link_in_place_of_the_socket_folder_is_refused(stopped: devdb.Status, tmp_path: Path) -> None:
    assert stopped.socket_dir is not None
    stopped.socket_dir.rmdir()
    stopped.socket_dir.symlink_to(tmp_path)
    with pytest.raises(devdb.UnsafeFolder, match="is not a folder"):
        devdb.ensure(fast_and_volatile=True)
    stopped.socket_dir.unlink()


def test_a_place_that_others_may_write_to_is_refused(stopped: devdb.Status) -> None:
    assert stopped.data_dir is not None
    stopped.data_dir.parent.chmod(0o777)
    with pytest.raises(devdb.UnsafeFolder, match="others may write to it"):
        devdb.ensure(fast_and_volatile=True)
    stopped.data_dir.parent.chmod(0o755)


def test_a_place_that_anybody_may_exchange_is_refused(stopped: devdb.Status, data_dir: Path) -> None:
    data_dir.chmod(0o777)
    with pytest.raises(devdb.UnsafeFolder, match="anybody may exchange what lies in it"):
        devdb.ensure(fast_and_volatile=True)
    data_dir.chmod(0o755)


@only_as_root
def test_a_place_of_somebody_else_is_refused_even_for_root(data_dir: Path) -> None:
    place = data_dir / "postgres"
    place.mkdir()
    os.chown(place, pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(devdb.UnsafeFolder, match="belongs to daemon"):
        devdb.ensure()
    shutil.rmtree(place)


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(data_dir: Path) -> None:
    data = data_dir / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "thesis.txt").write_text("mine")
    data.parent.chmod(0o755)
    if IS_ROOT:
        shutil.chown(data, server_account())

    with pytest.raises(devdb.ForeignFolder, match="PG_VERSION is missing"):
        devdb.ensure()

    assert (data / "thesis.txt").read_text() == "mine"
    shutil.rmtree(data)


@only_as_root
def test_data_that_belong_to_root_are_refused(data_dir: Path) -> None:
    data = data_dir / "postgres" / "data"
    data.mkdir(parents=True)
    data.parent.chmod(0o755)
    with pytest.raises(devdb.ForeignFolder, match="belongs to root"):
        devdb.ensure()
    shutil.rmtree(data)


def test_data_that_cannot_be_read_are_said_to_be(stopped: devdb.Status) -> None:
    assert stopped.data_dir is not None
    stopped.data_dir.chmod(0o000)
    expected = devdb.StartFailed if IS_ROOT else devdb.FileTrouble
    with pytest.raises(expected, match=str(stopped.data_dir)):
        devdb.ensure(fast_and_volatile=True)
    stopped.data_dir.chmod(0o700)


@contextmanager
def small_disk(folder: Path, limit: str) -> Iterator[Path]:
    """A disk that is full soon."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"{limit},mode=755", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_too_small_is_said_to_be_and_nothing_half_made_remains(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(data_dir, "size=8m") as disk:
        monkeypatch.setenv("QUANHENG_DATA_DIR", str(disk))
        with pytest.raises(devdb.InitialisationFailed, match="No space left on device"):
            devdb.ensure()
        assert not list(disk.glob("postgres/data*"))


def test_a_full_disk_is_said_to_be_with_the_remedy(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(data_dir, "nr_inodes=3") as disk:
        monkeypatch.setenv("QUANHENG_DATA_DIR", str(disk))
        with pytest.raises(devdb.FileTrouble, match="The disk is full: free some space, or set QUANHENG_DATA_DIR"):
            devdb.ensure()


def test_removing_the_data_folder_under_a_running_server_gives_a_new_database(volatile: devdb.Server) -> None:
    (abandoned,) = postmasters_of(volatile)
    assert volatile.data_dir is not None
    shutil.rmtree(volatile.data_dir.parent)

    new = devdb.ensure(fast_and_volatile=True)

    assert value(new, "select 1") == 1
    with suppress(ProcessLookupError):  # without its files it ends by itself, within a minute or at once
        kill(abandoned)
