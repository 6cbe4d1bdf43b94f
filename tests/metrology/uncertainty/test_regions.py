"""Coverage regions of several outputs: factors of JCGM 102:2011, closed forms, containment, refusals."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import chi2, norm

from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.intervals import symmetric_interval
from quanheng.metrology.uncertainty.regions import (
    EllipsoidalRegion,
    RectangularRegion,
    ellipsoidal_region,
    elliptical_factor,
    rectangular_factor,
    rectangular_region,
)
from quanheng.metrology.uncertainty.smallest_region import smallest_region

TRIALS = 400_000
COVARIANCE = np.array([[2.0, 1.0], [1.0, 2.0]])


def additive_model(x1: np.ndarray, x2: np.ndarray, x3: np.ndarray) -> np.ndarray:
    """Y1 = X1 + X3, Y2 = X2 + X3 (JCGM 102:2011, 9.2)."""
    return np.array([x1 + x3, x2 + x3])


NORMAL = additive_model(*np.random.default_rng(1).standard_normal((3, TRIALS)))


def rectangular_probability(k: float, r: float) -> float:
    """P(|Z1| < k, |Z2| < k) of standard normal quantities with correlation r, by quadrature."""
    s = math.sqrt(1 - r * r)
    return quad(lambda z: norm.pdf(z) * (norm.cdf((k - r * z) / s) - norm.cdf((-k - r * z) / s)), -k, k)[0]


@pytest.mark.parametrize(
    ("outputs", "probability", "elliptical", "bonferroni"),
    [(1, 0.95, 1.96, 1.96), (2, 0.95, 2.45, 2.24), (3, 0.95, 2.80, 2.39), (4, 0.95, 3.08, 2.50), (2, 0.99, 3.03, 2.81)],
)
def test_factors_of_the_framework(outputs, probability, elliptical, bonferroni):
    """Square roots of χ² quantiles, and normal quantiles for (1 − p)/m: JCGM 102:2011, 6.5."""
    assert round(elliptical_factor(outputs, probability), 2) == elliptical
    assert round(rectangular_factor(outputs, probability), 2) == bonferroni
    assert elliptical_factor(outputs, probability) == pytest.approx(
        math.sqrt(chi2.ppf(probability, outputs)), rel=1e-12
    )


@pytest.mark.parametrize("r", [0.0, 0.5, -0.9])
def test_rectangular_factors_are_never_too_small(r):
    """Šidák's is exact without correlation; 2.236, and 2.2121 with r = 1/2 (computed here)."""
    exact = brentq(lambda k: rectangular_probability(k, r) - 0.95, 1.9, 2.5)
    assert exact <= rectangular_factor(2, 0.95, "sidak") + 1e-9 < rectangular_factor(2, 0.95)
    if r == 0.0:
        assert exact == pytest.approx(rectangular_factor(2, 0.95, "sidak"), abs=1e-9)
    if r == 0.5:
        assert round(exact, 4) == 2.2121


def test_additive_model_with_normal_inputs():
    """JCGM 102:2011, 9.2.2: k_p = 2.45 for the ellipse; the rectangle's is 2.212 by quadrature. Five standard errors."""
    ellipse = ellipsoidal_region(NORMAL, 0.95)
    k = math.sqrt(chi2.ppf(0.95, 2))
    error = math.sqrt(0.95 * 0.05 / TRIALS) / (2 * k * chi2.pdf(k * k, 2))
    assert ellipse.coverage_factor == pytest.approx(k, abs=5 * error)
    assert ellipse.covariance == pytest.approx(COVARIANCE, abs=0.03)
    rectangle = rectangular_region(NORMAL, 0.95)
    slope = (rectangular_probability(2.2131, 0.5) - rectangular_probability(2.2111, 0.5)) / 0.002
    assert rectangle.coverage_factor == pytest.approx(2.2121, abs=5 * math.sqrt(0.95 * 0.05 / TRIALS) / slope)


def _probability_with_a_rectangular_input(k: float, spread: float) -> float:
    """Within the ellipse, X1, X2 ~ N(0, spread²), X3 rectangular with u = 1: half sum and difference are independent."""
    end, s = math.sqrt(3), spread / math.sqrt(2)

    def within(reach: float) -> float:
        """The half sum, rectangular plus normal: the integral of Φ is zΦ(z) + φ(z)."""
        high, low = (reach + end) / s, (reach - end) / s
        area = high * norm.cdf(high) + norm.pdf(high) - low * norm.cdf(low) - norm.pdf(low)
        return s * area / end - 1

    return quad(lambda z: norm.pdf(z) * within(math.sqrt((k * k - z * z) * (1 + s * s))), -k, k)[0]


