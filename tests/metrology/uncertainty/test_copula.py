"""Copulas: closed forms, the correlation that is reached, and what cannot be."""

import math
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from scipy import stats

from quanheng.metrology.uncertainty.copula import (
    Copula,
    cholesky_factor,
    correlation_of,
    from_normal,
    normal_correlation,
)
from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Distribution,
    Exponential,
    Gamma,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
)
from quanheng.metrology.uncertainty.errors import InvalidCorrelation, InvalidInput

DRAWS = 100_000
FOUR_SIGMA = 4.0 / math.sqrt(DRAWS)


def pair(r: float) -> np.ndarray:
    return np.array([[1.0, r], [r, 1.0]])


def independent(count: int, draws: int = DRAWS) -> np.ndarray:
    return np.random.default_rng(42).standard_normal((count, draws))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_the_factor_times_its_transpose_is_the_matrix(size: int, seed: int):
    raw = np.random.default_rng(seed).normal(size=(size, size + 1))
    covariance = raw @ raw.T
    deviation = np.sqrt(np.diag(covariance))
    matrix = covariance / np.outer(deviation, deviation)
    matrix = (matrix + matrix.T) / 2.0
    np.fill_diagonal(matrix, 1.0)
    assume(np.abs(matrix).max() <= 1.0)
    factor = cholesky_factor(matrix)
    assert (np.triu(factor, 1) == 0.0).all()
    assert factor @ factor.T == pytest.approx(matrix, abs=1e-12)
    assert factor == pytest.approx(np.linalg.cholesky(matrix), rel=1e-6, abs=1e-9)


def test_quantities_that_are_one_another_have_a_factor_too():
    ones = np.ones((3, 3))
    assert cholesky_factor(ones).tolist() == [[1.0, 0.0, 0.0]] * 3
    # The third is a sum of the others: (X + Y)/√2, written with nine digits.
    r = 0.707106781
    matrix = np.array([[1.0, 0.0, r], [0.0, 1.0, r], [r, r, 1.0]])
    factor = cholesky_factor(matrix)
    assert factor @ factor.T == pytest.approx(matrix, abs=2e-8)


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1.0, 0.5]], "shape (1, 2): as many rows as columns are needed"),
        ([[1.0, 0.5], [0.4, 1.0]], "correlation of a and b is 0.5 and 0.4: the matrix must be symmetric"),
        ([[1.0, 0.5], [0.5, 0.9]], "correlation of b with itself is 0.9: it must be 1"),
        ([[1.0, 1.2], [1.2, 1.0]], "correlation of a and b is 1.2: it must lie between -1 and 1"),
        ([[1.0, math.nan], [math.nan, 1.0]], "correlation of a and b is nan"),
        ([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]], "look at a, c: -0.9"),
    ],
)
def test_matrices_that_are_none_of_correlations_are_refused(matrix: list, said: str):
    with pytest.raises(InvalidCorrelation) as refused:
        cholesky_factor(matrix, ["a", "b", "c"][: len(matrix)])
    assert said in str(refused.value)


def test_coefficients_that_were_rounded_are_taken_as_they_are_meant():
    """b is a; that c has 0.5 with one and 0.50002 with the other is rounding."""
    matrix = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.50002], [0.5, 0.50002, 1.0]])
    factor = cholesky_factor(matrix)
    assert factor @ factor.T == pytest.approx(matrix, abs=3e-5)


def test_what_the_other_coefficients_settle_is_said():
    """One eigenvalue below zero by no more than rounding may, among many quantities: the pair is named all the same."""
    size = 60
    matrix = np.eye(size)
    matrix[0, 1] = matrix[1, 0] = 1.0
    matrix[0, 2] = matrix[2, 0] = 0.5
    matrix[1, 2] = matrix[2, 1] = 0.5002
    matrix[2, 3:] = matrix[3:, 2] = 0.001
    names = [f"x{place}" for place in range(size)]
    with pytest.raises(
        InvalidCorrelation, match=r"correlation of x1 and x2 is 0\.5002: the other coefficients make it 0\.5"
    ):
        cholesky_factor(matrix, names)
    with pytest.raises(InvalidCorrelation, match="59 names beside a correlation matrix of 60 rows"):
        cholesky_factor(matrix, names[1:])


def test_a_large_matrix_takes_no_time():
    size = 400
    matrix = 0.5 * np.eye(size) + 0.5
    started = time.perf_counter()
    factor = cholesky_factor(matrix)
    assert time.perf_counter() - started < 5.0
    assert factor @ factor.T == pytest.approx(matrix, abs=1e-12)


