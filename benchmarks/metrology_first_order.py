"""Propagation to first order: the latency of a budget, and models of 10³ to 10⁵ operations beside the peers."""

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from benchmarks.metrology_peers import absent, milliseconds
from benchmarks.report import Row, percentile
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import Component, Input, Problem, budget, propagate

TITLE = "First-order propagation: GUM H.1, wide models and chains"
SIZES = (1_000, 10_000, 100_000)
#: A sum of products in GTC takes time that grows with the square of the number of inputs: minutes at 10⁵.
GTC_WIDEST = 10_000
LATENCY_US = 100.0
TIMES = 5.0

Model_ = Callable[[Sequence[Any]], Any]


def run(*, rebuild: bool) -> list[Row]:
    """One row for the budget, and one for each size of both kinds; `rebuild` has nothing to make anew."""
    missing = absent("uncertainties", "GTC")
    wide = [
        _against_peers("wide: Σ aᵢ·bᵢ", size, _wide, [1.0 + 0.001 * place for place in range(size)], missing)
        for size in SIZES
    ]
    chains = [
        _against_peers("chain: y ← y·b + a", size, partial(_chain, operations=size), [0.5, 0.6], missing)
        for size in SIZES
    ]
    return [_latency(), *wide, *chains]


def gauge_block() -> Problem:
    """JCGM 100:2008, H.1, unrounded."""
    probe = [Component("repeated", 5.8, 24), Component("random", 3.9, 5), Component("systematic", 6.7, 8)]
    inputs = [
        Input.from_expanded("ls", 50_000_623, 75, 3, degrees_of_freedom=18),
        Input.from_components("d", 215, probe),
        Input.from_half_width("alpha_s", 11.5e-6, 2e-6),
        Input("theta", -0.1, math.sqrt(0.2**2 + 0.5**2 / 2)),
        Input.from_half_width("dalpha", 0, 1e-6, degrees_of_freedom=50),
        Input.from_half_width("dtheta", 0, 0.05, degrees_of_freedom=2),
    ]
    model = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")
    return Problem(model, inputs, coverage_probability=0.99)


def _latency() -> Row:
    problem = gauge_block()

    def evaluated() -> float:
        return budget(propagate(problem)).estimate.expanded_uncertainty

    if not 92.0 < evaluated() < 93.0:  # H.1.6: 93 nm from rounded intermediate results
        raise ArithmeticError(f"U = {evaluated()} nm")
    times = [_seconds(evaluated) * 1e6 for _ in range(3000)]
    return Row(
        "budget of H.1 with U, model compiled",
        percentile(times, 0.5), "µs", target=LATENCY_US,
        details={"p95": percentile(times, 0.95)},
    )  # fmt: skip


def _against_peers(kind: str, size: int, function: Model_, values: list[float], missing: list[str]) -> Row:
    names = [f"x{place}" for place in range(len(values))]

    def whole() -> Problem:
        model = Model.trace(lambda *x: function(x), names)
        problem = Problem(model, [Input(name, value, 0.01, 10) for name, value in zip(names, values, strict=True)])
        propagate(problem)
        return problem

    first = _seconds(whole)
    problem = whole()
    again = min(_seconds(lambda: propagate(problem)) for _ in range(5))
    expected = propagate(problem).estimate().standard_uncertainty
    peers: dict[str, float] = {}
    if "uncertainties" not in missing:
        peers["uncertainties"] = _peer(_uncertainties, function, values, expected)
    if "GTC" not in missing and not (len(values) > GTC_WIDEST):
        peers["GTC"] = _peer(_gtc, function, values, expected)
    fastest = min(peers.values()) if peers else None
    return Row(
        f"{kind}, {size} operations",
        again * 1000, "ms",
        target=None if fastest is None else fastest * 1000 / TIMES,
        plain=None if fastest is None else fastest * 1000,
        details={
            "uncertainties": milliseconds(peers.get("uncertainties")),
            "GTC": milliseconds(peers.get("GTC")),
            "ns an operation": again / size * 1e9,
            "first time, all": milliseconds(first),
        },
    )  # fmt: skip


def _wide(x: Sequence[Any]) -> Any:
    total = x[0] * x[1]
    for place in range(2, len(x), 2):
        total = total + x[place] * x[place + 1]
    return total


def _chain(x: Sequence[Any], operations: int) -> Any:
    a, b = x
    y = a
    for _ in range(operations // 2):
        y = y * b + a
    return y


def _peer(make: Callable[..., float], function: Model_, values: list[float], expected: float) -> float:
    """Seconds of the model and its uncertainty, the best of a few; the inputs are made before."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < 5.0:
        found, seconds = make(function, values)
        if not math.isclose(found, expected, rel_tol=1e-9):
            raise ArithmeticError(f"{make.__name__}: u = {found}, ours {expected}")
        times.append(seconds)
    return min(times)


def _uncertainties(function: Model_, values: list[float]) -> tuple[float, float]:
    from uncertainties import ufloat

    x = [ufloat(value, 0.01) for value in values]
    started = time.perf_counter()
    found = function(x).std_dev
    return found, time.perf_counter() - started


def _gtc(function: Model_, values: list[float]) -> tuple[float, float]:
    import GTC

    x = [GTC.ureal(value, 0.01, 10) for value in values]
    started = time.perf_counter()
    y = function(x)
    found = GTC.uncertainty(y)
    GTC.dof(y)
    return found, time.perf_counter() - started


def _seconds(function: Callable[[], Any]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started