def test_additive_model_with_a_dominant_rectangular_input():
    """The ellipse's factor falls short of 2.45 where X3 is rectangular and large; value by quadrature."""
    rng = np.random.default_rng(2)
    x3 = rng.uniform(-math.sqrt(3), math.sqrt(3), TRIALS)
    values = additive_model(*(0.1 * rng.standard_normal((2, TRIALS))), x3)
    exact = brentq(lambda k: _probability_with_a_rectangular_input(k, 0.1) - 0.95, 1.8, 3.0)
    assert 2.0 < exact < 2.3
    slope = (_probability_with_a_rectangular_input(exact + 0.01, 0.1) - 0.95) / 0.01
    error = math.sqrt(0.95 * 0.05 / TRIALS) / slope
    assert ellipsoidal_region(values, 0.95).coverage_factor == pytest.approx(exact, abs=5 * error)


def test_both_regions_of_one_output_are_the_symmetric_interval_of_a_symmetric_distribution():
    values = np.random.default_rng(3).standard_normal((1, TRIALS))
    ellipsoid, rectangle = ellipsoidal_region(values, 0.95), rectangular_region(values, 0.95)
    assert ellipsoid.coverage_factor == pytest.approx(rectangle.coverage_factor, rel=1e-12)
    ordered = np.sort(values[0])
    assert rectangle.bounds[0] == pytest.approx(symmetric_interval(ordered, 0.95), abs=0.02)
    assert ellipsoid.volume == pytest.approx(rectangle.volume, rel=1e-12)


def test_ellipse_does_not_depend_on_units_and_combinations():
    """η → A η + b leaves k_p and the points within as they are."""
    matrix, shift = np.array([[3.0, -1.0], [1e-3, 2e-3]]), np.array([[1e4], [-5.0]])
    plain, moved = ellipsoidal_region(NORMAL, 0.9), ellipsoidal_region(matrix @ NORMAL + shift, 0.9)
    assert moved.coverage_factor == pytest.approx(plain.coverage_factor, rel=1e-9)
    points = NORMAL[:, :2000]
    assert (plain.contains(points) == moved.contains(matrix @ points + shift)).all()
    assert moved.volume == pytest.approx(plain.volume * abs(np.linalg.det(matrix)), rel=1e-9)


@pytest.mark.parametrize("probability", [0.5, 0.95, 0.999])
def test_regions_hold_what_they_promise(probability):
    """Of the values that they were made from exactly q/M, of others the probability but for chance."""
    fresh = additive_model(*np.random.default_rng(4).standard_normal((3, 100_000)))
    chance = 5 * math.sqrt(probability * (1 - probability) * (1 / 100_000 + 1 / TRIALS))
    regions = [take(NORMAL, probability) for take in (ellipsoidal_region, rectangular_region)]
    for region in regions:
        assert region.contains(NORMAL).mean() == pytest.approx(probability, abs=2 / TRIALS)
        assert region.contains(fresh).mean() == pytest.approx(probability, abs=chance)
    smallest = smallest_region(NORMAL, probability)
    assert smallest.contains(NORMAL).mean() == pytest.approx(smallest.coverage, abs=1e-12)
    assert probability <= smallest.coverage < probability + 0.002
    # Cells chosen for their counts promise a little more than they hold.
    assert -0.01 < smallest.contains(fresh).mean() - probability < chance


def test_volumes():
    ellipsoid = EllipsoidalRegion(np.zeros(3), np.diag([1.0, 4.0, 9.0]), 2.0)
    assert ellipsoid.volume == pytest.approx(4 / 3 * math.pi * 2 * 4 * 6, rel=1e-12)
    rectangle = RectangularRegion(np.array([1.0, 2.0]), np.array([0.5, 3.0]), 2.0)
    assert rectangle.volume == 24.0
    assert rectangle.bounds.tolist() == [[0.0, 2.0], [-4.0, 8.0]]
    assert rectangle.contains(np.array([[0.0, 2.0, 2.1], [-4.0, 8.0, 2.0]])).tolist() == [True, True, False]


