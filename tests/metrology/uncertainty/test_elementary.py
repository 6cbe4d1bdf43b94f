"""Elementary functions: against 60-digit decimals, and with the bits of every machine."""

import hashlib
import math
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.special import erfcx

from quanheng.metrology.uncertainty import elementary
from quanheng.metrology.uncertainty.elementary import (
    cos_pi,
    exp,
    expm1,
    log,
    log1p,
    mills_ratio,
    normal_tail,
    product_error,
    sin_pi,
)

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798")


def sine(x: Decimal) -> Decimal:
    """Of πx, by its power series after reduction by whole turns."""
    angle = (x - 2 * (x / 2).to_integral_value()) * PI
    term, total, n = angle, angle, 1
    while abs(term) > Decimal("1e-90"):
        term *= -angle * angle / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


def tail(z: Decimal) -> Decimal:
    """P(Z > z), by the power series of the error function."""
    term, total, n = z, z, 0
    while abs(term) > Decimal("1e-90"):
        n += 1
        term *= -z * z / (2 * n)
        total += term / (2 * n + 1)
    return Decimal("0.5") - total / (2 * PI).sqrt()


RANDOM = np.random.default_rng(20261123)
SMALL = 10.0 ** RANDOM.uniform(-18, 0, 200)
AROUND_ONE = RANDOM.uniform(0.5, 2.0, 300)
WIDE = 10.0 ** RANDOM.uniform(-300, 300, 300)
EXPONENTS = np.concatenate([RANDOM.uniform(-700, 700, 200), RANDOM.uniform(-2, 2, 400), SMALL, -SMALL])
TURNS = np.concatenate([RANDOM.uniform(-3, 3, 400), SMALL, -SMALL])


@pytest.mark.parametrize(
    ("function", "reference", "points", "ulps"),
    [
        (exp, Decimal.exp, EXPONENTS, 1.0),
        (expm1, lambda x: x.exp() - 1, EXPONENTS, 1.0),
        (log, Decimal.ln, np.concatenate([AROUND_ONE, WIDE]), 1.0),
        (
            log1p,
            lambda x: (1 + x).ln(),
            np.concatenate([AROUND_ONE - 1.0, SMALL, -SMALL * 0.999, WIDE[abs(np.log10(WIDE)) < 40]]),
            1.0,
        ),
        (sin_pi, sine, TURNS, 1.0),
        (cos_pi, lambda x: sine(Decimal("0.5") - x), TURNS, 1.0),
        (normal_tail, tail, RANDOM.uniform(-9.0, 9.0, 400), 4.0),
    ],
    ids=["exp", "expm1", "log", "log1p", "sin_pi", "cos_pi", "normal_tail"],
)
def test_errors_stay_below_the_stated_units_in_the_last_place(
    function: Callable, reference: Callable, points: np.ndarray, ulps: float
):
    found = function(points)
    with localcontext() as context:
        context.prec = 100
        for x, y in zip(points.tolist(), found.tolist(), strict=True):
            exact = reference(Decimal(x))
            assert abs(Decimal(y) - exact) < Decimal(ulps) * Decimal(math.ulp(float(exact))), x


def test_the_far_tail_keeps_its_digits():
    z = np.linspace(0.0, 37.0, 500)
    assert mills_ratio(z) == pytest.approx(erfcx(z / math.sqrt(2.0)) * math.sqrt(math.pi / 2.0), rel=1e-15)
    # Φ(−37): Abramowitz and Stegun, 26.2.12, to the printed digits: log₁₀ Q(37) = −299.24.
    assert math.log10(float(normal_tail(37.0))) == pytest.approx(-299.24, abs=0.005)
    assert normal_tail(np.array([-40.0, 0.0, 41.0])).tolist() == [1.0, 0.5, 0.0]


def test_limits():
    assert exp(np.array([-np.inf, -746.0, 0.0, 710.0])).tolist() == [0.0, 0.0, 1.0, np.inf]
    assert expm1(np.array([-np.inf, 0.0, 800.0])).tolist() == [-1.0, 0.0, np.inf]
    assert log(np.array([0.0, 1.0, 5e-324])).tolist() == [-np.inf, 0.0, math.log(5e-324)]
    assert log1p(np.array([0.0, 1e-300])).tolist() == [0.0, 1e-300]
    assert sin_pi(np.array([0.0, 0.5, 1.0, 1.5, 2.0, 1e15])).tolist() == [0.0, 1.0, 0.0, -1.0, 0.0, 0.0]
    assert cos_pi(np.array([0.0, 0.5, 1.0, 1.5, 2.0])).tolist() == [1.0, 0.0, -1.0, 0.0, 1.0]


@settings(deadline=None)
@given(st.floats(-1e150, 1e150), st.floats(-1e150, 1e150))
def test_a_product_and_its_error_are_the_exact_product(a: float, b: float):
    product = a * b
    if abs(product) > 1e-250:
        error = float(product_error(np.array([a]), np.array([b]), np.array([product]))[0])
        with localcontext() as context:
            context.prec = 2000
            assert Decimal(a) * Decimal(b) == Decimal(product) + Decimal(error)


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "log1p", "sin_pi", "cos_pi", "normal_tail"])
def test_a_result_does_not_depend_on_its_neighbours(name: str):
    function = getattr(elementary, name)
    points = np.concatenate([AROUND_ONE, SMALL])
    together = function(points)
    assert together[::-1].tobytes() == function(points[::-1]).tobytes()
    assert function(np.repeat(points, 2)[::2]).tobytes() == together.tobytes()
    assert [float(function(each)) for each in points[:20]] == together[:20].tolist()


def test_the_bits_are_those_of_every_machine():
    """Written down on x86-64 with numpy 2.4; another result is a fault, for runs would no longer replay."""
    points = np.arange(1, 4001) / 1024.0
    digest = hashlib.sha256()
    for function in (exp, expm1, log, log1p, sin_pi, cos_pi, normal_tail):
        digest.update(function(points).astype("<f8").tobytes())
    assert digest.hexdigest() == "0d6025ec6896ba0ea9cdfe88f3ec04cd3d934131eacfbf9e32579064230f7a03"
