"""How fast a table goes in: a text file of 20 columns from upload to register, beside a plain loop over the ORM.

Each case is a process of its own, so that its peak of memory is its own, on a database of its own beside
quanheng_bench, so that the register of the other benchmarks stays as it is.

    python -m benchmarks import_rows                     100 000 and 1 000 000 rows
    python -m benchmarks.import_rows 100000              one case alone, as JSON
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command
from psycopg import connect, sql
from psycopg.conninfo import make_conninfo

from benchmarks.report import Row
from quanheng.server.core import devdb

TITLE = "import of a CSV file with 20 columns"
DATABASE = "quanheng_bench_import"
SIZES = (100_000, 1_000_000)
PLAIN_ROWS = 2_000
TARGET = 10_000.0
LONGEST_S = 3_600


def run(*, rebuild: bool) -> list[Row]:
    """Measure both sizes, and the plain loop for comparison."""
    with tempfile.TemporaryDirectory(prefix="quanheng-bench-") as folder:
        plain = _case(PLAIN_ROWS, folder, is_plain=True)
        rows: list[Row] = []
        for size in SIZES:
            found = _case(size, folder)
            rows.append(
                Row(
                    f"{size:,} rows: upload, read, type, stage, rehearse, write".replace(",", " "),
                    size / found["whole"],
                    "rows/s",
                    target=TARGET,
                    plain=PLAIN_ROWS / plain["whole"],
                    is_less_better=False,
                    details={"peak MB": round(found["peak_mb"]), "load before": found["load"]},
                )
            )
            stages = {
                "read, type, stage": "staged",
                "rehearse": "rehearsed",
                "write": "written",
                "export as CSV": "exported",
            }
            rows += [
                Row(f"   {label}", size / found[name], "rows/s", is_less_better=False) for label, name in stages.items()
            ]
            rows.append(
                Row("   the same file again: all unchanged", size / found["again"], "rows/s", is_less_better=False)
            )
    return rows


def _case(size: int, folder: str, *, is_plain: bool = False) -> dict[str, float]:
    """One case in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.import_rows", str(size), *(["--plain"] if is_plain else [])]
    environment = {**os.environ, "QUANHENG_MEDIA_ROOT": str(Path(folder) / "media")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _prepare() -> None:
    """The database of this benchmark: made where it is missing, emptied of organisations."""
    server = os.environ.get("DATABASE_URL") or devdb.ensure().url
    with connect(make_conninfo(server, dbname="postgres"), autocommit=True) as administration:
        # Not by force: that is refused while the server's own cleaning is at work, which otherwise gives way.
        administration.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(DATABASE)))
        administration.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    os.environ["DATABASE_URL"] = make_conninfo(server, dbname=DATABASE)
    os.environ.setdefault("QUANHENG_SECRET_KEY", "benchmarks-only-" + "x" * 50)
    os.environ.setdefault("QUANHENG_LOG_LEVEL", "WARNING")
    os.environ["QUANHENG_DEBUG"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanheng.server.settings")
    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    _prepare()
    importing = importlib.import_module("benchmarks.importing")  # it needs Django set up
    number = int(sys.argv[1])
    print(json.dumps(importing.measure_plain(number) if "--plain" in sys.argv else importing.measure(number)))
