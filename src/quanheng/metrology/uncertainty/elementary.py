"""Elementary functions that give the same bits everywhere.

numpy's own exp, log and sin differ in the last place between processors and versions; a Monte Carlo run that is to be
replayed bit for bit cannot rest on them. These use IEEE addition, subtraction, multiplication, division and square
root, comparison, rounding to integers, and frexp and ldexp, which are exact: one operation a call, so that nothing is
contracted into a fused multiply-add. All are vectorised over float64 arrays and wrong by less than 1 ulp, `sin_pi` and
`cos_pi` included; `mills_ratio` and `normal_tail` by less than 4.

Method and coefficients of exp, expm1, log, log1p and the kernels of sine and cosine are those of fdlibm (Copyright (C)
1993 by Sun Microsystems, Inc.; permission to use, copy, modify and distribute is freely granted).
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: ln 2 in two parts: the upper one ends in zeros, so that its product with an exponent is exact.
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_INVERSE_LN2: Final = 1.44269504088896338700
_ROOT_HALF: Final = 0.70710678118654752440
_PI_HIGH: Final = 3.14159265358979311600
_PI_LOW: Final = 1.22464679914735317636e-16
#: Veltkamp's constant, which splits a float64 into two halves of 26 bits.
_SPLITTER: Final = 134217729.0

_EXP: Final = (
    1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
    -1.65339022054652515390e-06, 4.13813679705723846039e-08,
)  # fmt: skip
_EXPM1: Final = (
    -3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05,
    4.00821782732936239552e-06, -2.01099218183624371326e-07,
)  # fmt: skip
_LOG: Final = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
_SIN: Final = (
    -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
    2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
_COS: Final = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip
#: (z + 0.8) times Mills' ratio, as a polynomial in (z − 5)/(z + 5): truncated Chebyshev series, of our own making.
_MILLS: Final = (
    1.1182870073488314, -0.15756858540527055, 0.019593325733478984, 0.0656213420440205, -0.09016871660457726,
    0.07324303483740072, -0.04253419691776442, 0.0175408069740095, -0.004311356727447534, -4.7785690915504073e-05,
    0.0004873376617262534, -0.00013485668850473907, -2.8136460662891455e-05, 2.3347901649920767e-05,
    1.6115555597576509e-07, -3.4027085070219374e-06, 2.8338671427697325e-07, 5.167028189406415e-07,
    -6.193177653947304e-08, -8.544886058088737e-08, 9.178439829801047e-09, 1.4475608360883268e-08,
    -9.467179520821375e-10, -2.0971784762228533e-09, 5.0399940246934047e-11, 1.775288432828242e-10,
)  # fmt: skip
_ROOT_TWO_PI: Final = 2.5066282746310002


def polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    """Σ cₖ xᵏ by Horner's rule, lowest power first."""
    total = np.full_like(x, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total *= x
        total += coefficient
    return total


def exp(x: ArrayLike) -> Array:
    """eˣ; zero below the smallest number, infinite above the largest.

    Example:
        >>> float(exp(1.0)), float(exp(-800.0))
        (2.7182818284590455, 0.0)
    """
    given = np.asarray(x, np.float64)
    return _exp(given, np.zeros_like(given))


def _exp(x: Array, tail: Array) -> Array:
    """exp(x + tail), the tail being small beside 1."""
    given = np.clip(x, -760.0, 720.0)
    exponent = np.rint(given * _INVERSE_LN2)
    high = given - exponent * _LN2_HIGH
    low = exponent * _LN2_LOW - tail
    reduced = high - low
    square = reduced * reduced
    c = reduced - square * polynomial(_EXP, square)
    value = 1.0 - ((low - (reduced * c) / (2.0 - c)) - high)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.ldexp(value, exponent.astype(np.int32))


def expm1(x: ArrayLike) -> Array:
    """eˣ − 1, also where x is small.

    Example:
        >>> float(expm1(1e-10))
        1.00000000005e-10
    """
    given = np.clip(np.asarray(x, np.float64), -760.0, 720.0)
    exponent = np.rint(given * _INVERSE_LN2)
    high = given - exponent * _LN2_HIGH
    low = exponent * _LN2_LOW
    reduced = high - low
    lost = (high - reduced) - low
    half = 0.5 * reduced
    product = reduced * half
    r1 = 1.0 + product * polynomial(_EXPM1, product)
    t = 3.0 - r1 * half
    e = product * ((r1 - t) / (6.0 - reduced * t))
    e = (reduced * (e - lost) - lost) - product  # eʳ − 1 = r − e
    # 2ᵏ(1 + r − e) − 1 = 2ᵏ((1 − 2⁻ᵏ) + (r − e)), in the order that loses least.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        scale = exponent.astype(np.int32)
        inverse = np.ldexp(1.0, -scale)
        moderate = np.ldexp((1.0 - inverse) - (e - reduced), scale)
        large = np.ldexp((reduced - (e + inverse)) + 1.0, scale)
        negative = np.ldexp(1.0 - (e - reduced), scale) - 1.0
    above = np.where(reduced < -0.25, -2.0 * (e - (reduced + 0.5)), 1.0 + 2.0 * (reduced - e))
    near = np.where(exponent == 1.0, above, np.where(exponent == -1.0, 0.5 * (reduced - e) - 0.5, moderate))
    result = np.where(exponent <= -2.0, negative, np.where(exponent >= 20.0, large, near))
    result = np.where(exponent > 56.0, exp(given), result)
    return np.where(exponent == 0.0, reduced - e, result)


def log(x: ArrayLike) -> Array:
    """ln x for x > 0; −∞ at zero, ∞ at infinity.

    Example:
        >>> float(log(2.0))
        0.6931471805599453
    """
    given = np.asarray(x, np.float64)
    with np.errstate(invalid="ignore"):
        found = _log(given, np.zeros_like(given))
    return np.where(given == 0.0, -np.inf, np.where(given == np.inf, np.inf, found))


def log1p(x: ArrayLike) -> Array:
    """ln(1 + x) for x > −1, also where x is small.

    Example:
        >>> float(log1p(1e-10))
        9.999999999500001e-11
    """
    given = np.asarray(x, np.float64)
    sum_ = 1.0 + given
    with np.errstate(invalid="ignore"):
        # What the addition lost, relative to the sum.
        lost = np.where(given < 1.0, given - (sum_ - 1.0), 1.0 - (sum_ - given)) / sum_
        found = _log(sum_, lost)
    return np.where((np.abs(given) < 2.0**-54) | (given == np.inf), given, found)


def _log(x: Array, lost: Array) -> Array:
    """ln x + lost."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < _ROOT_HALF
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    power = (exponent - low).astype(np.float64)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    r = s * s
    r = r * polynomial(_LOG, r)
    half_square = 0.5 * f * f
    return power * _LN2_HIGH - ((half_square - (s * (half_square + r) + (power * _LN2_LOW + lost))) - f)


def sin_pi(x: ArrayLike) -> Array:
    """sin(πx), with x reduced exactly.

    Example:
        >>> float(sin_pi(1.0)), float(sin_pi(0.25))
        (0.0, 0.7071067811865476)
    """
    given = np.asarray(x, np.float64)
    turn = np.rint(2.0 * given)
    return _sine_of_quarter(given - 0.5 * turn, turn)


def cos_pi(x: ArrayLike) -> Array:
    """cos(πx), with x reduced exactly.

    Example:
        >>> float(cos_pi(0.5)), float(cos_pi(1.0))
        (0.0, -1.0)
    """
    given = np.asarray(x, np.float64)
    turn = np.rint(2.0 * given)
    return _sine_of_quarter(given - 0.5 * turn, turn + 1.0)


def _sine_of_quarter(x: Array, turn: Array) -> Array:
    """sin(π(x + turn/2)), |x| ≤ 1/4."""
    quadrant = turn - 4.0 * np.floor(turn / 4.0)
    angle = _PI_HIGH * x
    low = product_error(np.full_like(x, _PI_HIGH), x, angle) + _PI_LOW * x
    sine, cosine = _sine(angle, low), _cosine(angle, low)
    magnitude = np.where((quadrant == 1.0) | (quadrant == 3.0), cosine, sine)
    return np.where(quadrant >= 2.0, 0.0 - magnitude, magnitude)


def product_error(a: Array, b: Array, product: Array) -> Array:
    """a·b − product, exactly, where `product` is a·b rounded (Dekker)."""
    a_high, b_high = upper_half(a), upper_half(b)
    a_low, b_low = a - a_high, b - b_high
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def upper_half(a: Array) -> Array:
    """The upper 26 bits of a float64 (Veltkamp); not for numbers above 10³⁰⁰."""
    shifted = _SPLITTER * a
    return shifted - (shifted - a)


def _sine(x: Array, low: Array) -> Array:
    z = x * x
    v = z * x
    r = polynomial(_SIN[1:], z)
    return x - ((z * (0.5 * low - v * r) - low) - v * _SIN[0])


def _cosine(x: Array, low: Array) -> Array:
    z = x * x
    r = z * polynomial(_COS, z)
    half = 0.5 * z
    w = 1.0 - half
    return w + (((1.0 - w) - half) + (z * r - x * low))


def mills_ratio(z: ArrayLike) -> Array:
    """P(Z > z)/φ(z) of a standard normal quantity, z ≥ 0.

    Example:
        >>> float(mills_ratio(0.0)) ** 2 * 2                                     # π
        3.1415926535897927
    """
    given = np.asarray(z, np.float64)
    return polynomial(_MILLS, (given - 5.0) / (given + 5.0)) / (given + 0.8)


def normal_tail(z: ArrayLike) -> Array:
    """P(Z > z) of a standard normal quantity, with all its digits far out too; P(Z < z) is `normal_tail(-z)`.

    Example:
        >>> [round(float(each), 6) for each in normal_tail([0.0, 1.959964, -1.959964])]
        [0.5, 0.025, 0.975]
    """
    given = np.asarray(z, np.float64)
    distance = np.minimum(np.abs(given), 40.0)
    upper = upper_half(distance)
    # z² in two parts, for exp magnifies what is lost of it.
    density = _exp(-0.5 * (upper * upper), -0.5 * ((distance - upper) * (distance + upper)))
    tail = density * mills_ratio(distance) / _ROOT_TWO_PI
    return np.where(given >= 0.0, tail, 1.0 - tail)
