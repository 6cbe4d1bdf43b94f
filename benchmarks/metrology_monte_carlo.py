"""Monte Carlo on the gauge block, JCGM 101:2008, 9.5: ours, whole arrays of plain numpy, and suncal, each in a process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.metrology_peers import absent
from benchmarks.report import Row

TITLE = "Monte Carlo: GUM H.1 with the inputs of JCGM 101, 9.5"
TRIALS = (1_000_000, 10_000_000)
#: Times faster than plain numpy, without numba and with it.
TIMES = {"numpy": 1.5, "numba": 2.5}
MOST_MEMORY_MB = 200.0
#: u in nm; the sampling error of 10⁶ trials is 0.03 nm.
EXPECTED_U, TOLERANCE = 35.807, 0.15
ROOT = Path(__file__).resolve().parents[1]


def run(*, rebuild: bool) -> list[Row]:
    """Plain numpy first, then each of the others beside it; `rebuild` has nothing to make anew."""
    missing = absent("numba", "suncal")
    rows = []
    for trials in TRIALS:
        cases = [(name, workers) for name in TIMES if name not in missing for workers in (1, 2)]
        cases += [("suncal", 1)] if "suncal" not in missing else []
        # Plain numpy before and after the others, so that passing load of the machine is on neither side.
        plain = _case("plain", trials)
        found = {(name, workers): _case(name, trials, workers) for name, workers in cases}
        plain = min(plain, _case("plain", trials), key=lambda each: each["seconds"])
        rows += [_row(name, trials, workers, found[name, workers], plain) for name, workers in cases]
    rows.append(_memory(missing))
    return rows


def _row(name: str, trials: int, workers: int, found: dict[str, Any], plain: dict[str, Any]) -> Row:
    called = {"numpy": "ours, numpy only", "numba": "ours, with numba"}.get(name, name)
    times = TIMES.get(name) if workers == 1 else None
    return Row(
        f"{trials:.0e} trials, {called}, {workers} worker{'s' * (workers > 1)}".replace("e+0", "e"),
        found["seconds"] * 1000,
        "ms",
        target=None if times is None else plain["seconds"] * 1000 / times,
        plain=plain["seconds"] * 1000,
        details={
            "u, nm": f"{found['u']:.3f}",
            "99 %": "{:.1f} … {:.1f}".format(*found["interval"]),
            "memory, MB": round(found["memory_mb"]),
            "plain, MB": round(plain["memory_mb"]),
        },
    )


def _memory(missing: list[str]) -> Row:
    """The peak of a fresh process beyond its imports, as the system counts it."""
    found = {name: _case(name, max(TRIALS)) for name in TIMES if name not in missing}
    worst = max(found.values(), key=lambda each: each["memory_mb"])
    return Row(
        f"memory of {max(TRIALS):.0e} trials".replace("e+0", "e"),
        worst["memory_mb"],
        "MB",
        target=MOST_MEMORY_MB,
        details={"whole process, MB": round(worst["whole_mb"])},
    )


def _case(name: str, trials: int, workers: int = 1) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.metrology_monte_carlo_case", name, str(trials), str(workers)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if abs(found["u"] - EXPECTED_U) > TOLERANCE:
        raise ArithmeticError(f"{name}: u = {found['u']} nm, expected {EXPECTED_U}")
    return found
