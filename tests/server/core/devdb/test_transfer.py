"""A dump holds everything; a restore gives everything back, or changes nothing."""

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.server.core.devdb.servers import as_administrator, kill, sql, value, wait_until

from quanheng.server.core import devdb

CONTENT = (
    "create extension pg_trgm",
    "create extension btree_gist",
    "create table instrument (id bigint primary key, name text not null)",
    "create index on instrument using gin (name gin_trgm_ops)",
    "insert into instrument select number, '电子天平 ' || number from generate_series(1, 500) as number",
)


@pytest.fixture
def server(volatile: devdb.Server) -> devdb.Server:
    """A running database with something in it."""
    sql(volatile, *CONTENT)
    return volatile


def databases(server: devdb.Server) -> set[str]:
    return {name for (name,) in sql(server, "select datname from pg_database where not datistemplate")}


def test_what_was_dumped_comes_back(server: devdb.Server, data_dir: Path) -> None:
    file = data_dir / "a.dump"
    size = devdb.dump(file, fast_and_volatile=True)
    assert file.stat().st_size == size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sql(server, "update instrument set name = 'spoilt'", "create table later (x int)")

    devdb.restore(file, replace=True, fast_and_volatile=True)

    assert value(server, "select count(*) from instrument where name like '电子天平 %'") == 500
    assert value(server, "select to_regclass('later')::text") is None
    assert value(server, "select tableowner::text from pg_tables where tablename = 'instrument'") == "quanheng"
    assert sql(server, "select extname::text from pg_extension where extname <> 'plpgsql' order by 1") == [
        ("btree_gist",),
        ("pg_trgm",),
    ]
    assert databases(server) == {"postgres", "quanheng"}


def test_a_database_that_holds_something_is_not_replaced_unasked(server: devdb.Server, data_dir: Path) -> None:
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)

    with pytest.raises(devdb.TransferRefused, match="is not empty: it holds 3 tables"):
        devdb.restore(data_dir / "a.dump", fast_and_volatile=True)

    assert value(server, "select count(*) from instrument") == 500


def test_an_empty_database_is_filled_without_asking(server: devdb.Server, data_dir: Path) -> None:
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    sql(server, "drop table instrument")

    devdb.restore(data_dir / "a.dump", fast_and_volatile=True)

    assert value(server, "select count(*) from instrument") == 500


def test_a_restore_that_fails_leaves_the_old_database(server: devdb.Server, data_dir: Path) -> None:
    as_administrator(server, "create role clerk")
    sql(server, "create policy of_the_clerk on instrument to clerk using (true)")
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    sql(server, "drop policy of_the_clerk on instrument", "insert into instrument values (0, 'newer')")
    as_administrator(server, "drop role clerk")

    with pytest.raises(devdb.TransferRefused, match=r'(?s)is as it was.*role "clerk" does not exist'):
        devdb.restore(data_dir / "a.dump", replace=True, fast_and_volatile=True)

    assert value(server, "select count(*) from instrument") == 501
    assert databases(server) == {"postgres", "quanheng"}


def test_a_dump_is_restored_where_the_roles_that_it_names_are_missing(server: devdb.Server, data_dir: Path) -> None:
    as_administrator(server, "create role clerk")
    sql(server, "grant select on instrument to clerk")
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    sql(server, "revoke select on instrument from clerk", "delete from instrument")
    as_administrator(server, "drop role clerk")

    devdb.restore(data_dir / "a.dump", replace=True, fast_and_volatile=True)

    assert value(server, "select count(*) from instrument") == 500


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_cut_off_dump_changes_nothing(server: devdb.Server, data_dir: Path, share: float) -> None:
    file = data_dir / "a.dump"
    size = devdb.dump(file, fast_and_volatile=True)
    os.truncate(file, int(size * share))

    with pytest.raises(devdb.TransferRefused):
        devdb.restore(file, replace=True, fast_and_volatile=True)

    assert value(server, "select count(*) from instrument") == 500
    assert databases(server) == {"postgres", "quanheng"}


def test_people_at_work_are_disconnected_and_find_the_restored_database(server: devdb.Server, data_dir: Path) -> None:
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    with psycopg.connect(server.url) as at_work:
        at_work.execute("delete from instrument")
        devdb.restore(data_dir / "a.dump", replace=True, fast_and_volatile=True)
        with pytest.raises(psycopg.OperationalError):
            at_work.execute("select 1")

    assert value(server, "select count(*) from instrument") == 500


