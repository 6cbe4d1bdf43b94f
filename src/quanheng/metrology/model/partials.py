"""Partial derivatives of the operations at numbers: what the numerical reverse sweep multiplies with."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from quanheng.metrology.model.operations import OPERATIONS

#: From the arguments and the result, the derivative by each argument.
Partials = Callable[..., tuple[float, ...]]

_divide = OPERATIONS["div"].scalar
_root = OPERATIONS["sqrt"].scalar


def _power(a: float, b: float, result: float) -> tuple[float, float]:
    power = OPERATIONS["pow"].scalar
    by_base = b * power(a, b - 1.0) if b != 0.0 else 0.0
    by_exponent = result * math.log(a) if a > 0.0 else (0.0 if a == 0.0 and b > 0.0 else math.nan)
    return by_base, by_exponent


def _arctangent(y: float, x: float, _result: float) -> tuple[float, float]:
    size = x * x + y * y
    return _divide(x, size), _divide(-y, size)


def _one(derivative: Callable[[float, float], float]) -> Partials:
    return lambda a, result: (derivative(a, result),)


def _chosen(condition: float, _a: float, _b: float, _result: float) -> tuple[float, float, float]:
    return (0.0, 1.0, 0.0) if condition else (0.0, 0.0, 1.0)


PARTIALS: Mapping[str, Partials] = MappingProxyType(
    {
        "pow": _power,
        "neg": _one(lambda a, r: -1.0),
        "abs": _one(lambda a, r: OPERATIONS["sign"].scalar(a)),
        "sqrt": _one(lambda a, r: _divide(0.5, r)),
        "exp": _one(lambda a, r: r),
        "expm1": _one(lambda a, r: r + 1.0),
        "log": _one(lambda a, r: _divide(1.0, a)),
        "log1p": _one(lambda a, r: _divide(1.0, 1.0 + a)),
        "log10": _one(lambda a, r: _divide(1.0, a * math.log(10.0))),
        "log2": _one(lambda a, r: _divide(1.0, a * math.log(2.0))),
        "sin": _one(lambda a, r: math.cos(a)),
        "cos": _one(lambda a, r: -math.sin(a)),
        "tan": _one(lambda a, r: 1.0 + r * r),
        "asin": _one(lambda a, r: _divide(1.0, _root(1.0 - a * a))),
        "acos": _one(lambda a, r: _divide(-1.0, _root(1.0 - a * a))),
        "atan": _one(lambda a, r: 1.0 / (1.0 + a * a)),
        "sinh": _one(lambda a, r: OPERATIONS["cosh"].scalar(a)),
        "cosh": _one(lambda a, r: OPERATIONS["sinh"].scalar(a)),
        "tanh": _one(lambda a, r: 1.0 - r * r),
        "asinh": _one(lambda a, r: 1.0 / math.hypot(a, 1.0)),
        "acosh": _one(lambda a, r: _divide(1.0, _root(a * a - 1.0))),
        "atanh": _one(lambda a, r: _divide(1.0, 1.0 - a * a)),
        "atan2": _arctangent,
        "hypot": lambda a, b, r: (_divide(a, r), _divide(b, r)),
        "min": lambda a, b, r: (1.0, 0.0) if a <= b else (0.0, 1.0),
        "max": lambda a, b, r: (1.0, 0.0) if a >= b else (0.0, 1.0),
        "where": _chosen,
        "absorb": lambda a, b, r: (b, a),
    }
)
