"""Expectations and standard deviations: the formulas of JCGM 101:2008, 6.4, against integrals over the quantiles."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.integrate import quad
from tests.metrology.uncertainty.distributions.families import IDS, MEMBERS

from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    InexactRectangular,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
)
from quanheng.metrology.uncertainty.type_a import pooled_deviations

#: By p = e^(−e^s) the integrals over (0, 1/2] become ones over a line, with the tails drawn out.
S = np.arange(math.log(math.log(2.0)), math.log(600.0), 1.0 / 512.0)
HAS_VARIANCE = [(each, name) for each, name in zip(MEMBERS, IDS, strict=True) if math.isfinite(each.standard_deviation)]


def integral(member: Distribution, power: int) -> float:
    """∫₀¹ (F⁻¹(p) − centre)^power dp by Simpson's rule from the middle to either end."""
    centre = float(member.quantile(0.5))
    s = S[: len(S) - 1 + len(S) % 2]
    p = np.exp(-np.exp(s))
    weight = np.ones_like(s)
    weight[1:-1:2], weight[2:-1:2] = 4.0, 2.0
    weight *= (s[1] - s[0]) / 3.0 * p * np.exp(s)
    p = np.minimum(p, 0.5)
    return sum(float(weight @ (member.quantile(p, upper=upper) - centre) ** power) for upper in (False, True))


@pytest.mark.parametrize("member", [each for each, _ in HAS_VARIANCE], ids=[name for _, name in HAS_VARIANCE])
def test_mean_and_standard_deviation_are_those_of_the_quantiles(member: Distribution):
    centre = float(member.quantile(0.5))
    first, second = integral(member, 1), integral(member, 2)
    # Steps of an empirical function and kinks of others limit the rule; so does p > 10⁻²⁶⁰ where the variance barely is.
    tolerance = 2e-4 if member.name == "empirical" else 2e-6
    assert centre + first == pytest.approx(member.mean, abs=tolerance * member.standard_deviation)
    assert math.sqrt(second - first * first) == pytest.approx(member.standard_deviation, rel=tolerance)


def density_integral(member: Distribution, low: float, high: float, power: int) -> float:
    centre = float(member.quantile(0.5))
    kinks = sorted({low, high, centre, *member.quantile(np.linspace(0.02, 0.98, 25)).tolist()})
    return sum(
        quad(lambda x: float(member.density(x)) * (x - centre) ** power, a, b, limit=200)[0] for a, b in pairwise(kinks)
    )


@pytest.mark.parametrize(
    "member",
    [
        Normal(2.0, 0.3),
        CurvilinearTrapezoid(-1.0, 1.0, 0.5),
        Trapezoidal(0.0, 4.0, 0.3),
        Triangular(-2.0, 1.0),
        ScaledShiftedT(1.0, 2.0, 5.3),
        Exponential(2.0),
        Gamma(4.0, 0.5),
        Gamma(151.0),
    ],
    ids=repr,
)
def test_densities_hold_the_probability_of_one_and_the_variance(member: Distribution):
    low, high = float(member.quantile(1e-15)), float(member.quantile(1e-15, upper=True))
    assert density_integral(member, low, high, 0) == pytest.approx(1.0, rel=1e-7)
    mean = float(member.quantile(0.5)) + density_integral(member, low, high, 1)
    assert mean == pytest.approx(member.mean, rel=1e-6)
    offset = member.mean - float(member.quantile(0.5))
    variance = density_integral(member, low, high, 2) - offset**2
    assert math.sqrt(variance) == pytest.approx(member.standard_deviation, rel=1e-4 if member.name == "t" else 1e-6)


def test_the_formulas_of_the_supplement():
    """JCGM 101:2008, Table 1 and 6.4.2 to 6.4.11: V = (b − a)²/12, (b − a)²/12 + d²/9, …"""
    assert Rectangular(0.0, 6.0).standard_uncertainty ** 2 == pytest.approx(36 / 12)
    assert CurvilinearTrapezoid(0.0, 6.0, 1.5).standard_uncertainty ** 2 == pytest.approx(36 / 12 + 2.25 / 9)
    assert Trapezoidal(0.0, 6.0, 0.5).standard_uncertainty ** 2 == pytest.approx(36 * 1.25 / 24)
    assert Triangular(0.0, 6.0).standard_uncertainty ** 2 == pytest.approx(36 / 24)
    assert Arcsine(0.0, 6.0).standard_uncertainty ** 2 == pytest.approx(36 / 8)
    assert (Exponential(3.0).mean, Exponential(3.0).standard_uncertainty) == (3.0, 3.0)
    assert (Gamma(7.0).mean, Gamma(7.0).standard_uncertainty ** 2) == (7.0, pytest.approx(7.0))


