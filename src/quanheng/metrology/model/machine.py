"""The register machine that numba compiles: runs encoded models (see `encoding`) over blocks of points.

Compiled once for all models; a new model is new arrays, not new code. Imported only where numba is installed.
No fast mathematics: + − × ÷ √, comparisons and choices give the bits that numpy gives.

`run` may be called from other compiled functions. (numba's cache on disk does not notice when a function that a cached
one calls has changed: after a change here, delete the `__pycache__` of callers in other files.)
"""

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from quanheng.metrology.model.encoding import OPCODES

# Counted here and not looked up: what numba keeps on disk is renewed when this file changes, not when another does.
(
    _ADD, _SUB, _MUL, _DIV, _NEG, _ABS, _SIGN, _SQRT, _MIN, _MAX, _LT, _LE, _EQ, _NE, _AND, _OR, _NOT, _WHERE,
    _ABSORB, _POW, _EXP, _EXPM1, _LOG, _LOG1P, _LOG10, _LOG2, _SIN, _COS, _TAN, _ASIN, _ACOS, _ATAN, _SINH,
    _COSH, _TANH, _ASINH, _ACOSH, _ATANH, _ATAN2, _HYPOT,
) = range(40)  # fmt: skip
_NAMES = (
    "add sub mul div neg abs sign sqrt min max lt le eq ne and or not where absorb pow exp expm1 log "
    "log1p log10 log2 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh atan2 hypot"
)
if tuple(OPCODES) != tuple(_NAMES.split()):
    raise ImportError("the opcodes of the machine are not those of the encoding")


def compiled(function: Callable[..., Any]) -> Any:
    """Compiled by numba on its first call, and kept on disk where there is a place for it."""
    try:
        return numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # numba finds no folder that can be written
        return numba.njit(function, nogil=True, error_model="numpy")


def _row(index: int, inputs: Any, work: Any, first: int, count: int) -> Any:
    if index < len(inputs):
        return inputs[index, first : first + count]
    return work[index - len(inputs), :count]


row = compiled(_row)


def _arithmetic(opcode: int, result: Any, x: Any, y: Any, z: Any) -> None:  # noqa: C901 (one loop an opcode)
    count = len(result)
    if opcode == _ADD:
        for i in range(count):
            result[i] = x[i] + y[i]
    elif opcode == _SUB:
        for i in range(count):
            result[i] = x[i] - y[i]
    elif opcode == _MUL:
        for i in range(count):
            result[i] = x[i] * y[i]
    elif opcode == _DIV:
        for i in range(count):
            result[i] = x[i] / y[i]
    elif opcode == _NEG:
        for i in range(count):
            result[i] = -x[i]
    elif opcode == _ABS:
        for i in range(count):
            result[i] = abs(x[i])
    elif opcode == _SQRT:
        for i in range(count):
            result[i] = math.sqrt(x[i])
    elif opcode == _WHERE:
        for i in range(count):
            result[i] = y[i] if x[i] != 0.0 else z[i]
    else:
        _compared(opcode, result, x, y)


def _comparison(opcode: int, result: Any, x: Any, y: Any) -> None:  # noqa: C901 (one loop an opcode)
    count = len(result)
    if opcode == _LT:
        for i in range(count):
            result[i] = 1.0 if x[i] < y[i] else 0.0
    elif opcode == _LE:
        for i in range(count):
            result[i] = 1.0 if x[i] <= y[i] else 0.0
    elif opcode == _EQ:
        for i in range(count):
            result[i] = 1.0 if x[i] == y[i] else 0.0
    elif opcode == _NE:
        for i in range(count):
            result[i] = 1.0 if x[i] != y[i] else 0.0
    elif opcode == _AND:
        for i in range(count):
            result[i] = 1.0 if x[i] != 0.0 and y[i] != 0.0 else 0.0
    elif opcode == _OR:
        for i in range(count):
            result[i] = 1.0 if x[i] != 0.0 or y[i] != 0.0 else 0.0
    elif opcode == _NOT:
        for i in range(count):
            result[i] = 1.0 if x[i] == 0.0 else 0.0
    elif opcode == _SIGN:
        for i in range(count):
            result[i] = 1.0 if x[i] > 0.0 else (-1.0 if x[i] < 0.0 else (0.0 if x[i] == 0.0 else x[i]))
    elif opcode == _MIN:
        for i in range(count):
            result[i] = x[i] if x[i] <= y[i] or x[i] != x[i] else y[i]
    elif opcode == _MAX:
        for i in range(count):
            result[i] = x[i] if x[i] >= y[i] or x[i] != x[i] else y[i]
    elif opcode == _ABSORB:
        for i in range(count):
            result[i] = 0.0 if x[i] == 0.0 else x[i] * y[i]


