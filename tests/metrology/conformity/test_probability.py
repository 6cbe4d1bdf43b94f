"""Probability of conformity against published examples, independent distributions and identities."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import integrate, stats

from quanheng.metrology.conformity import (
    DensityPrior,
    EmpiricalPrior,
    InvalidMeasurement,
    InvalidPrior,
    InvalidTolerance,
    Measurement,
    NormalPrior,
    Tolerance,
    UnitMismatch,
    bands_for_probability,
    capability_index,
    conformance_probabilities,
    conformance_probability,
)
from quanheng.metrology.uncertainty.propagation import Estimate
from quanheng.metrology.units import Quantity, parse

reals = st.floats(-50, 50, allow_nan=False)
positive = st.floats(0.01, 20)


@pytest.mark.parametrize(
    ("measurement", "tolerance", "printed"),
    [
        # JCGM 106:2012, clause 7: the Zener diode, the metal container, the motor oil.
        (("-5.47", "0.05", "V"), Tolerance.at_most("-5.40", "V"), 0.92),
        (("509.7", "8.6", "kPa"), Tolerance.at_least(490, "kPa"), 0.99),
        (("13.6", "1.8", "mm2/s"), Tolerance.between("12.5", "16.3", "mm2/s"), 0.66),
    ],
    ids=["upper limit", "lower limit", "two limits"],
)
def test_the_examples_of_jcgm_106(measurement: tuple[str, str, str], tolerance: Tolerance, printed: float):
    value, u, unit = measurement
    result = Measurement.with_standard(value, u, unit=unit)
    assert round(conformance_probability(result, tolerance), 2) == printed


@pytest.mark.parametrize(("p", "z"), [(0.80, 0.84), (0.90, 1.28), (0.95, 1.64), (0.99, 2.33), (0.999, 3.09)])
def test_one_sided_limits_lie_where_table_1_of_jcgm_106_says(p: float, z: float):
    assert float(f"{bands_for_probability(p, np.inf)[0]:.2f}") == z


def test_the_speed_limit_of_the_law_enforcement_example():
    # u is 2 % of the speed; 99.9 % are wanted above 100 km/h: v = 100/(1 - 3.09*0.02) = 106.6, printed as 107 km/h.
    z = bands_for_probability(0.999, np.inf)[0]
    limit = 100.0 / (1.0 - 0.02 * z)
    assert round(limit) == 107
    beyond = conformance_probability(Measurement.with_standard(limit, 0.02 * limit), Tolerance.at_least(100))
    assert math.isclose(beyond, 0.999, rel_tol=1e-12)


@given(reals, positive, reals, positive, st.sampled_from([math.inf, 1.0, 2.5, 8.0, 200.0]))
def test_it_is_a_probability_and_agrees_with_scipy(y: float, u: float, low: float, width: float, nu: float):
    p, q = conformance_probabilities(y, u, low, low + width, nu)
    judge = stats.norm(y, u) if math.isinf(nu) else stats.t(nu, y, u)
    assert 0.0 <= p <= 1.0
    assert 0.0 <= q <= 1.0
    assert math.isclose(p + q, 1.0, abs_tol=1e-14)
    assert math.isclose(p, judge.cdf(low + width) - judge.cdf(low), rel_tol=1e-9, abs_tol=1e-13)
    outside = judge.cdf(low) + judge.sf(low + width)
    assert math.isclose(q, outside, rel_tol=1e-9, abs_tol=1e-300)


@given(reals, positive, positive)
def test_it_is_symmetric_about_the_middle(y: float, u: float, half: float):
    left = conformance_probabilities(-y, u, -half, half)[0]
    assert conformance_probabilities(y, u, -half, half)[0] == pytest.approx(left, rel=1e-12, abs=1e-300)


def test_neither_tail_loses_its_digits():
    far = conformance_probabilities(0.0, 1.0, 30.0, 31.0)[0]
    assert far == pytest.approx(stats.norm.sf(30.0), rel=1e-10)
    assert conformance_probabilities(0.0, 1.0, -30.0, 30.0)[1] == pytest.approx(2 * stats.norm.sf(30.0), rel=1e-12)


@pytest.mark.parametrize("nu", [math.inf, 1.0, 7.0])
@pytest.mark.parametrize("width", [1e-12, 1e-6, 1e-3, 0.02, 0.09, 0.11, 0.5])
@pytest.mark.parametrize("middle", [0.0, 0.3, -2.0, 6.0])
def test_a_tolerance_far_narrower_than_the_uncertainty_keeps_its_digits(nu: float, width: float, middle: float):
    judge = stats.norm() if math.isinf(nu) else stats.t(nu)
    expected, _ = integrate.quad(judge.pdf, middle - width / 2, middle + width / 2, epsrel=1e-13, epsabs=0)
    low = Fraction(middle) - Fraction(width) / 2
    result = Measurement.with_standard(0, 1, degrees_of_freedom=nu)
    found = conformance_probability(result, Tolerance(low, low + Fraction(width)))
    assert found == pytest.approx(expected, rel=2e-12)


def test_many_digits_lose_nothing_to_the_tolerance():
    result = Measurement.with_standard("50000838.00", "0.02", unit="nm")
    tolerance = Tolerance.between("50000837.98", "50000838.04", "nm")
    judge = stats.norm.cdf(2.0) - stats.norm.cdf(-1.0)
    assert conformance_probability(result, tolerance) == pytest.approx(judge, rel=1e-14)


@settings(max_examples=40)
@given(
    st.fractions(-5, 5, max_denominator=1000),
    st.fractions("1/100", 3, max_denominator=1000),
    st.sampled_from(
        [("mm", "m"), ("mg", "kg"), ("kPa", "bar"), ("km/h", "m/s"), ("°C", "K"), ("°C", "°F"), ("min", "s")]
    ),
)
def test_units_change_nothing(value, u, units):
    source, target = (parse(unit) for unit in units)
    result = Measurement.with_standard(Quantity(value, source), u)
    tolerance = Tolerance.between(-2, 3, source)
    assert conformance_probability(result, tolerance.to(target)) == conformance_probability(result, tolerance)


def test_a_degree_of_error_is_a_kelvin_of_error():
    result = Measurement.with_standard(Quantity(Decimal("0.25"), parse("K")), "0.05")
    permitted = Tolerance(-0.3, 0.3, parse("°C"), is_difference=True)
    assert conformance_probability(result, permitted) == pytest.approx(stats.norm.cdf(1.0), rel=1e-9)


def test_an_error_in_celsius_is_not_taken_for_a_temperature_near_absolute_zero():
    """0.1 °C against ±1 K: as a temperature it would be 273.25 K, and fail."""
    for result, permitted in ((("0.1", "°C"), ("1", "K")), (("0.1", "K"), ("1", "°C"))):
        measured, limits = Measurement.with_standard(result[0], "0.1", unit=result[1]), Tolerance.symmetric(permitted[0], unit=permitted[1])  # fmt: skip
        with pytest.raises(UnitMismatch, match="may be temperatures or errors of temperature"):
            conformance_probability(measured, limits)
    room = Tolerance.between(18, 22, "°C")
    assert conformance_probability(Measurement.with_standard("293.15", "0.1", unit="K"), room) > 0.999


def test_units_of_other_kinds_are_refused_and_named():
    with pytest.raises(UnitMismatch, match=r"'s', which does not convert to 'mm'"):
        conformance_probability(Measurement.with_standard(1, "0.1", unit="s"), Tolerance.symmetric(1, unit="mm"))
    with pytest.raises(UnitMismatch, match=r"the tolerance in 'mm' cannot be compared: the result has no unit"):
        conformance_probability(Measurement.with_standard(1, "0.1"), Tolerance.symmetric(1, unit="mm"))
    with pytest.raises(UnitMismatch, match=r"the result in 'mm' cannot be compared: the tolerance has no unit"):
        conformance_probability(Measurement.with_standard(1, "0.1", unit="mm"), Tolerance.symmetric(1))


@pytest.mark.parametrize(
    ("value", "u", "said"),
    [
        (1, 0, "standard uncertainty 0: a positive number"),
        (1, "-0.1", "standard uncertainty −0.1: a positive number"),
        (1, float("nan"), "standard uncertainty nan: a finite number"),
        (float("inf"), 1, "value of the result inf: a finite number"),
        ("five", 1, "value of the result 'five': a finite number"),
        ("1e999999999", 1, "value of the result '1e999999999'"),
        (True, 1, "value of the result True"),
    ],
)
def test_results_that_cannot_be_are_refused(value, u, said: str):
    with pytest.raises(InvalidMeasurement, match=said):
        Measurement.with_standard(value, u)


def test_other_bad_input_is_refused_by_name():
    with pytest.raises(InvalidMeasurement, match="expanded uncertainty 0"):
        Measurement.with_expanded(1, 0)
    with pytest.raises(InvalidMeasurement, match="coverage factor 0"):
        Measurement.with_expanded(1, 1, 0)
    with pytest.raises(InvalidMeasurement, match="0 degrees of freedom"):
        Measurement.with_standard(1, 1, degrees_of_freedom=0)
    with pytest.raises(InvalidMeasurement, match=r"standard uncertainty 0\.0 at place 1"):
        conformance_probabilities([1.0, 2.0], [1.0, 0.0], -1, 1)
    with pytest.raises(InvalidTolerance, match=r"lower limit 1\.0 at place 0"):
        conformance_probabilities([1.0, 2.0], 1.0, 1.0, 1.0)
    with pytest.raises(InvalidMeasurement, match="without an uncertainty"):
        conformance_probability(Measurement.without_uncertainty(1), Tolerance.symmetric(2))


def test_an_evaluated_estimate_is_taken_with_its_degrees_of_freedom():
    result = Measurement.of_estimate(Estimate("l", 0.5, 0.1, 16.75, 0.99), "mm")
    assert float(result.coverage_factor) == pytest.approx(2.92, abs=0.005)
    p = conformance_probability(result, Tolerance.at_most(Quantity(Decimal("0.7"), parse("mm"))))
    assert p == pytest.approx(stats.t.cdf(2.0, 16.75), rel=1e-12)


# ── with a prior ─────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 3), st.floats(0.2, 3), st.floats(-4, 4), st.floats(0.1, 3))
def test_quadrature_gives_the_closed_form_of_normal_prior_and_likelihood(mean: float, s: float, y: float, u: float):
    closed, prior = NormalPrior(mean, s), NormalPrior(mean, s)
    same = DensityPrior(prior.density, mean - 38 * s, mean + 38 * s, (mean,))
    result, tolerance = Measurement.with_standard(y, u), Tolerance.symmetric(1)
    expected = conformance_probability(result, tolerance, closed)
    assert conformance_probability(result, tolerance, same) == pytest.approx(expected, rel=1e-10, abs=1e-14)


def test_the_posterior_of_bayes_theorem_by_scipy():
    prior = NormalPrior(0.3, 0.5)
    result, tolerance = Measurement.with_standard("0.9", "0.25", degrees_of_freedom=4), Tolerance.between("-0.2", "0.7")

    def product(x: float) -> float:
        return stats.norm.pdf(x, 0.3, 0.5) * stats.t.pdf((0.9 - x) / 0.25, 4)

    inside = integrate.quad(product, -0.2, 0.7, epsabs=1e-13, epsrel=1e-12)[0]
    whole = integrate.quad(product, -10, 10, points=[0.3, 0.9], epsabs=1e-13, epsrel=1e-12)[0]
    assert conformance_probability(result, tolerance, prior) == pytest.approx(inside / whole, rel=1e-9)


def test_a_rectangular_prior_cuts_what_is_impossible():
    # With u large against the prior's support the measurement says nothing: 60 % of the support lie within.
    result = Measurement.with_standard(0, 1000)
    found = conformance_probability(result, Tolerance.between(0, 3), DensityPrior.rectangular(0, 5))
    assert found == pytest.approx(0.6, abs=1e-5)


def test_process_data_serve_as_prior():
    items = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    result, tolerance = Measurement.with_standard("0.8", "0.4"), Tolerance.symmetric(1)
    found = conformance_probability(result, tolerance, EmpiricalPrior(items))
    assert found == pytest.approx(conformance_probability(result, tolerance, NormalPrior(0, 1)), abs=5e-4)


def test_a_result_far_outside_the_prior_still_has_a_posterior():
    found = conformance_probability(
        Measurement.with_standard(200, 1), Tolerance.between(0, "4.99"), DensityPrior.rectangular(0, 5)
    )
    # exp(-(200-x)²/2) falls by the factor e^1.95 over the last hundredth.
    assert found == pytest.approx(math.exp(-(195.01**2 - 195**2) / 2), rel=0.01)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: NormalPrior(0, 0), "standard deviation 0 of a prior"),
        (lambda: NormalPrior(math.nan, 1), "mean nan of a prior"),
        (lambda: NormalPrior.from_reliability(1, 1.0), "1.0 of the items in tolerance"),
        (lambda: DensityPrior(np.zeros_like, 0, 1), "cannot be normalised"),
        (lambda: DensityPrior(lambda x: -x, 0, 1), "the density is negative at"),
        (lambda: DensityPrior(lambda x: 1 / x, 0, 1), "does not converge"),
        (lambda: DensityPrior(lambda x: np.full_like(x, np.nan), 0, 1), "not a finite number at"),
        (lambda: DensityPrior(np.ones_like, 1, 1), "support from 1 to 1"),
        (lambda: DensityPrior(np.ones_like, 0, math.inf), "support from 0 to inf"),
        (lambda: EmpiricalPrior([1.0]), "1 items make no distribution"),
        (lambda: EmpiricalPrior([1.0, math.nan]), "item nan at place 1"),
    ],
)
def test_priors_that_are_none_are_refused(make, said: str):
    with pytest.raises(InvalidPrior, match=said):
        make()


def test_the_capability_index_is_tolerance_over_four_uncertainties():
    assert capability_index(Tolerance.symmetric("0.2"), "0.05") == 2
    assert capability_index(Tolerance.symmetric("0.2", unit="mm"), Quantity(50, parse("um"))) == 2
    with pytest.raises(InvalidTolerance, match="one limit and no width"):
        capability_index(Tolerance.at_most(1), "0.1")


def test_results_can_be_pickled():
    result = Measurement.with_expanded("0.5", "0.1", unit="mm")
    assert pickle.loads(pickle.dumps(result)) == result