def test_outline_lies_on_the_edge():
    region = EllipsoidalRegion(np.array([1.0, -2.0]), COVARIANCE, 2.0)
    outline = region.outline(37)
    from_centre = outline - region.centre[:, None]
    squares = np.einsum("ik,ij,jk->k", from_centre, np.linalg.inv(COVARIANCE), from_centre)
    assert squares == pytest.approx(np.full(37, 4.0), rel=1e-12)
    assert outline[:, 0] == pytest.approx(outline[:, -1])


def test_smallest_region_of_normal_values_is_the_ellipse():
    """Its area is that of the ellipse, π χ²(p) √det U, up to the coarseness of the cells."""
    region = smallest_region(NORMAL, 0.95)
    exact = math.pi * chi2.ppf(0.95, 2) * math.sqrt(np.linalg.det(COVARIANCE))
    assert region.volume == pytest.approx(exact, rel=0.06)


def test_smallest_region_of_a_ring_leaves_out_its_middle():
    rng = np.random.default_rng(5)
    angle, radius = rng.uniform(0, 2 * math.pi, TRIALS), 5 + 0.2 * rng.standard_normal(TRIALS)
    ring = radius * np.array([np.cos(angle), np.sin(angle)])
    region = smallest_region(ring, 0.95)
    assert region.volume < 0.45 * ellipsoidal_region(ring, 0.95).volume
    assert region.contains(np.array([[0.0, 5.0], [0.0, 0.0]])).tolist() == [False, True]


def test_refusals():
    with pytest.raises(InvalidProblem, match="0 outputs"):
        elliptical_factor(0, 0.95)
    with pytest.raises(InvalidProblem, match="between 0 and 1"):
        rectangular_factor(2, 1.0)
    with pytest.raises(InvalidProblem, match="'tukey'"):
        rectangular_factor(2, 0.95, "tukey")
    x = np.random.default_rng(6).standard_normal(50_000)
    with pytest.raises(UncertaintyError, match=r"singular .* outputs 1, 2 determine each other"):
        ellipsoidal_region(np.array([x, 3 * x + 1, x[::-1]]), 0.95)
    assert rectangular_region(np.array([x, 3 * x + 1]), 0.95).coverage_factor == pytest.approx(1.96, abs=0.03)
    constant = np.array([x, np.full_like(x, 2.0)])
    for take in (ellipsoidal_region, rectangular_region, smallest_region):
        with pytest.raises(UncertaintyError, match="output 2"):
            take(constant, 0.95)
        for bad in (math.nan, math.inf):
            with pytest.raises(UncertaintyError, match="not finite"):
                take(np.array([x, np.where(np.arange(len(x)) == 77, bad, x[::-1])]), 0.95)
        with pytest.raises(InvalidProblem, match="trials for a coverage probability"):
            take(np.array([x, x[::-1]])[:, :40], 0.999)
        with pytest.raises(InvalidProblem, match="shape"):
            take(x, 0.95)
        with pytest.raises(InvalidProblem, match="between 0 and 1"):
            take(np.array([x, x[::-1]]), 0.0)
    with pytest.raises(InvalidProblem, match="at least 25600 are needed"):
        smallest_region(np.random.default_rng(7).standard_normal((3, 20_000)), 0.95)
    with pytest.raises(InvalidProblem, match="1 to 3 outputs"):
        smallest_region(np.zeros((4, 50_000)), 0.95)
    with pytest.raises(InvalidProblem, match="300 cells"):
        smallest_region(np.array([x]), 0.95, cells=300)
    with pytest.raises(InvalidProblem, match=r"points of shape \(3, 1\)"):
        ellipsoidal_region(NORMAL, 0.95).contains(np.zeros((3, 1)))
    with pytest.raises(InvalidProblem, match="coverage factor -1"):
        EllipsoidalRegion(np.zeros(2), COVARIANCE, -1.0)
    with pytest.raises(UncertaintyError, match="singular"):
        EllipsoidalRegion(np.zeros(2), np.ones((2, 2)), 2.0)
    with pytest.raises(InvalidProblem, match=r"\(m,\) and \(m, m\)"):
        EllipsoidalRegion(np.zeros(3), COVARIANCE, 2.0)
