"""A database is there after one call, is the same for all who ask, and keeps its data."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.server.core.devdb.servers import (
    as_administrator,
    finish,
    kill,
    postmaster_pid,
    postmasters_of,
    sql,
    stranger,
    value,
    wait_until,
    works_in,
)

from quanheng.server.core import devdb
from quanheng.server.core.devdb import launcher, postmaster

Start = Callable[..., subprocess.Popen[str]]


def test_one_call_gives_a_database_that_is_safe_by_default(data_dir: Path) -> None:
    server = devdb.ensure()

    assert value(server, "select current_database() || ' ' || current_user") == "quanheng quanheng"
    settings = dict(sql(server, "select name, setting from pg_settings"))
    assert settings["listen_addresses"] == ""
    assert settings["TimeZone"] == "UTC"
    assert settings["fsync"] == settings["full_page_writes"] == settings["synchronous_commit"] == "on"
    assert settings["data_checksums"] == "on"
    assert settings["statement_timeout"] == "0"
    assert settings["max_connections"] == "100"
    assert settings["logging_collector"] == "on"
    encoding, collation, character_type = sql(
        server,
        "select pg_encoding_to_char(encoding), datcollate, datctype from pg_database where datname = 'quanheng'",
    )[0]
    assert (encoding, collation, character_type) == ("UTF8", "C.UTF-8", "C.UTF-8")


def test_the_platform_is_no_superuser_yet_makes_databases_and_the_extensions_it_needs(volatile: devdb.Server) -> None:
    assert sql(volatile, "select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = 'quanheng'") == [
        (False, True, False)
    ]
    sql(volatile, "create database another", "drop database another")
    sql(volatile, "create extension pg_trgm", "create extension btree_gist")


def test_nobody_gets_in_by_password_or_as_an_unknown_role(volatile: devdb.Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(volatile.url.replace("//quanheng@", "//somebody@"))


def test_data_survive_stop_and_start(data_dir: Path) -> None:
    sql(devdb.ensure(), "create table kept as select '检定' as word")

    assert devdb.stop() is True
    assert devdb.status().state == "stopped"
    assert devdb.stop() is False
    assert value(devdb.ensure(), "select word from kept") == "检定"


def test_a_server_outlives_the_process_that_started_it(python: Start) -> None:
    pid = int(finish(python("print(devdb.ensure() and devdb.status().pid)")))

    assert postmaster_pid(devdb.ensure()) == pid
    assert Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3] != str(os.getsid(0)), "own session"


def test_the_volatile_database_is_another_one_and_does_not_wait_for_the_disk(data_dir: Path) -> None:
    kept, volatile = devdb.ensure(), devdb.ensure(fast_and_volatile=True)

    assert kept.data_dir != volatile.data_dir
    assert value(volatile, "show fsync") == "off"
    assert value(kept, "show fsync") == "on"
    devdb.stop(fast_and_volatile=True)
    assert devdb.status(fast_and_volatile=True).state == "stopped"
    assert devdb.status().state == "running"


def test_a_server_in_use_is_not_stopped_by_one_who_asks_for_idle_ones_only(volatile: devdb.Server) -> None:
    with psycopg.connect(volatile.url):
        assert devdb.stop(fast_and_volatile=True, only_if_idle=True) is False
        assert devdb.status(fast_and_volatile=True).state == "running"
    wait_until(lambda: devdb.stop(fast_and_volatile=True, only_if_idle=True))
    assert devdb.status(fast_and_volatile=True).state == "stopped"


def test_after_the_server_is_killed_the_next_call_recovers_what_was_committed(data_dir: Path) -> None:
    server = devdb.ensure()
    sql(server, "create table kept as select generate_series(1, 1000) as number")

    kill(postmaster_pid(server))

    assert value(devdb.ensure(), "select count(*) from kept") == 1000


def test_a_killed_server_whose_process_still_computes_is_seen_off_first(data_dir: Path, python: Start) -> None:
    server = devdb.ensure()
    first = postmaster_pid(server)
    busy = python(f"import psycopg\npsycopg.connect({server.url!r}).execute('do $$ begin loop null; end loop; end $$')")
    wait_until(lambda: value(server, "select count(*) from pg_stat_activity where query like 'do %'") == 1)

    kill(first)
    again = devdb.ensure()

    assert postmaster_pid(again) != first
    assert postmasters_of(again) == [postmaster_pid(again)]
    busy.communicate(timeout=20)


def test_a_killed_client_harms_nobody(python: Start) -> None:
    server = devdb.ensure()
    sql(server, "create table counted (number int)")
    client = python(
        "import psycopg, time\n"
        f"connection = psycopg.connect({server.url!r})\n"
        "connection.execute('insert into counted values (1)')\n"
        "print('inserted', flush=True); time.sleep(600)"
    )
    assert client.stdout is not None
    assert client.stdout.readline() == "inserted\n"

    kill(client.pid)

    others = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    wait_until(lambda: value(server, others) == 0)
    assert value(devdb.ensure(), "select count(*) from counted") == 0
    assert len(postmasters_of(server)) == 1


def test_a_process_number_that_another_program_bears_by_now_deceives_nobody(data_dir: Path) -> None:
    server = devdb.ensure()
    assert server.data_dir is not None
    assert server.socket_dir is not None
    killed = postmaster_pid(server)
    with stranger(server.data_dir.stat().st_uid) as other:
        for file in (server.data_dir / "postmaster.pid", server.socket_dir / ".s.PGSQL.5432.lock"):
            file.write_text(file.read_text().replace(str(killed), str(other.pid), 1))
        kill(killed)

        again = devdb.ensure()
        assert postmaster_pid(again) not in {killed, other.pid}
        devdb.stop()
        assert other.poll() is None


def test_a_socket_that_somebody_tidied_away_is_made_again(data_dir: Path) -> None:
    server = devdb.ensure()
    sql(server, "create table kept as select 1 as number")
    assert server.socket_dir is not None
    (server.socket_dir / ".s.PGSQL.5432").unlink()

    assert value(devdb.ensure(), "select number from kept") == 1


def test_eight_processes_at_once_share_one_server(python: Start) -> None:
    answers = [
        json.loads(finish(process))
        for process in [
            python("import json; s = devdb.ensure(); print(json.dumps([s.url, devdb.status().pid]))") for _ in range(8)
        ]
    ]

    assert answers == [answers[0]] * 8
    assert postmasters_of(devdb.ensure()) == [answers[0][1]]


def test_starts_and_stops_at_once_end_in_order(python: Start) -> None:
    devdb.ensure()
    processes = [
        python("for _ in range(3): devdb.ensure()" if number % 2 else "for _ in range(3): devdb.stop()")
        for number in range(6)
    ]
    for process in processes:
        finish(process)

    server = devdb.ensure()
    assert len(postmasters_of(server)) == 1
    assert value(server, "select 1") == 1


def test_a_process_killed_anywhere_in_its_first_start_leaves_nothing_in_the_way(data_dir: Path, python: Start) -> None:
    started = time.monotonic()
    finish(python("devdb.ensure()"))
    whole = time.monotonic() - started
    devdb.stop()
    chance = random.Random(539)
    for round_number in range(3):
        os.environ["QUANHENG_DATA_DIR"] = str(data_dir / f"round-{round_number}")
        victim = python("devdb.ensure()")
        time.sleep(chance.uniform(0.1, 0.9) * whole)
        kill(victim.pid)
        server = devdb.ensure()
        assert value(server, "select 1") == 1
        assert server.data_dir is not None
        assert not list(server.data_dir.parent.glob("data.tmp-*"))
        devdb.stop()


def test_a_process_killed_amid_initdb_leaves_nothing_in_the_way(data_dir: Path, python: Start) -> None:
    place = data_dir / "postgres"
    victim = python("devdb.ensure()")
    wait_until(lambda: bool(list(place.glob("data.tmp-*/base"))))
    kill(victim.pid)

    server = devdb.ensure()

    assert value(server, "select 1") == 1
    assert not list(place.glob("data.tmp-*"))


def test_half_a_database_directory_is_cleared_away(data_dir: Path) -> None:
    left = data_dir / "postgres" / "data.tmp-4711"
    left.mkdir(parents=True, mode=0o755)
    (left / "PG_VERSION").write_text("15\n")
    left.parent.chmod(0o755)

    assert value(devdb.ensure(), "select 1") == 1
    assert not left.exists()


@pytest.mark.parametrize(
    "damage",
    [
        "drop database quanheng",
        "alter database quanheng allow_connections false",
        "drop database quanheng; drop role quanheng",
    ],
)
def test_half_made_contents_are_completed(volatile: devdb.Server, damage: str) -> None:
    as_administrator(volatile, *damage.split("; "))

    assert value(devdb.ensure(fast_and_volatile=True), "select current_user::text") == "quanheng"


def test_a_server_that_does_not_start_says_why_in_its_own_words(data_dir: Path) -> None:
    server = devdb.ensure()
    devdb.stop()
    assert server.data_dir is not None
    (server.data_dir.parent / "etc" / "local.conf").write_text("shared_buffers = 'plenty'\n")

    with pytest.raises(devdb.StartFailed, match="plenty"):
        devdb.ensure()

    (server.data_dir.parent / "etc" / "local.conf").write_text("work_mem = '17MB'\n")
    assert value(devdb.ensure(), "show work_mem") == "17MB"


def test_a_server_that_turns_us_away_is_said_to_in_its_own_words(
    volatile: devdb.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "REFUSAL_SECONDS", 0.5)
    as_administrator(volatile, "alter role postgres nologin")

    with pytest.raises(devdb.StartFailed, match='role "postgres" is not permitted to log in'):
        devdb.ensure(fast_and_volatile=True)

    devdb.stop(fast_and_volatile=True)


def test_a_server_that_is_stopped_by_hand_is_started_again(data_dir: Path) -> None:
    server = devdb.ensure()
    first = postmaster_pid(server)
    os.kill(first, signal.SIGTERM)
    wait_until(lambda: not works_in(Path(f"/proc/{first}"), server.data_dir))

    assert postmaster_pid(devdb.ensure()) != first


def test_the_server_is_known_by_its_command_line_too_where_there_is_no_proc(volatile: devdb.Server) -> None:
    assert volatile.data_dir is not None
    assert postmaster._was_started_on(postmaster_pid(volatile), volatile.data_dir)
    assert not postmaster._was_started_on(os.getpid(), volatile.data_dir)


def test_status_makes_nothing(data_dir: Path) -> None:
    assert devdb.status().state == "absent"
    assert devdb.url().startswith("postgresql://quanheng@/quanheng?host=")
    assert devdb.stop() is False
    assert list(data_dir.iterdir()) == []
