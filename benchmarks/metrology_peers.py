"""The libraries that the mathematics is compared with: installed for measuring only (`make bench-peers`)."""

import importlib.util

from benchmarks.report import written

INSTALL = "make bench-peers installs numba and the libraries to compare with"


def absent(*names: str) -> list[str]:
    """Those of the modules that are not installed; says so, with the remedy."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not measured, because not installed: {', '.join(missing)}; {INSTALL}", flush=True)
    return missing


def milliseconds(seconds: float | None) -> str:
    """A figure for a column of details; a dash where nothing was measured."""
    return "–" if seconds is None else f"{written(seconds * 1000)} ms"
