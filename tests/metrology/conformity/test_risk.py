"""Global risks: against the bivariate normal distribution, published figures, closed forms and identities."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from quanheng.metrology.conformity import (
    DensityPrior,
    EmpiricalPrior,
    Interval,
    InvalidMeasurement,
    ManagedRisk,
    NormalPrior,
    Tolerance,
    global_risk,
    risk_at_ratio,
)

RESISTORS = NormalPrior(1500.0, 0.12)  # JCGM 106:2012, 9.5: a process of 1500 Ω resistors
RESISTOR_TOLERANCE = Tolerance.symmetric("0.2", 1500)


def judged(prior: NormalPrior, u: float, low: float, high: float, w: float) -> tuple[float, float]:
    """R_C and R_P from the bivariate normal distribution of true and measured value."""
    s0, s = prior.standard_deviation, math.hypot(prior.standard_deviation, u)
    r = s0 / s
    joint = stats.multivariate_normal(mean=[0, 0], cov=[[1, r], [r, 1]])

    def cdf(a: float, b: float) -> float:
        return float(joint.cdf([(a - prior.mean) / s0, (b - prior.mean) / s]))

    a_low, a_high = low + w, high - w
    both = cdf(high, a_high) - cdf(low, a_high) - cdf(high, a_low) + cdf(low, a_low)
    measured, true = stats.norm(prior.mean, s), stats.norm(prior.mean, s0)
    return measured.cdf(a_high) - measured.cdf(a_low) - both, true.cdf(high) - true.cdf(low) - both


@settings(max_examples=60, deadline=None)
@given(st.floats(-1, 1), st.floats(0.1, 3), st.floats(0.02, 2), st.floats(-0.9, 0.9))
def test_risks_are_those_of_the_bivariate_normal_distribution(mean: float, s: float, u: float, w: float):
    prior = NormalPrior(mean, s)
    found = global_risk(prior, u, Tolerance.symmetric(1), w)
    consumer, producer = judged(prior, u, -1.0, 1.0, w)
    assert found.consumer == pytest.approx(consumer, abs=1e-12)
    assert found.producer == pytest.approx(producer, abs=1e-12)


@pytest.mark.parametrize("w", [-0.08, 0.0, 0.04, 0.08])
def test_the_resistors_of_jcgm_106_with_and_without_guard_band(w: float):
    found = global_risk(RESISTORS, "0.04", RESISTOR_TOLERANCE, w)
    consumer, producer = judged(NormalPrior(0, 0.12), 0.04, -0.2, 0.2, w)
    assert found.consumer == pytest.approx(consumer, abs=1e-12)
    assert found.producer == pytest.approx(producer, abs=1e-12)
    assert found.conforming == pytest.approx(2 * stats.norm.cdf(0.2 / 0.12) - 1, abs=1e-13)


# ── published ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("limit", "ratio", "of_limit", "consumer", "producer"),
    [
        # D. Deaver, Guardbanding with confidence, NCSL 1994: limits in σ of the process, ratio of σ to u, acceptance
        # limits in parts of the tolerance; false accepts and false rejects in %.
        (2.0, 4.0, 1.0, 0.8, 1.5),
        (2.5, 1.0, 1.0, 0.5, None),
        (2.0, 2.0, 0.91, 0.8, 6.6),
    ],
)
def test_the_figures_of_deaver(limit: float, ratio: float, of_limit: float, consumer: float, producer: float | None):
    found = global_risk(NormalPrior(0, 1), 1 / ratio, Tolerance.symmetric(limit), limit * (1 - of_limit))
    places = len(str(consumer).partition(".")[2])
    assert round(100 * found.consumer, places) == consumer
    assert producer is None or round(100 * found.producer, 1) == producer


def test_four_to_one_is_the_classic_eight_in_a_thousand():
    found = risk_at_ratio(4, 0.9545)
    assert (round(found.consumer, 3), round(found.producer, 3)) == (0.008, 0.015)


@pytest.mark.parametrize("tur", ["1", "1.5", "2", "3", "4", "4.5", "5", "8"])
def test_method_6_keeps_false_acceptance_below_two_percent_whatever_the_process(tur: str):
    # Z540.3 handbook, method 6: 2 % for any in-tolerance probability; M was fitted to two decimals.
    worst = max(
        risk_at_ratio(tur, reliability, ManagedRisk("6").multiplier(tur)).consumer
        for reliability in np.linspace(0.3, 0.99, 24)
    )
    assert worst < 0.0203


def test_method_6_needs_no_guard_band_from_4_6_on():
    assert ManagedRisk("6").multiplier("4.6") == 0
    assert ManagedRisk("6").multiplier("4.58") > 0


# ── identities ───────────────────────────────────────────────────────────────────────────────────

priors = st.one_of(
    st.builds(NormalPrior, st.floats(-1, 1), st.floats(0.05, 3)),
    st.builds(lambda low, width: DensityPrior.rectangular(low, low + width), st.floats(-3, 1), st.floats(0.2, 5)),
    st.lists(st.floats(-3, 3), min_size=2, max_size=30).map(EmpiricalPrior),
)


@settings(max_examples=80, deadline=None)
@given(priors, st.floats(0.01, 2), st.floats(-2, 0.99))
def test_the_four_fates_add_up_to_one(prior, u: float, w: float):
    found = global_risk(prior, u, Tolerance.symmetric(1), w)
    fates = (found.consumer, found.producer, found.true_acceptance, found.true_rejection)
    assert all(0.0 <= each <= 1.0 + 1e-12 for each in fates)
    assert math.fsum(fates) == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(priors, st.floats(0.05, 2), st.floats(-1, 0.9), st.floats(0.01, 0.5))
def test_a_wider_guard_band_protects_the_consumer_at_the_producer_s_expense(prior, u: float, w: float, more: float):
    tolerance = Tolerance.symmetric(1)
    narrow, wide = (global_risk(prior, u, tolerance, each) for each in (w, w + more))
    assert wide.consumer <= narrow.consumer * (1 + 1e-11) + 1e-15
    assert wide.producer >= narrow.producer * (1 - 1e-11) - 1e-15


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 3), st.floats(0.05, 1), st.floats(-0.3, 0.5), st.floats(1e-3, 1e3), st.floats(-100, 100))
def test_scale_and_zero_change_nothing(s: float, u: float, w: float, scale: float, shift: float):
    plain = global_risk(NormalPrior(0, s), u, Tolerance.symmetric(1), w)
    moved = global_risk(
        NormalPrior(shift, s * scale), u * scale, Tolerance.symmetric(scale, shift), w * scale
    )  # fmt: skip
    assert moved.consumer == pytest.approx(plain.consumer, rel=1e-7, abs=1e-12)
    assert moved.producer == pytest.approx(plain.producer, rel=1e-7, abs=1e-12)


def test_a_one_sided_tolerance_has_risks_too():
    prior = NormalPrior(0.0, 1.0)
    found = global_risk(prior, "0.5", Tolerance.at_most(1), "0.2")
    r = 1 / math.hypot(1, 0.5)
    joint = stats.multivariate_normal(mean=[0, 0], cov=[[1, r], [r, 1]])
    both = float(joint.cdf([1.0, 0.8 * r]))
    assert found.consumer == pytest.approx(stats.norm.cdf(0.8 * r) - both, abs=1e-12)
    assert found.producer == pytest.approx(stats.norm.cdf(1.0) - both, abs=1e-12)


def test_a_rectangular_process_has_a_closed_form():
    # ∫ Φ(z) dz = zΦ(z) + φ(z): the accepted fraction of what lies above the limit 1, of a process on [-2, 2].
    u = 0.25

    def primitive(z: float) -> float:
        return z * stats.norm.cdf(z) + stats.norm.pdf(z)

    above = u * (primitive(0.0) - primitive((1 - 2) / u)) / 4
    found = global_risk(DensityPrior.rectangular(-2, 2), u, Tolerance.symmetric(1))
    assert found.consumer == pytest.approx(2 * above, rel=1e-10)


def test_tiny_risks_keep_their_digits():
    found = global_risk(NormalPrior(0, 0.1), "0.02", Tolerance.symmetric(1))
    # Beyond 10σ of the process: dominated by values just beyond the limit.
    judge = global_risk(
        DensityPrior(NormalPrior(0, 0.1).density, -3, 3, (0, -1, 1, -1.1, 1.1)), "0.02", Tolerance.symmetric(1)
    )
    assert 0 < found.consumer < 1e-22
    assert found.consumer == pytest.approx(judge.consumer, rel=1e-10)


def test_a_large_nominal_value_costs_no_digits():
    # 1 kg ± 5 mg with u = 50 µg, in kg, and as deviations in mg.
    nominal = global_risk(NormalPrior(1.0, 5e-6), "5e-8", Tolerance.symmetric("5e-6", 1))
    deviations = global_risk(NormalPrior(0.0, 5.0), "0.05", Tolerance.symmetric(5))
    assert nominal.consumer == pytest.approx(deviations.consumer, rel=1e-12)
    assert nominal.producer == pytest.approx(deviations.producer, rel=1e-12)
    dense = DensityPrior(NormalPrior(1.0, 5e-6).density, 1 - 2e-4, 1 + 2e-4, (1 - 1e-5, 1, 1 + 1e-5))
    assert global_risk(dense, "5e-8", Tolerance.symmetric("5e-6", 1)).consumer == pytest.approx(
        nominal.consumer, rel=1e-7
    )
    with pytest.raises(InvalidMeasurement, match="give deviations from it"):
        global_risk(dense, "1e-13", Tolerance.symmetric("5e-6", 1))


@pytest.mark.parametrize("u", [1e3, 1e6, 1e9])
def test_an_uncertainty_far_beyond_the_tolerance_accepts_by_chance_alone(u: float):
    # The result is then nearly independent of the item: accepted with the chance 2·φ(0)/u.
    found = global_risk(NormalPrior(0, 1), u, Tolerance.symmetric(1))
    conforming = 2 * stats.norm.cdf(1) - 1
    chance = 2 * stats.norm.pdf(0) / u
    assert found.true_acceptance == pytest.approx(conforming * chance, rel=1e-5)
    assert found.consumer == pytest.approx((1 - conforming) * chance, rel=1e-5)


def test_acceptance_limits_may_be_given_themselves():
    by_band = global_risk(RESISTORS, "0.04", RESISTOR_TOLERANCE, "0.05")
    limits = RESISTOR_TOLERANCE.interval.shrunk(Tolerance.symmetric("0.05").upper)
    assert global_risk(RESISTORS, "0.04", RESISTOR_TOLERANCE, limits) == by_band
    nothing = global_risk(RESISTORS, "0.04", RESISTOR_TOLERANCE, Interval(limits.upper, limits.lower))
    assert (nothing.consumer, nothing.true_acceptance) == (0.0, 0.0)


def test_process_data_give_the_risks_of_their_distribution():
    items = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    seen = global_risk(EmpiricalPrior(items), "0.25", Tolerance.symmetric(2))
    known = global_risk(NormalPrior(0, 1), "0.25", Tolerance.symmetric(2))
    assert seen.consumer == pytest.approx(known.consumer, rel=2e-3)
    assert seen.producer == pytest.approx(known.producer, rel=2e-3)