def test_a_killed_restore_leaves_the_old_database_and_does_not_hinder_the_next(
    server: devdb.Server, data_dir: Path, python: Callable[..., subprocess.Popen[str]]
) -> None:
    sql(server, "create function slow() returns int language sql as 'select 1 from pg_sleep(1)'")
    sql(server, "create materialized view late as select slow()")
    file = data_dir / "a.dump"
    devdb.dump(file, fast_and_volatile=True)
    sql(server, "insert into instrument values (0, 'newer')")
    restoring = python(
        f"import pathlib\ndevdb.restore(pathlib.Path({str(file)!r}), replace=True, fast_and_volatile=True)"
    )
    wait_until(lambda: "quanheng_incoming" in databases(server))
    kill(restoring.pid)

    assert value(devdb.ensure(fast_and_volatile=True), "select count(*) from instrument") == 501

    others = "select count(*) from pg_stat_activity where datname = 'quanheng_incoming'"
    wait_until(lambda: value(server, others) == 0)
    devdb.restore(file, replace=True, fast_and_volatile=True)
    assert value(server, "select count(*) from instrument") == 500
    assert databases(server) == {"postgres", "quanheng"}


def test_a_file_that_is_no_dump_is_refused(server: devdb.Server, data_dir: Path) -> None:
    (data_dir / "a.txt").write_text("name,serial\n")
    with pytest.raises(devdb.TransferRefused, match=r"a\.txt cannot be restored"):
        devdb.restore(data_dir / "a.txt", replace=True, fast_and_volatile=True)
    with pytest.raises(devdb.TransferRefused, match="is not a file"):
        devdb.restore(data_dir, replace=True, fast_and_volatile=True)


def test_a_dump_does_not_write_over_a_file_unasked(server: devdb.Server, data_dir: Path) -> None:
    file = data_dir / "a.dump"
    file.write_text("precious")
    with pytest.raises(devdb.TransferRefused, match="exists"):
        devdb.dump(file, fast_and_volatile=True)
    assert file.read_text() == "precious"
    devdb.dump(file, overwrite=True, fast_and_volatile=True)
    assert file.read_bytes().startswith(b"PGDMP")


def test_a_dump_that_fails_leaves_no_file(server: devdb.Server, data_dir: Path) -> None:
    as_administrator(server, "create role clerk nologin")
    as_administrator(server, "grant create on database quanheng to clerk")
    url = server.url.replace("//quanheng@/quanheng?", "//postgres@/quanheng?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table secret (x int)")
    with pytest.raises(devdb.TransferRefused, match="permission denied for table secret"):
        devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    assert not [path for path in data_dir.iterdir() if path.is_file()]


def test_a_server_of_database_url_is_dumped_and_restored_too(
    server: devdb.Server, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server belongs to another data folder, so that its address is that of a stranger."""
    home = os.environ["QUANHENG_DATA_DIR"]
    monkeypatch.delenv("QUANHENG_PG", raising=False)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / "elsewhere"))
    monkeypatch.setenv("DATABASE_URL", server.url)

    devdb.dump(data_dir / "a.dump")
    sql(server, "delete from instrument")
    devdb.restore(data_dir / "a.dump", replace=True)

    assert devdb.ensure().source == "DATABASE_URL"
    assert value(server, "select count(*) from instrument") == 500
    assert not (data_dir / "elsewhere").exists()
    monkeypatch.setenv("QUANHENG_DATA_DIR", home)


def test_passwords_do_not_show_in_the_list_of_processes(
    server: devdb.Server, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUANHENG_PG", raising=False)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / "elsewhere"))
    monkeypatch.setenv("DATABASE_URL", f"{server.url}&password=geheim")

    way = devdb.shell()
    command, environment = way.psql("-c", "select 1")

    assert "geheim" not in f"{command} {way!r}"
    assert environment["PGPASSWORD"] == "geheim"


def test_psql_keeps_the_persons_language_and_forgets_other_servers(
    stopped: devdb.Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("PGHOST", "elsewhere")

    _, environment = devdb.shell(fast_and_volatile=True).psql()

    assert environment["LANG"] == "zh_CN.UTF-8"
    assert "PGHOST" not in environment


def test_data_move_to_another_major_version_by_dump_and_restore(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way that the error about a wrong major version names: dump with the old one, restore with the new one."""
    monkeypatch.delenv("QUANHENG_PG", raising=False)
    old = devdb.ensure(fast_and_volatile=True)
    sql(old, *CONTENT)
    devdb.dump(data_dir / "a.dump", fast_and_volatile=True)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / "new"))
    monkeypatch.setenv("QUANHENG_PG", "wheel")

    devdb.restore(data_dir / "a.dump", fast_and_volatile=True)

    new = devdb.ensure(fast_and_volatile=True)
    assert new.source == "wheel"
    assert value(new, "select count(*) from instrument where name % '电子天平'") == 500
