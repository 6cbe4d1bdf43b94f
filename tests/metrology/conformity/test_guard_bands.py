"""The guard band that gives a wanted risk; risks against the ratio; any distribution as the process."""

import pytest
from hypothesis import given, settings, strategies as st
from scipy import integrate, stats

from quanheng.metrology.conformity import (
    DistributionPrior,
    InvalidMeasurement,
    InvalidPrior,
    InvalidRule,
    ManagedRisk,
    NormalPrior,
    NoSuchGuardBand,
    Tolerance,
    global_risk,
    guard_band_for,
    risk_at_ratio,
    risk_curve,
)
from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    Distribution,
    Exponential,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Triangular,
)

# ── the guard band that is wanted ────────────────────────────────────────────────────────────────


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0.3, 2),
    st.floats(0.1, 0.6),
    st.floats(0.001, 0.05),
    st.sampled_from(["consumer", "conditional_consumer"]),
)
def test_the_guard_band_gives_the_risk_that_is_wanted(s: float, u: float, risk: float, kind):
    tolerance, prior = Tolerance.symmetric(1), NormalPrior(0.1, s)
    w = (
        guard_band_for(risk, prior, u, tolerance, kind, may_be_negative=True)
        if _attainable(prior, u, risk, kind)
        else None
    )
    if w is not None:
        assert getattr(global_risk(prior, u, tolerance, w), kind) == pytest.approx(risk, rel=1e-9)


def _attainable(prior: NormalPrior, u: float, risk: float, kind: str) -> bool:
    ends = [getattr(global_risk(prior, u, Tolerance.symmetric(1), w), kind) for w in (0.9999, -100 * u)]
    return ends[0] < risk < ends[1]


def test_no_guard_band_where_none_is_needed():
    assert guard_band_for("0.02", NormalPrior(0, 0.1), "0.05", Tolerance.symmetric(1)) == 0.0


def test_the_producer_s_risk_is_reached_by_accepting_more():
    tolerance, prior = Tolerance.symmetric(1), NormalPrior(0, 0.6)
    with pytest.raises(NoSuchGuardBand, match="without any guard band"):
        guard_band_for("0.001", prior, "0.2", tolerance, "producer")
    w = guard_band_for("0.001", prior, "0.2", tolerance, "producer", may_be_negative=True)
    assert w < 0
    assert global_risk(prior, "0.2", tolerance, w).producer == pytest.approx(0.001, rel=1e-9)


def test_a_one_sided_guard_band_is_found():
    prior, tolerance = NormalPrior(0, 1), Tolerance.at_least("-0.5")
    w = guard_band_for("0.005", prior, "0.3", tolerance)
    assert global_risk(prior, "0.3", tolerance, w).consumer == pytest.approx(0.005, rel=1e-9)


def test_curves_fall_with_the_ratio():
    curve = risk_curve(["1", "1.5", "2", "3", "4", "6", "10"], 0.95)
    assert list(curve.consumer) == sorted(curve.consumer, reverse=True)
    assert list(curve.producer) == sorted(curve.producer, reverse=True)
    guarded = risk_curve(["1", "1.5", "2", "3", "4", "6", "10"], 0.95, ManagedRisk("6").multiplier)
    assert all(ours <= plain for ours, plain in zip(guarded.consumer, curve.consumer, strict=True))


def test_observed_reliability_contains_the_measurement_s_own_scatter():
    found = risk_at_ratio(4, 0.9, reliability_of="observed")
    assert found.accepted == pytest.approx(0.9, abs=1e-12)
    with pytest.raises(InvalidPrior, match="own scatter alone"):
        risk_at_ratio("0.5", 0.99, reliability_of="observed")


def test_bad_input_is_refused_by_name():
    tolerance, prior = Tolerance.symmetric(1), NormalPrior(0, 1)
    with pytest.raises(InvalidMeasurement, match="standard uncertainty 0: a positive"):
        global_risk(prior, 0, tolerance)
    with pytest.raises(InvalidRule, match="risk 2: a number between 0 and 1"):
        guard_band_for(2, prior, "0.1", tolerance)
    with pytest.raises(InvalidRule, match="risk of kind 'both'"):
        guard_band_for("0.02", prior, "0.1", tolerance, "both")
    with pytest.raises(InvalidMeasurement, match="test uncertainty ratio 0"):
        risk_at_ratio(0, 0.95)
    with pytest.raises(NoSuchGuardBand, match="gives the producer's risk"):
        guard_band_for("0.999999", prior, "0.1", tolerance, "producer")


@pytest.mark.parametrize(
    ("distribution", "judge"),
    [
        (Normal(0.1, 0.6), stats.norm(0.1, 0.6)),
        (Rectangular(-1.5, 2.0), stats.uniform(-1.5, 3.5)),
        (Arcsine(-1.3, 1.4), stats.arcsine(-1.3, 2.7)),
        (ScaledShiftedT(0.1, 0.4, 4.0), stats.t(4.0, 0.1, 0.4)),
        (Exponential(0.5), stats.expon(0, 0.5)),
        (Triangular(-1.5, 1.4), stats.triang(0.5, -1.5, 2.9)),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Distribution) else "",
)
@pytest.mark.parametrize("u", [0.02, 0.3])
def test_any_distribution_can_be_the_process(distribution: Distribution, judge, u: float):
    """Judged by scipy's distributions and its adaptive quadrature, over the true values."""
    found = global_risk(DistributionPrior(distribution), u, Tolerance.symmetric(1), "0.1")

    def accepting(x: float) -> float:
        return stats.norm.cdf((0.9 - x) / u) - stats.norm.cdf((-0.9 - x) / u)

    def part(weight, low: float, high: float) -> float:
        inner = [each for each in (-1 - 3 * u, -0.9, 0.9, 1 + 3 * u) if low < each < high]
        return integrate.quad(
            lambda x: judge.pdf(x) * weight(x), low, high, points=inner or None, limit=400, epsabs=1e-13
        )[0]  # fmt: skip

    first, last = (max(-60.0, judge.support()[0]), min(60.0, judge.support()[1]))
    consumer = sum(part(accepting, a, b) for a, b in ((first, -1.0), (1.0, last)) if a < b)
    producer = part(lambda x: 1 - accepting(x), max(first, -1.0), min(last, 1.0))
    assert found.consumer == pytest.approx(consumer, rel=1e-7, abs=1e-12)
    assert found.producer == pytest.approx(producer, rel=1e-7, abs=1e-12)
    assert found.conforming == pytest.approx(judge.cdf(1) - judge.cdf(-1), rel=1e-9)