def _function(opcode: int, result: Any, x: Any, y: Any) -> None:  # noqa: C901 (one line an opcode)
    # Point by point: the library's call outweighs the choice of it.
    for i in range(len(result)):
        v = x[i]
        if opcode == _EXP:
            result[i] = math.exp(v)
        elif opcode == _LOG:
            result[i] = math.log(v)
        elif opcode == _SIN:
            result[i] = math.sin(v)
        elif opcode == _COS:
            result[i] = math.cos(v)
        elif opcode == _POW:
            result[i] = v ** y[i]
        elif opcode == _TAN:
            result[i] = math.tan(v)
        elif opcode == _EXPM1:
            result[i] = math.expm1(v)
        elif opcode == _LOG1P:
            result[i] = math.log1p(v)
        elif opcode == _LOG10:
            result[i] = math.log10(v)
        elif opcode == _LOG2:
            result[i] = math.log2(v)
        elif opcode == _ATAN2:
            result[i] = math.atan2(v, y[i])
        elif opcode == _HYPOT:
            result[i] = math.hypot(v, y[i])
        else:
            result[i] = _inverse(opcode, v)


def _inverse_or_hyperbolic(opcode: int, v: float) -> float:
    if opcode == _ASIN:
        return math.asin(v)
    if opcode == _ACOS:
        return math.acos(v)
    if opcode == _ATAN:
        return math.atan(v)
    if opcode == _SINH:
        return math.sinh(v)
    if opcode == _COSH:
        return math.cosh(v)
    if opcode == _TANH:
        return math.tanh(v)
    if opcode == _ASINH:
        return math.asinh(v)
    if opcode == _ACOSH:
        return math.acosh(v)
    if opcode == _ATANH:
        return math.atanh(v)
    return math.nan


def _run(opcodes: Any, a: Any, b: Any, c: Any, results: Any, inputs: Any, work: Any, first: int, count: int) -> None:
    for step in range(len(opcodes)):
        opcode = opcodes[step]
        result = work[results[step] - len(inputs), :count]
        x, y = row(a[step], inputs, work, first, count), row(b[step], inputs, work, first, count)
        if opcode < _POW:
            _arithmetics(opcode, result, x, y, row(c[step], inputs, work, first, count))
        else:
            _functions(opcode, result, x, y)


def _evaluate(
    opcodes: Any, a: Any, b: Any, c: Any, results: Any, outputs: Any, inputs: Any, work: Any, out: Any
) -> None:
    block = work.shape[1]
    for first in range(0, inputs.shape[1], block):
        count = min(block, inputs.shape[1] - first)
        run(opcodes, a, b, c, results, inputs, work, first, count)
        for place in range(len(outputs)):
            out[place, first : first + count] = row(outputs[place], inputs, work, first, count)


_compared = compiled(_comparison)
_arithmetics = compiled(_arithmetic)
_inverse = compiled(_inverse_or_hyperbolic)
_functions = compiled(_function)

#: run(opcodes, a, b, c, results, inputs, work, first, count): the steps at the points first … first + count − 1 of
#: `inputs` (n, k); `work` is `Encoded.workspace(block)` with block ≥ count. `row(index, inputs, work, first, count)` is
#: then an output.
run = compiled(_run)
#: evaluate(opcodes, a, b, c, results, outputs, inputs, work, out): all points, block by block, into `out` (m, k).
evaluate = compiled(_evaluate)


def warm_up() -> None:
    """Compile, or load what was compiled before, on arrays of one point."""
    none = np.zeros(0, dtype=np.int64)
    evaluate(none, none, none, none, none, none, np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)))