def test_two_identical_quantities_that_a_third_contradicts_are_named():
    matrix = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.4], [0.5, 0.4, 1.0]])
    with pytest.raises(InvalidCorrelation, match="look at a, b: 1"):
        cholesky_factor(matrix, ["a", "b", "c"])


@pytest.mark.parametrize("r", [-1.0, -0.95, -0.3, 0.1, 0.5, 0.8, 1.0])
def test_two_rectangular_quantities(r: float):
    """ρ = 2 sin(πr/6), r = (6/π) asin(ρ/2)."""
    both = [Rectangular(0.0, 1.0), Rectangular(-5.0, 7.0)]
    rho = normal_correlation(pair(r), both)[0, 1]
    assert rho == pytest.approx(2.0 * math.sin(math.pi * r / 6.0), rel=1e-14)
    assert correlation_of(rho, *both) == pytest.approx(r, abs=1e-7)


@pytest.mark.parametrize("r", [-0.9, -0.2, 0.4, 0.9])
def test_beside_a_normal_quantity_the_correlation_is_that_times_a_constant(r: float):
    """E[Z F⁻¹(Φ(Z))]/σ: √(3/π) rectangular; of an exponential one ∫ z (−ln Φ(−z)) φ(z) dz = 0.903 197."""
    normal = Normal(3.0, 0.1)
    assert normal_correlation(pair(r), [normal, Normal(0.0, 9.0)])[0, 1] == r
    rho = normal_correlation(pair(r), [normal, Rectangular(0.0, 1.0)])[0, 1]
    assert rho == pytest.approx(r / math.sqrt(3.0 / math.pi), rel=1e-12)
    constant = stats.norm.expect(lambda z: z * stats.norm.logsf(z) * -1.0)
    assert constant == pytest.approx(0.903197, abs=1e-6)
    if abs(r) < constant:
        rho = normal_correlation(pair(r), [Exponential(4.0), normal])[0, 1]
        assert rho == pytest.approx(r / constant, rel=1e-7)


FAMILIES = [
    Normal(2.0, 0.3),
    Rectangular(-1.0, 3.0),
    Triangular(0.0, 1.0),
    Trapezoidal(0.0, 1.0, 0.4),
    CurvilinearTrapezoid(-1.0, 1.0, 0.5),
    Arcsine(0.0, 1.0),
    ScaledShiftedT(1.0, 2.0, 8.0),
    Exponential(2.0),
    Gamma(4.0),
]


@pytest.mark.parametrize("first", FAMILIES, ids=lambda each: each.name)
@pytest.mark.parametrize("second", [Rectangular(0.0, 1.0), Arcsine(2.0, 4.0), Gamma(4.0)], ids=lambda each: each.name)
def test_draws_have_the_correlation_that_was_asked_for(first: Distribution, second: Distribution):
    r = 0.7
    x, y = Copula.reaching(pair(r), [first, second]).values(independent(2), [first, second])
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(r, abs=2.0 * FOUR_SIGMA)
    for found, wanted in ((x, first), (y, second)):
        assert stats.kstest(found[:20_000], lambda v, wanted=wanted: wanted.cumulative(v)).pvalue > 1e-4


@pytest.mark.parametrize("member", FAMILIES, ids=lambda each: each.name)
def test_the_correlation_rises_with_that_of_the_normal_quantities(member: Distribution):
    other = Exponential(1.0)
    found = [correlation_of(rho, member, other) for rho in np.linspace(-1.0, 1.0, 41)]
    assert (np.diff(found) > 0.0).all()
    assert found[20] == 0.0
    rho = normal_correlation(pair(0.6), [member, other])[0, 1]
    assert correlation_of(rho, member, other) == pytest.approx(0.6, abs=1e-12)


def test_a_correlation_out_of_reach_is_refused_with_the_range():
    """Two exponential quantities: −(π²/6 − 1) at least."""
    least = 1.0 - math.pi**2 / 6.0
    both = [Exponential(1.0), Exponential(5.0)]
    assert correlation_of(-1.0, *both) == pytest.approx(least, abs=1e-6)
    with pytest.raises(InvalidCorrelation, match=r"a and b is -0\.8: exponential and exponential .* -0\.645 to 1"):
        normal_correlation(pair(-0.8), both, ["a", "b"])


def test_a_quantity_without_a_variance_keeps_the_coefficient():
    assert normal_correlation(pair(0.7), [ScaledShiftedT(0.0, 1.0, 2.0), Rectangular(0.0, 1.0)])[0, 1] == 0.7


