"""What holds for every distribution: order, tails, symmetry, the same result in any company and on any machine."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats
from tests.metrology.uncertainty.distributions.families import IDS, MEMBERS

from quanheng.metrology.uncertainty.distributions import Distribution, Empirical, Gamma, ScaledShiftedT

EVERY = pytest.mark.parametrize("member", MEMBERS, ids=IDS)
PROBABILITIES = np.unique(np.concatenate([2.0 ** -np.linspace(1.0, 53.0, 400), np.linspace(0.001, 0.5, 300)]))


@EVERY
def test_a_quantile_has_the_probability_that_it_was_asked_for(member: Distribution):
    for upper in (False, True):
        x = member.quantile(PROBABILITIES, upper=upper)
        found = member.cumulative(x, upper=upper)
        # A value itself is rounded: how much probability that is depends on the density there.
        slope = np.minimum(member.density(x), 1e300)
        rounding = 4.0 * np.spacing(np.abs(x)) * slope + 4.0 * np.spacing(PROBABILITIES)
        if math.isinf(slope.max()) or member.name == "arcsine":
            rounding += 2e-8 * (PROBABILITIES < 1e-6)  # where the density is infinite
        assert (abs(found - PROBABILITIES) <= 2e-12 * PROBABILITIES + rounding).all()


@EVERY
def test_quantiles_rise_and_stay_within_the_support(member: Distribution):
    low, high = member.support
    below, above = member.quantile(PROBABILITIES), member.quantile(PROBABILITIES[::-1], upper=True)
    both = np.concatenate([below, above])
    rounding = np.spacing(np.maximum(np.abs(both[1:]), abs(low) if math.isfinite(low) else 0.0))
    assert (np.diff(both) >= -4.0 * rounding).all()
    assert low <= both[0]
    assert both[-1] <= high
    assert member.quantile(0.5) == pytest.approx(float(member.quantile(0.5, upper=True)), rel=1e-13)


@EVERY
@settings(deadline=None, max_examples=30)
@given(p=st.floats(2.0**-53, 0.5), q=st.floats(2.0**-53, 0.5))
def test_the_order_of_probabilities_is_that_of_values(member: Distribution, p: float, q: float):
    first, second = (float(member.quantile(each)) for each in (p, q))
    slack = 1e-13 * abs(first - float(member.quantile(0.5)))
    assert first <= second + slack if p <= q else second <= first + slack


@EVERY
def test_symmetric_means_symmetric(member: Distribution):
    if not member.is_symmetric:
        assert member.name in {"exponential", "gamma", "empirical"}
        return
    middle = float(member.quantile(0.5))
    below = middle - member.quantile(PROBABILITIES)
    above = member.quantile(PROBABILITIES, upper=True) - middle
    assert below == pytest.approx(above, rel=1e-13, abs=8.0 * np.spacing(max(abs(middle), 1.0)))


@EVERY
def test_a_quantile_does_not_depend_on_its_neighbours(member: Distribution):
    together = member.quantile(PROBABILITIES)
    shuffle = np.random.default_rng(7).permutation(len(PROBABILITIES))
    assert member.quantile(PROBABILITIES[shuffle]).tobytes() == together[shuffle].tobytes()
    assert [float(member.quantile(each)) for each in PROBABILITIES[::50]] == together[::50].tolist()
    square = PROBABILITIES[:400].reshape(20, 20)
    assert member.quantile(square.T).tobytes() == together[:400].reshape(20, 20).T.tobytes()


@EVERY
def test_quantiles_need_no_function_that_differs_between_machines(
    member: Distribution, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("not the same on every machine")

    for module in (np, math):
        for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "power", "pow", "arcsin",
                     "asin", "cbrt", "erf", "erfc", "gamma", "lgamma", "sum", "dot", "matmul", "hypot"):  # fmt: skip
            if hasattr(module, name):
                monkeypatch.setattr(module, name, refuse)
    assert np.isfinite(member.quantile(PROBABILITIES)).all()
    assert np.isfinite(member.quantile(PROBABILITIES, upper=True)).all()


@EVERY
def test_blocks_leave_no_seams(member: Distribution):
    """Long arrays are done in blocks: the bits are those of single values."""
    p = np.random.default_rng(3).uniform(0.001, 0.999, 40_000)
    together = member.quantile(p)
    assert together[::-1].tobytes() == member.quantile(p[::-1]).tobytes()
    assert together[16_380:16_390].tobytes() == member.quantile(p[16_380:16_390]).tobytes()


@EVERY
def test_far_away_there_is_nothing(member: Distribution):
    away = np.array([-math.inf, -1e300, 1e300, math.inf])
    assert member.cumulative(away) == pytest.approx([0.0, 0.0, 1.0, 1.0], abs=1e-290)
    assert member.cumulative(away, upper=True) == pytest.approx([1.0, 1.0, 0.0, 0.0], abs=1e-290)
    assert member.density(away) == pytest.approx([0.0] * 4, abs=1e-290)
    for function in (member.cumulative, member.density):
        assert math.isnan(function(math.nan))


@EVERY
def test_distributions_travel_to_other_processes(member: Distribution):
    again = pickle.loads(pickle.dumps(member))
    assert again == member
    assert again.quantile(PROBABILITIES).tobytes() == member.quantile(PROBABILITIES).tobytes()


@settings(deadline=None, max_examples=100)
@given(
    nu=st.one_of(st.floats(1.0, 5.0), st.floats(1.0, 200.0), st.floats(200.0, 1e12)),
    p=st.one_of(st.floats(2.0**-53, 0.5), st.floats(1e-300, 1e-20)),
)
def test_students_tail_of_its_quantile_is_the_probability(nu: float, p: float):
    t = ScaledShiftedT(0.0, 1.0, nu)
    x = t.quantile(p, upper=True)
    assert float(t.cumulative(x, upper=True)) == pytest.approx(p, rel=5e-13)
    if p > 1e-17 and nu < 1e6:
        assert float(stats.t.sf(x, nu)) == pytest.approx(p, rel=1e-9)


@settings(deadline=None, max_examples=100)
@given(
    shape=st.one_of(st.floats(0.05, 3.0), st.floats(1.0, 300.0), st.floats(140.0, 160.0)),
    p=st.floats(2.0**-53, 0.5),
    upper=st.booleans(),
)
def test_the_gamma_tail_of_its_quantile_is_the_probability(shape: float, p: float, upper: bool):
    gamma = Gamma(shape)
    x = gamma.quantile(p, upper=upper)
    assert float(gamma.cumulative(x, upper=upper)) == pytest.approx(p, rel=2e-12)
    judge = stats.gamma.sf if upper else stats.gamma.cdf
    assert float(judge(x, shape)) == pytest.approx(p, rel=2e-12)


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30, unique=True), st.floats(1e-6, 1.0 - 1e-6))
def test_an_empirical_quantile_lies_between_its_neighbours(values: list[float], p: float):
    found = Empirical(values)
    x = float(found.quantile(p))
    below = sum(each < x for each in values) / len(values)
    at_most = sum(each <= x for each in values) / len(values)
    assert below - 0.5 / len(values) - 1e-9 <= p <= at_most + 0.5 / len(values) + 1e-9
