"""One Monte Carlo run of the gauge block, alone in its process: `python -m benchmarks.metrology_monte_carlo_case WHO TRIALS WORKERS`.

Prints JSON: the best time of a few runs, y, u and the symmetric 99 % interval in nm, the peak of memory in MB above that
of the process before the first run (imports and a short run done), and the whole peak. WHO is numpy, numba (ours, without and with it), plain or suncal.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial

#: JCGM 101:2008, 9.5.2: model (in nm), and the inputs of Table 10.
MODEL = "Ls + D + d1 + d2 - Ls*(dalpha*(theta0 + Delta) + alpha_s*dtheta) - 50000000"
PROBABILITY = 0.99
SEED = 1
REPEATS = {1_000_000: 9, 10_000_000: 3}

Found = tuple[float, float, tuple[float, float]]
Run = Callable[[int], Found]


def ours(workers: int, *, compiled: bool = False) -> Run:
    """`simulate`, the problem made anew for each run."""
    from quanheng.metrology.model import Model
    from quanheng.metrology.uncertainty import Input, Problem, simulate
    from quanheng.metrology.uncertainty.distributions import (
        Arcsine,
        CurvilinearTrapezoid,
        Normal,
        Rectangular,
        ScaledShiftedT,
    )

    inputs = {
        "Ls": ScaledShiftedT(50_000_623, 25, 18),
        "D": ScaledShiftedT(215, 6, 24),
        "d1": ScaledShiftedT(0, 4, 5),
        "d2": ScaledShiftedT(0, 7, 8),
        "alpha_s": Rectangular(9.5e-6, 13.5e-6),
        "theta0": Normal(-0.1, 0.2),
        "Delta": Arcsine(-0.5, 0.5),
        "dalpha": CurvilinearTrapezoid(-1e-6, 1e-6, 0.1e-6),
        "dtheta": CurvilinearTrapezoid(-0.050, 0.050, 0.025),
    }

    def run(trials: int) -> Found:
        quantities = [Input.from_distribution(name, each) for name, each in inputs.items()]
        problem = Problem(Model.parse(MODEL), quantities, coverage_probability=PROBABILITY)
        result = simulate(problem, seed=SEED, trials=trials, workers=workers, compiled=compiled)
        low, high = result.symmetric[0]
        return float(result.mean[0]), float(result.standard_uncertainties[0]), (low, high)

    return run


def plain(_workers: int) -> Run:
    """What one writes with numpy: PCG64, whole arrays, the formula, mean, std and quantile."""
    import numpy as np

    def curvilinear(
        generator: np.random.Generator, a: float, b: float, d: float, trials: int
    ) -> "np.typing.NDArray[np.float64]":
        low = a - d + 2.0 * d * generator.random(trials)  # JCGM 101:2008, 6.4.3.4
        high = (a + b) - low
        return low + (high - low) * generator.random(trials)

    def run(trials: int) -> Found:
        generator = np.random.default_rng(SEED)
        block = 50_000_623 + 25 * generator.standard_t(18, trials)
        difference = 215 + 6 * generator.standard_t(24, trials)
        first = 4 * generator.standard_t(5, trials)
        second = 7 * generator.standard_t(8, trials)
        alpha = generator.uniform(9.5e-6, 13.5e-6, trials)
        theta = generator.normal(-0.1, 0.2, trials)
        cycle = 0.5 * np.sin(2 * np.pi * generator.random(trials))
        dalpha = curvilinear(generator, -1e-6, 1e-6, 0.1e-6, trials)
        dtheta = curvilinear(generator, -0.050, 0.050, 0.025, trials)
        y = block + difference + first + second - block * (dalpha * (theta + cycle) + alpha * dtheta) - 50_000_000
        low, high = np.quantile(y, [(1 - PROBABILITY) / 2, (1 + PROBABILITY) / 2])
        return float(y.mean()), float(y.std(ddof=1)), (float(low), float(high))

    return run


def suncal(_workers: int) -> Run:
    """Sandia's calculator: GPL, measured only."""
    import suncal as library

    shapes = {
        "Ls": (50_000_623, {"dist": "t", "scale": 25, "df": 18}),
        "D": (215, {"dist": "t", "scale": 6, "df": 24}),
        "d1": (0, {"dist": "t", "scale": 4, "df": 5}),
        "d2": (0, {"dist": "t", "scale": 7, "df": 8}),
        "alpha_s": (11.5e-6, {"dist": "uniform", "a": 2e-6}),
        "theta0": (-0.1, {"dist": "normal", "std": 0.2}),
        "Delta": (0, {"dist": "arcsine", "a": 0.5}),
        "dalpha": (0, {"dist": "curvtrap", "a": 1e-6, "d": 0.1e-6}),
        "dtheta": (0, {"dist": "curvtrap", "a": 0.050, "d": 0.025}),
    }

    def run(trials: int) -> Found:
        model = library.Model(f"y = {MODEL}")
        for name, (value, shape) in shapes.items():
            model.var(name).measure(value).typeb(**shape)
        result = model.monte_carlo(samples=trials)
        expanded = result.expand("y", conf=PROBABILITY)
        return float(result.expected["y"]), float(result.uncertainty["y"]), (float(expanded[0]), float(expanded[1]))

    return run


def main(who: str, trials: int, workers: int) -> None:
    if who == "numpy":
        sys.modules["numba"] = None
    run = {"plain": plain, "suncal": suncal, "numba": partial(ours, compiled=True)}.get(who, ours)(workers)
    if who != "plain":
        run(20_000)  # what is compiled or read once a process is there before
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    found = 0.0, 0.0, (0.0, 0.0)
    for _ in range(REPEATS.get(trials, 3)):
        started = time.perf_counter()
        found = run(trials)
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    y, u, interval = found
    figures = {"seconds": min(seconds), "y": y, "u": u, "interval": interval}
    print(json.dumps({**figures, "memory_mb": (peak - before) * 1024 / 1e6, "whole_mb": peak * 1024 / 1e6}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
