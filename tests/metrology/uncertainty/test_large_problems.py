"""Large problems: the work grows with the number of inputs, operations and correlations, and not with its square."""

import math
from time import process_time

import pytest

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import Input, InvalidCorrelation, Problem, Result, propagate

NU, U, R = 9.0, 0.1, 0.5


def correlated_pairs(count: int) -> Result:
    """A sum of inputs, each pair of which was read together."""
    names = [f"x{place}" for place in range(count)]
    inputs = [Input(name, 1.0, U, NU, ensemble=f"pair {place // 2}") for place, name in enumerate(names)]
    correlations = [(names[place], names[place + 1], R) for place in range(0, count, 2)]
    model = Model.trace(lambda *x: sum(x[1:], x[0]), names)
    return propagate(Problem(model, inputs, correlations))


def test_a_sum_of_many_correlated_pairs_has_the_uncertainty_and_degrees_of_freedom_of_its_pairs():
    pairs = 2000
    (estimate,) = correlated_pairs(2 * pairs).estimates
    assert estimate.standard_uncertainty == pytest.approx(math.sqrt(pairs * (2.0 + 2.0 * R)) * U, rel=1e-12)
    assert estimate.degrees_of_freedom == pytest.approx(NU * pairs, rel=1e-9)


def test_what_is_contradictory_is_found_among_many_that_are_not():
    names = [f"x{place}" for place in range(600)]
    correlations = [(names[place], names[place + 1], 0.5) for place in range(0, 600, 3)]
    correlations += [(names[300], names[302], 0.9), (names[301], names[302], -0.9)]
    with pytest.raises(InvalidCorrelation, match="x300, x302") as refused:
        Problem(
            Model.trace(lambda *x: sum(x[1:], x[0]), names), [Input(name, 1.0, 0.1) for name in names], correlations
        )
    assert "x303" not in str(refused.value)


@pytest.mark.parametrize("kind", ["wide", "chain", "pairs"])
def test_eight_times_as_many_take_nothing_like_sixty_four_times_as_long(kind: str):
    """By work of the processor, the best of three, with the square as far away as a factor of three allows."""

    def work(size: int) -> float:
        times = []
        for _ in range(3):
            started = process_time()
            if kind == "pairs":
                correlated_pairs(size)
            else:
                count = size if kind == "wide" else 2
                names = [f"x{place}" for place in range(count)]
                model = Model.trace(_wide if kind == "wide" else lambda a, b: _chain(a, b, size), names)
                propagate(Problem(model, [Input(name, 0.5, 0.01, NU) for name in names]))
            times.append(process_time() - started)
        return min(times)

    assert work(8000) < 24.0 * work(1000)


def _wide(*x):
    total = x[0] * x[1]
    for place in range(2, len(x), 2):
        total = total + x[place] * x[place + 1]
    return total


def _chain(a, b, steps: int):
    y = a
    for _ in range(steps):
        y = y * b + a
    return y
