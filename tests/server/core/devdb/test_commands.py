"""`quanheng db …`"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.core.devdb.servers import SOURCE, sql, value
from typer.testing import CliRunner

from quanheng.cli.db import app
from quanheng.server.core import devdb


def quanheng_db(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a command; beside a success what it logs does not count."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output if result.exit_code else result.stdout


def test_a_database_from_start_to_stop(data_dir: Path) -> None:
    assert quanheng_db("status")[0] == 1
    code, out = quanheng_db("start")
    assert code == 0
    assert f"DATABASE_URL={devdb.url()}" in out
    code, out = quanheng_db("status")
    assert code == 0
    assert devdb.url() in out.replace("\n", "")
    assert "all there" in out
    assert quanheng_db("stop") == (0, "The database is stopped.\n")
    assert quanheng_db("stop") == (0, "The database was not running.\n")
    assert quanheng_db("status")[0] == 1


def test_status_for_programs(volatile: devdb.Server) -> None:
    code, out = quanheng_db("status", "--json")
    assert code == 1
    assert json.loads(out)["state"] == "absent"

    code, out = quanheng_db("status", "--json", "--volatile")
    found = json.loads(out)
    assert code == 0
    assert (found["state"], found["url"], found["version"]) == ("running", volatile.url, volatile.version)
    assert found["source"] == volatile.source
    assert found["missing_extensions"] == []
    assert found["size_in_bytes"] > 1_000_000


def test_dump_and_restore(volatile: devdb.Server, data_dir: Path) -> None:
    sql(volatile, "create table kept as select 1 as number")
    file = str(data_dir / "a.dump")

    assert quanheng_db("dump", file, "--volatile")[0] == 0
    assert quanheng_db("dump", file, "--volatile")[0] == 1
    code, out = quanheng_db("restore", file, "--volatile")
    assert code == 1
    assert "TransferRefused: The database quanheng is not empty" in out
    assert quanheng_db("restore", file, "--force", "--volatile")[0] == 0
    assert value(volatile, "select number from kept") == 1


@pytest.mark.parametrize(("options", "role"), [([], "quanheng"), (["--administrator"], "postgres")])
def test_psql_takes_its_own_arguments(volatile: devdb.Server, options: list[str], role: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "quanheng.cli.db", "psql", "--volatile", *options, "-XAtc", "select current_user"],
        env=os.environ | {"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (answer.returncode, answer.stdout) == (0, f"{role}\n"), answer.stderr


def test_a_server_that_is_not_ours_is_left_alone_politely(
    volatile: devdb.Server, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QUANHENG_PG", raising=False)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(data_dir / "elsewhere"))
    monkeypatch.setenv("DATABASE_URL", volatile.url)

    code, out = quanheng_db("start")
    assert code == 0
    assert "not ours to start" in out
    code, out = quanheng_db("stop")
    assert code == 1
    assert "not ours to stop" in out
    assert value(volatile, "select 1") == 1


def test_a_mistake_is_told_in_one_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_PG", "docker")
    code, out = quanheng_db("start")
    assert code == 1
    assert out == "ContradictorySettings: QUANHENG_PG is 'docker'; it may be auto, machine or wheel.\n"
