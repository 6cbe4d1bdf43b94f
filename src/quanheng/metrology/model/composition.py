"""Values while a model is being read: real numbers, truths, and complex numbers as pairs of reals."""

from dataclasses import dataclass

from quanheng.metrology.model.graph import Builder


@dataclass(frozen=True, slots=True)
class Real:
    """A node that is a real number."""

    node: int


@dataclass(frozen=True, slots=True)
class Truth:
    """A node that is 1 where a condition holds and 0 elsewhere; only `where`, `and`, `or`, `not` take it."""

    node: int


@dataclass(frozen=True, slots=True)
class Complex:
    """A complex number: the nodes of its real and imaginary parts."""

    re: int
    im: int


Value = Real | Truth | Complex


def combine(builder: Builder, op: str, left: Real | Complex, right: Real | Complex) -> Real | Complex:
    """`left op right` for the four operations of arithmetic, in complex numbers where one of them is.

    Raises:
        TypeError: no such operation on complex numbers.
    """
    if isinstance(left, Real) and isinstance(right, Real):
        return Real(builder.apply(op, left.node, right.node))
    a, b = as_complex(builder, left), as_complex(builder, right)
    if op in ("add", "sub"):
        return Complex(builder.apply(op, a.re, b.re), builder.apply(op, a.im, b.im))
    if op == "mul":
        return _product(builder, a, b)
    if op == "div":
        size = _square_of_modulus(builder, b)
        top = _product(builder, a, conjugate(builder, b))
        return Complex(builder.apply("div", top.re, size), builder.apply("div", top.im, size))
    raise TypeError(op)


def integer_power(builder: Builder, base: Complex, exponent: int) -> Complex:
    """`base` to a whole power, by repeated squaring."""
    result = Complex(builder.const(1.0), builder.const(0.0))
    square, left = base, abs(exponent)
    while left:
        if left & 1:
            result = _product(builder, result, square)
        square, left = _product(builder, square, square), left >> 1
    if exponent >= 0:
        return result
    inverse = combine(builder, "div", Real(builder.const(1.0)), result)
    return as_complex(builder, inverse)


def exponential(builder: Builder, value: Complex) -> Complex:
    """e to a complex power."""
    return polar(builder, builder.apply("exp", value.re), value.im)


def polar(builder: Builder, modulus: int, argument: int) -> Complex:
    """From modulus and argument in radians."""
    return Complex(
        builder.apply("mul", modulus, builder.apply("cos", argument)),
        builder.apply("mul", modulus, builder.apply("sin", argument)),
    )


def conjugate(builder: Builder, value: Complex) -> Complex:
    return Complex(value.re, builder.apply("neg", value.im))


def as_complex(builder: Builder, value: Real | Complex) -> Complex:
    return value if isinstance(value, Complex) else Complex(value.node, builder.const(0.0))


def _product(builder: Builder, a: Complex, b: Complex) -> Complex:
    def times(x: int, y: int) -> int:
        return builder.apply("mul", x, y)

    return Complex(
        builder.apply("sub", times(a.re, b.re), times(a.im, b.im)),
        builder.apply("add", times(a.re, b.im), times(a.im, b.re)),
    )


def _square_of_modulus(builder: Builder, value: Complex) -> int:
    return builder.apply("add", builder.apply("mul", value.re, value.re), builder.apply("mul", value.im, value.im))