def test_both_tails_keep_their_digits():
    copula = Copula(pair(0.5))
    tails = copula.tails(np.array([[-30.0, 30.0], [0.0, 0.0]]))
    assert tails.p[0] == pytest.approx([stats.norm.sf(30.0)] * 2, rel=1e-12)
    assert tails.is_upper[0].tolist() == [False, True]
    assert tails.p[1] == pytest.approx([stats.norm.sf(15.0)] * 2, rel=1e-13)
    assert tails.values([Normal(0.0, 1.0), Normal(5.0, 2.0)])[0] == pytest.approx([-30.0, 30.0], rel=1e-13)


def test_the_gaussian_copula_of_normal_quantities_is_the_normal_distribution():
    copula = Copula(pair(-0.8))
    z = independent(2)
    assert copula.values(z, [Normal(0.0, 1.0), Normal(0.0, 1.0)]) == pytest.approx(
        copula.normals(z), rel=1e-12, abs=1e-12
    )


def test_students_copula_of_t_quantities_is_the_multivariate_t():
    """JCGM 102:2011, 5.3.2: X = x̂ + √(ν/χ²) L z; both tails together are heavier than under the Gaussian copula."""
    nu, z = 6.0, independent(2)
    chi_squared = np.random.default_rng(1).chisquare(nu, DRAWS)
    t = ScaledShiftedT(0.0, 1.0, nu)
    copula = Copula(pair(0.6), nu)
    found = copula.values(z, [t, t], chi_squared)
    assert found == pytest.approx(copula.normals(z) * np.sqrt(nu / chi_squared), rel=1e-11, abs=1e-11)
    assert np.corrcoef(found)[0, 1] == pytest.approx(0.6, abs=3.0 * FOUR_SIGMA)
    extreme = float(t.quantile(0.999))
    gaussian = Copula(pair(0.6)).values(z, [t, t])
    assert (found > extreme).all(axis=0).mean() > 1.5 * (gaussian > extreme).all(axis=0).mean()


def test_values_do_not_depend_on_the_block():
    marginals = [Rectangular(0.0, 1.0), ScaledShiftedT(0.0, 1.0, 3.5), Gamma(2.0)]
    matrix = np.array([[1.0, 0.3, -0.2], [0.3, 1.0, 0.5], [-0.2, 0.5, 1.0]])
    copula = Copula.reaching(matrix, marginals)
    z = independent(3, 1000)
    whole = copula.values(z, marginals)
    parts = [copula.values(z[:, at : at + 100], marginals) for at in range(0, 1000, 100)]
    assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()
    assert from_normal(0.0, Normal(7.0, 1.0)).shape == ()


def test_copulas_that_cannot_be_are_refused():
    names = ("ls", "d", "theta")
    wrong = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    with pytest.raises(InvalidCorrelation, match=r"ls, theta: -0\.9"):
        Copula(wrong, names=names)
    with pytest.raises(InvalidCorrelation, match=r"ls, theta: -0\.9"):
        Copula.reaching(wrong, [Rectangular(0.0, 1.0)] * 3, names)
    with pytest.raises(InvalidInput, match=r"0\.5 degrees of freedom"):
        Copula(pair(0.1), 0.5)
    with pytest.raises(InvalidInput, match="2 rows are needed"):
        Copula(pair(0.1)).normals(independent(3, 10))
    with pytest.raises(InvalidInput, match="chi-squared belong to Student's copula"):
        Copula(pair(0.1), 5.0).tails(independent(2, 10))
    with pytest.raises(InvalidInput, match=r"chi-squared of shape \(9,\): \(10,\) is needed"):
        Copula(pair(0.1), 5.0).tails(independent(2, 10), np.ones(9))
    with pytest.raises(InvalidInput, match="1 distributions for 2 dependent quantities"):
        Copula(pair(0.1)).values(independent(2, 10), [Normal(0.0, 1.0)])
    with pytest.raises(InvalidInput, match="1 distributions beside a correlation matrix"):
        normal_correlation(pair(0.1), [Normal(0.0, 1.0)])


def test_coefficients_that_only_the_normal_quantities_cannot_have_together():
    """−0.45 of exponential quantities needs normal ones of less than −0.5, which three cannot have pairwise."""
    matrix = np.full((3, 3), -0.45) + 1.45 * np.eye(3)
    with pytest.raises(InvalidCorrelation, match="for quantities of these distributions the correlations cannot hold"):
        Copula.reaching(matrix, [Exponential(1.0)] * 3, ("a", "b", "c"))
