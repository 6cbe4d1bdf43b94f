"""The functions that models may call, and how each becomes operations."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from quanheng.metrology.model.graph import Builder

Make = Callable[..., int]


def _plain(op: str) -> Make:
    return lambda builder, *arguments: builder.apply(op, *arguments)


def _cot(builder: Builder, a: int) -> int:
    return builder.apply("div", builder.const(1.0), builder.apply("tan", a))


def _cbrt(builder: Builder, a: int) -> int:
    third = builder.const(1.0 / 3.0)
    return builder.apply("mul", builder.apply("sign", a), builder.apply("pow", builder.apply("abs", a), third))


def _degrees(builder: Builder, a: int) -> int:
    return builder.apply("mul", a, builder.const(57.29577951308232))


def _radians(builder: Builder, a: int) -> int:
    return builder.apply("mul", a, builder.const(0.017453292519943295))


_SAME = [
    "abs",
    "sign",
    "sqrt",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log10",
    "log2",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
]
_ONE: dict[str, Make] = {name: _plain(name) for name in _SAME} | {
    "ln": _plain("log"),
    "lg": _plain("log10"),
    "tg": _plain("tan"),
    "arcsin": _plain("asin"),
    "arccos": _plain("acos"),
    "arctan": _plain("atan"),
    "arsinh": _plain("asinh"),
    "arcosh": _plain("acosh"),
    "artanh": _plain("atanh"),
    "cot": _cot,
    "cbrt": _cbrt,
    "degrees": _degrees,
    "radians": _radians,
}
_TWO: dict[str, Make] = {name: _plain(name) for name in ("atan2", "hypot", "pow")}
#: By name: the number of arguments and what is made of them.
FUNCTIONS: Mapping[str, tuple[int, Make]] = MappingProxyType(
    {name: (1, make) for name, make in _ONE.items()} | {name: (2, make) for name, make in _TWO.items()}
)
#: Functions that the parser itself knows: any number of arguments, truths, complex numbers, equations.
SPECIAL = (
    "min",
    "max",
    "sum",
    "mean",
    "where",
    "and",
    "or",
    "not",
    "complex",
    "polar",
    "re",
    "im",
    "arg",
    "conj",
    "solve",
)
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": 3.141592653589793, "π": 3.141592653589793})