def test_students_scale_and_its_standard_deviation_are_two_numbers():
    """JCGM 101:2008, 6.4.9.4: u of JCGM 100 is s/√n, V of the density s²/n · (n − 1)/(n − 3)."""
    readings = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    t = ScaledShiftedT.from_readings(readings)
    assert (t.mean, t.degrees_of_freedom) == (3.5, 5.0)
    assert t.standard_uncertainty == t.scale == pytest.approx(math.sqrt(3.5 / 6))
    assert t.standard_deviation == pytest.approx(math.sqrt(3.5 / 6 * 5 / 3))
    # Drawn with the scale: never with unit variance.
    assert float(t.quantile(0.975)) - 3.5 == pytest.approx(2.570582 * t.scale, rel=1e-6)


def test_student_without_moments():
    assert math.isnan(ScaledShiftedT(1.0, 2.0, 1.0).mean)
    assert ScaledShiftedT(1.0, 2.0, 1.5).mean == 1.0
    assert ScaledShiftedT(1.0, 2.0, 2.0).standard_deviation == math.inf
    assert ScaledShiftedT(1.0, 2.0, 1.0).standard_uncertainty == 2.0


def test_a_pooled_deviation_of_before_and_readings_of_now():
    """JCGM 101:2008, 6.4.9.6: t with the pooled degrees of freedom and scale s_p/√n."""
    before = pooled_deviations([("1.0", 9), ("2.0", 9)])
    t = ScaledShiftedT.from_pooled([10.0, 11.0, 12.0, 13.0], before)
    assert (t.value, t.nu) == (11.5, 18.0)
    assert t.scale == pytest.approx(math.sqrt(2.5 / 4))
    assert ScaledShiftedT.from_pooled(["10.1"], before).value == 10.1


def test_a_certificate_with_degrees_of_freedom():
    """JCGM 100:2008, H.1.3.1 by JCGM 101:2008, 6.4.9.7: U = 0.075 µm, k = 3, ν_eff = 18, in nm."""
    assert ScaledShiftedT.from_expanded(50000623.0, 75.0, 3.0, 18) == ScaledShiftedT(50000623.0, 25.0, 18.0)
    assert Normal.from_expanded(50000623.0, 75.0, 3.0) == Normal(50000623.0, 25.0)


def test_two_rectangular_quantities_make_a_trapezoid():
    assert Trapezoidal.of_sum((0.0, 1.0), (0.0, 1.0)).beta == 0.0
    a, b = Rectangular(1.0, 5.0), Rectangular(-1.0, 2.0)
    both = Trapezoidal.of_sum(a.support, b.support)
    assert both.support == (0.0, 7.0)
    assert both.standard_uncertainty == pytest.approx(math.hypot(a.standard_uncertainty, b.standard_uncertainty))


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40).filter(lambda each: max(each) - min(each) > 1e-3))
def test_an_empirical_distribution_is_near_its_values(values: list[float]):
    found = Empirical(values)
    width = max(values) - min(values)
    assert found.mean == pytest.approx(sum(values) / len(values), abs=0.125 * width / len(values) + 1e-9)
    assert found == Empirical(values[::-1])
    assert hash(found) == hash(Empirical(sorted(values)))


@settings(deadline=None, max_examples=60)
@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.sampled_from([Rectangular, Triangular, Arcsine, Trapezoidal]))
def test_shifting_and_scaling_shifts_and_scales(value: float, half_width: float, family: type):
    found, unit = family.from_half_width(value, half_width), family.from_half_width(0.0, 1.0)
    slack = 1e-12 * (abs(value) + half_width)
    assert found.mean == pytest.approx(value, abs=slack)
    assert found.standard_uncertainty == pytest.approx(half_width * unit.standard_uncertainty, abs=slack)
    p = np.linspace(0.01, 0.99, 21)
    assert found.quantile(p) == pytest.approx(value + half_width * unit.quantile(p), abs=slack)


def test_bounds_that_are_inexact_about_a_value():
    """JCGM 101:2008, 6.4.3, in the way a certificate says it: 20.0 °C ± (0.5 ± 0.1) °C."""
    found = InexactRectangular.from_half_width(20.0, 0.5, 0.1)
    assert found == InexactRectangular(19.5, 20.5, 0.1)
    assert found.support == pytest.approx((19.4, 20.6))
    assert found.standard_uncertainty == pytest.approx(math.sqrt(1.0 / 12.0 + 0.01 / 9.0))
    assert found != CurvilinearTrapezoid(19.5, 20.5, 0.1)
    assert found.quantile(0.1) == CurvilinearTrapezoid(19.5, 20.5, 0.1).quantile(0.1)
