"""Units: text to unit to converted value, beside pint."""

import itertools
import time
from collections.abc import Callable

from benchmarks.metrology_peers import absent
from benchmarks.report import Row
from quanheng.metrology.units import convert

TITLE = "Units: read two units and convert a value"
#: Ours, pint's.
PAIRS = [
    (("km/h", "m/s"), ("km/h", "m/s")),
    (("kW·h", "MJ"), ("kW*h", "MJ")),
    (("mmHg", "kPa"), ("mmHg", "kPa")),
    (("°C", "K"), ("degC", "K")),
]
REPEATS = 2000
_PREFIXES = ("k", "m", "M", "n", "p", "G", "T", "c")


def run(*, rebuild: bool) -> list[Row]:
    """Units seen before, and units never seen before; `rebuild` has nothing to make anew."""
    theirs: Callable[[float, str, str], float] | None = None
    if not absent("pint"):
        import pint

        registry = pint.UnitRegistry()
        registry.Quantity(1.0, "m").to("km")  # it reads its definitions on first use

        def by_pint(value: float, source: str, target: str) -> float:
            return float(registry.Quantity(value, source).to(target).magnitude)

        theirs = by_pint
    known = [ours for ours, _ in PAIRS] * REPEATS
    known_theirs = [other for _, other in PAIRS] * REPEATS
    fresh = _fresh("·")
    return [
        _row("seen before", known, known_theirs, theirs),
        _row("never seen before", fresh, _fresh("*"), theirs),
    ]


def _fresh(times: str) -> list[tuple[str, str]]:
    """Pairs of products, each of which occurs once: force times length over time."""
    return [
        (f"{a}N{times}{b}m/{c}s", f"{b}N{times}{a}m/{c}s")
        for a, b, c in itertools.product(_PREFIXES, repeat=3)
        if a != b
    ]


def _row(
    name: str,
    ours: list[tuple[str, str]],
    other: list[tuple[str, str]],
    theirs: Callable[[float, str, str], float] | None,
) -> Row:
    value = _microseconds(convert, ours)
    plain = None if theirs is None else _microseconds(theirs, other)
    return Row(f"units {name}", value, "µs", plain=plain)


def _microseconds(function: Callable[[float, str, str], object], pairs: list[tuple[str, str]]) -> float:
    started = time.perf_counter()
    for source, target in pairs:
        function(21.5, source, target)
    return (time.perf_counter() - started) / len(pairs) * 1e6
