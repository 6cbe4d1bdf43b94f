"""Coverage intervals from ordered values: the standard's counting, closed forms, and refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import expon, norm

from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.intervals import covered, shortest_interval, symmetric_interval


@pytest.mark.parametrize(
    ("trials", "probability", "q", "ranks"),
    [
        (1000, 0.95, 950, (25, 975)),  # pM whole, M - q even
        (100, 0.95, 95, (3, 98)),  # pM whole, M - q odd: r = int((5 + 1)/2)
        (101, 0.95, 96, (3, 99)),  # pM = 95.95
        (51, 0.5, 26, (13, 39)),  # pM = 25.5: half is rounded up
        (2, 0.5, 1, (1, 2)),
    ],
)
def test_ranks_of_the_symmetric_interval(trials, probability, q, ranks):
    """JCGM 101:2008, 7.7.2, counted by hand."""
    assert covered(trials, probability) == q
    assert symmetric_interval(np.arange(1.0, trials + 1.0), probability) == ranks


@settings(max_examples=60)
@given(st.lists(st.integers(-50, 50), min_size=25, max_size=200), st.sampled_from([0.1, 0.5, 0.9, 0.95]))
def test_shortest_interval_by_trying_all(numbers, probability):
    values = np.sort(np.array(numbers, dtype=float))
    q = covered(len(values), probability)
    widths = [(values[r + q] - values[r], values[r], values[r + q]) for r in range(len(values) - q)]
    found = shortest_interval(values, probability)
    assert (found.width, *found) == min(widths)


def test_shortest_interval_over_several_blocks():
    """Its lowest place of least width, also where that is far from the first block."""
    values = np.cumsum(np.r_[np.full(150_000, 3.0), np.full(150_000, 1.0), np.full(100_000, 2.0)])
    q = covered(len(values), 0.25)
    assert shortest_interval(values, 0.25) == (values[150_000 - 1], values[150_000 - 1 + q])


def test_closed_forms():
    """Ordered values at equal steps of probability stand for the distribution itself."""
    steps = (np.arange(200_000) + 0.5) / 200_000
    normal = norm.ppf(steps)
    assert symmetric_interval(normal, 0.95) == pytest.approx(norm.interval(0.95), abs=1e-4)
    assert shortest_interval(normal, 0.95).width == pytest.approx(2 * norm.ppf(0.975), abs=2e-4)
    falling = expon.ppf(steps)
    assert shortest_interval(falling, 0.95) == pytest.approx((0.0, -math.log(0.05)), abs=2e-4)
    assert symmetric_interval(falling, 0.95) == pytest.approx((-math.log(0.975), -math.log(0.025)), abs=3e-4)


def test_four_rectangular_inputs_with_random_trials():
    """JCGM 101:2008, 9.2.3: ±3.88 analytically, 2√3(2 − (3/5)^(1/4)); within five standard errors of a quantile."""
    trials = 400_000
    values = np.random.default_rng(3).uniform(-math.sqrt(3), math.sqrt(3), (4, trials)).sum(axis=0)
    values.sort()
    exact = 2 * math.sqrt(3) * (2 - 0.6**0.25)
    density = (4 * math.sqrt(3) - exact) ** 3 / (math.factorial(3) * (2 * math.sqrt(3)) ** 4)
    error = math.sqrt(0.025 * 0.975 / trials) / density
    assert symmetric_interval(values, 0.95) == pytest.approx((-exact, exact), abs=5 * error)
    shortest = shortest_interval(values, 0.95)
    assert shortest.width <= symmetric_interval(values, 0.95).width
    assert shortest.width == pytest.approx(2 * exact, abs=10 * error)


@pytest.mark.parametrize("take", [symmetric_interval, shortest_interval])
def test_refusals(take):
    values = np.linspace(0.0, 1.0, 1000)
    for probability in (0.0, 1.0, -0.5, math.nan):
        with pytest.raises(InvalidProblem, match="between 0 and 1"):
            take(values, probability)
    with pytest.raises(InvalidProblem, match=r"1000 trials for a coverage probability of 0\.9999: at least"):
        take(values, 0.9999)
    with pytest.raises(UncertaintyError, match="nan"):
        take(np.sort(np.r_[values, math.nan]), 0.95)
    with pytest.raises(UncertaintyError, match="inf"):
        take(np.sort(np.r_[values, -math.inf]), 0.95)
    with pytest.raises(UncertaintyError, match="sort them first"):
        take(np.roll(np.linspace(0.0, 1.0, 200_000), 1)[1:-5][::-1], 0.95)
    for middle in (math.nan, 5.0):
        with pytest.raises(UncertaintyError, match="sort them first"):
            take(np.r_[values[:500], middle, values[500:]], 0.95)
    with pytest.raises(InvalidProblem, match=r"shape \(2, 500\)"):
        take(values.reshape(2, 500), 0.95)


@pytest.mark.parametrize("probability", [0.01, 0.05, 0.2, 0.5, 0.9, 0.95, 0.99, 0.999])
def test_the_remedy_for_too_few_trials_is_enough(probability):
    with pytest.raises(InvalidProblem) as refused:
        covered(1, probability)
    least = int(str(refused.value).split("at least ")[1].split()[0])
    assert 1 <= covered(least, probability) < least
