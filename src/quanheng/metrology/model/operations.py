"""The operations of models: how each is called, computed for numbers and for arrays, and written."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

Scalar = Callable[..., float]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: number of arguments, computation for floats, ufunc for arrays (with `out`)."""

    name: str
    arity: int
    scalar: Scalar
    array: Any


def _guarded(function: Scalar) -> Scalar:
    """Outside its domain a function is nan, as in arrays; whoever asked for the value refuses it then."""

    def compute(*arguments: float) -> float:
        try:
            return function(*arguments)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return compute


def _divide(a: float, b: float) -> float:
    try:
        return a / b
    except ZeroDivisionError:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _power(a: float, b: float) -> float:
    if b == 2.0:  # one multiplication, in arrays as well
        return a * a
    try:
        result = a**b
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf
    return math.nan if isinstance(result, complex) else result


def _power_array(a: Any, b: Any, out: Any = None) -> Any:
    return np.multiply(a, a, out=out) if isinstance(b, float) and b == 2.0 else np.power(a, b, out=out)


def _log_of(function: Scalar) -> Scalar:
    def compute(a: float) -> float:
        if a == 0.0:
            return -math.inf
        return function(a) if a > 0 else math.nan

    return compute


def _sign(a: float) -> float:
    return math.nan if math.isnan(a) else float((a > 0) - (a < 0))


def _where(condition: float, a: float, b: float) -> float:
    return a if condition else b


def _where_array(condition: Any, a: Any, b: Any, out: Any = None) -> Any:
    result = np.where(condition != 0, a, b)
    if out is None:
        return result
    out[...] = result
    return out


def absorb(a: float, b: float) -> float:
    """a·b, but 0 wherever a is 0: what a branch not taken contributes to a derivative, even where b is undefined."""
    return 0.0 if a == 0.0 else a * b


def _absorb_array(a: Any, b: Any, out: Any = None) -> Any:
    with np.errstate(all="ignore"):
        result = np.multiply(a, b, out=out)
    result[np.broadcast_to(np.equal(a, 0.0), result.shape)] = 0.0
    return result


def _as_float(ufunc: Any) -> Any:
    """Comparison ufuncs give truths; models hold them as 1.0 and 0.0."""

    def compute(*arguments: Any, out: Any = None) -> Any:
        truth = ufunc(*arguments)
        if out is None:
            return truth.astype(np.float64)
        out[...] = truth
        return out

    return compute


_TABLE = [
    Operation("add", 2, lambda a, b: a + b, np.add),
    Operation("sub", 2, lambda a, b: a - b, np.subtract),
    Operation("mul", 2, lambda a, b: a * b, np.multiply),
    Operation("div", 2, _divide, np.divide),
    Operation("pow", 2, _power, _power_array),
    Operation("neg", 1, lambda a: -a, np.negative),
    Operation("abs", 1, abs, np.abs),
    Operation("sign", 1, _sign, np.sign),
    Operation("sqrt", 1, _guarded(math.sqrt), np.sqrt),
    Operation("exp", 1, _guarded(math.exp), np.exp),
    Operation("expm1", 1, _guarded(math.expm1), np.expm1),
    Operation("log", 1, _log_of(math.log), np.log),
    Operation(
        "log1p", 1, lambda a: _log_of(lambda b: math.log1p(b - 1.0))(a + 1.0) if a <= -1.0 else math.log1p(a), np.log1p
    ),
    Operation("log10", 1, _log_of(math.log10), np.log10),
    Operation("log2", 1, _log_of(math.log2), np.log2),
    Operation("sin", 1, _guarded(math.sin), np.sin),
    Operation("cos", 1, _guarded(math.cos), np.cos),
    Operation("tan", 1, _guarded(math.tan), np.tan),
    Operation("asin", 1, _guarded(math.asin), np.arcsin),
    Operation("acos", 1, _guarded(math.acos), np.arccos),
    Operation("atan", 1, math.atan, np.arctan),
    Operation("sinh", 1, _guarded(math.sinh), np.sinh),
    Operation("cosh", 1, _guarded(math.cosh), np.cosh),
    Operation("tanh", 1, math.tanh, np.tanh),
    Operation("asinh", 1, math.asinh, np.arcsinh),
    Operation("acosh", 1, _guarded(math.acosh), np.arccosh),
    Operation("atanh", 1, _guarded(math.atanh), np.arctanh),
    Operation("atan2", 2, math.atan2, np.arctan2),
    Operation("hypot", 2, math.hypot, np.hypot),
    Operation("min", 2, lambda a, b: math.nan if a != a or b != b else min(a, b), np.minimum),
    Operation("max", 2, lambda a, b: math.nan if a != a or b != b else max(a, b), np.maximum),
    Operation("lt", 2, lambda a, b: float(a < b), _as_float(np.less)),
    Operation("le", 2, lambda a, b: float(a <= b), _as_float(np.less_equal)),
    Operation("eq", 2, lambda a, b: float(a == b), _as_float(np.equal)),
    Operation("ne", 2, lambda a, b: float(a != b), _as_float(np.not_equal)),
    Operation("and", 2, lambda a, b: float(bool(a) and bool(b)), _as_float(np.logical_and)),
    Operation("or", 2, lambda a, b: float(bool(a) or bool(b)), _as_float(np.logical_or)),
    Operation("not", 1, lambda a: float(not a), _as_float(np.logical_not)),
    Operation("where", 3, _where, _where_array),
    Operation("absorb", 2, absorb, _absorb_array),
]
OPERATIONS: Mapping[str, Operation] = MappingProxyType({each.name: each for each in _TABLE})
