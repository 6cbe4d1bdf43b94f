"""Kill things at random while others write, and count what was lost. For a long one, from the root of the checkout:

python -m tests.server.core.devdb.crash_loop 200
"""

import dataclasses
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.server.core.devdb.servers import SOURCE, kill, sql, wait_until, works_in

from quanheng.server.core import devdb

# Says each number once the database has acknowledged it; a database that goes away is asked for again.
WRITER = """
import random, psycopg
from quanheng.server.core import devdb
chance = random.Random({seed})
while True:
    try:
        with psycopg.connect(devdb.ensure().url, autocommit=True) as connection:
            connection.execute("create table if not exists written (number bigint primary key)")
            while True:
                number = chance.getrandbits(62)
                connection.execute("insert into written values (%s)", [number])
                print(number, flush=True)
    except psycopg.Error:
        pass
    except devdb.StartFailed:
        pass  # the server was killed while this writer was starting it
"""


@dataclasses.dataclass
class Outcome:
    """What was done to the database, and what it still knew."""

    server_kills: int = 0
    process_kills: int = 0
    writer_kills: int = 0
    stops: int = 0
    acknowledged: int = 0
    lost: int = 0

    @property
    def acts(self) -> int:
        """The violent things that found a victim."""
        return self.server_kills + self.process_kills + self.writer_kills + self.stops


@dataclasses.dataclass
class Writer:
    """A process that writes into the database, and the file of what was acknowledged to it."""

    process: subprocess.Popen[bytes]
    said: Path

    def end(self) -> set[int]:
        """Kill it. The numbers that it has said, without one cut off in the middle."""
        self.process.kill()
        self.process.wait()
        return {int(line) for line in self.said.read_text().split("\n")[:-1]}


def crash_loop(folder: Path, acts: int, *, writing: int = 6, seed: int = 539) -> Outcome:
    """Do `acts` violent things at random moments to a database in `folder` that `writing` processes write into."""
    os.environ["QUANHENG_DATA_DIR"] = str(folder)
    chance, outcome, acknowledged = random.Random(seed), Outcome(), set[int]()
    writers = [_start(folder, number) for number in range(writing)]
    wait_until(lambda: any(writer.said.stat().st_size for writer in writers), seconds=60)
    while outcome.acts < acts:
        time.sleep(chance.uniform(0.02, 0.5))
        match chance.choices(["server", "writer", "stop", "process"], weights=[40, 35, 10, 15])[0]:
            case "server":
                outcome.server_kills += _kill(devdb.status().pid)
            case "writer":
                victim = chance.randrange(writing)
                acknowledged |= writers[victim].end()
                writers[victim] = _start(folder, writing + outcome.writer_kills)
                outcome.writer_kills += 1
            case "stop":
                outcome.stops += devdb.stop()
            case "process":
                inside = [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if works_in(entry, _data(folder))]
                outcome.process_kills += _kill(chance.choice(inside) if inside else None)
    for writer in writers:
        acknowledged |= writer.end()
    kept = {number for (number,) in sql(devdb.ensure(), "select number from written")}
    devdb.stop()
    outcome.acknowledged, outcome.lost = len(acknowledged), len(acknowledged - kept)
    return outcome


def _data(folder: Path) -> Path:
    return folder / "postgres" / "data"


def _start(folder: Path, seed: int) -> Writer:
    said = folder / f"writer-{seed}"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER.format(seed=seed)],
            stdout=output,
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
        )
    return Writer(process, said)


def _kill(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        kill(pid)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp(prefix="qh-"))
    place.chmod(0o755)
    started = time.monotonic()
    sys.stdout.write(f"{crash_loop(place, int(sys.argv[1]))} in {time.monotonic() - started:.0f} s\n")
    shutil.rmtree(place)
