"""A graph as LaTeX, with as few parentheses as its meaning allows."""

import re

from quanheng.metrology.model.graph import Graph, Node

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
#: How tightly an operation holds its parts together.
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
_FUNCTIONS = {
    "exp": r"\exp", "log": r"\ln", "log10": r"\lg", "log2": r"\log_2", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan",
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh",
    "min": r"\min", "max": r"\max",
}  # fmt: skip
_RELATIONS = {"lt": "<", "le": r"\le", "eq": "=", "ne": r"\ne", "and": r"\land", "or": r"\lor"}


def latex_of(graph: Graph, outputs: tuple[str, ...]) -> str:
    """One line an output: `name = expression`, aligned with `\\\\` between them.

    Example:
        >>> from quanheng.metrology.model.parser import parse
        >>> parsed = parse("R = V / I * cos(phi)")
        >>> print(latex_of(parsed.graph, parsed.outputs))
        R = \\frac{V}{I} \\, \\cos\\left(\\varphi\\right)
    """
    parts: list[tuple[str, int]] = []
    for node in graph.nodes:
        parts.append(_part(node, [parts[each] for each in node.arguments], graph))
    lines = (f"{symbol(name)} = {parts[node][0]}" for name, node in zip(outputs, graph.outputs, strict=True))
    return r" \\ ".join(lines)


def symbol(name: str) -> str:
    """The name of a quantity as a symbol: Greek letters by name, what follows `_` or a letter as subscript.

    Example:
        >>> symbol("alpha_s"), symbol("R0"), symbol("dtheta"), symbol("phi")
        ('\\\\alpha_{s}', 'R_{0}', '\\\\delta\\\\theta', '\\\\varphi')
    """
    head, _underscore, tail = name.partition("_")
    if found := re.fullmatch(r"([^\W\d]+?)(\d+)", head):
        head, tail = found.group(1), found.group(2) + ("," + tail if tail else "")
    shown = rf"\delta{_letter(head[1:])}" if head.startswith("d") and head[1:] in GREEK else _letter(head)
    return f"{shown}_{{{tail.replace('_', ',')}}}" if tail else shown


def _letter(head: str) -> str:
    if head == "phi":
        return r"\varphi"
    if head in GREEK:
        return "\\" + head
    return head if len(head) == 1 else rf"\mathit{{{head}}}"


def _part(node: Node, known: list[tuple[str, int]], graph: Graph) -> tuple[str, int]:  # noqa: C901 (one line an operation)
    op = node.op
    if op == "input":
        return symbol(graph.inputs[int(node.value)]), ATOM
    if op == "const":
        return _number(node.value)
    texts = [text for text, _strength in known]
    if op in ("add", "sub"):
        right = _in(known[1], PRODUCT) if op == "sub" else _in(known[1], SIGN if texts[1].startswith("-") else SUM)
        return f"{_in(known[0], SUM)} {'+' if op == 'add' else '-'} {right}", SUM
    if op == "mul":
        return rf"{_in(known[0], PRODUCT)} \, {_in(known[1], POWER)}", PRODUCT
    if op == "div":
        return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", PRODUCT
    if op == "pow":
        return f"{_in(known[0], ATOM)}^{{{texts[1]}}}", POWER
    if op == "neg":
        return f"-{_in(known[0], PRODUCT)}", SIGN
    if op == "sqrt":
        return rf"\sqrt{{{texts[0]}}}", ATOM
    if op == "abs":
        return rf"\left|{texts[0]}\right|", ATOM
    if op == "where":
        return (
            rf"\begin{{cases}} {texts[1]} & \text{{if }} {texts[0]} \\ {texts[2]} & \text{{otherwise}} \end{{cases}}",
            ATOM,
        )
    if op in _RELATIONS:
        return f"{texts[0]} {_RELATIONS[op]} {texts[1]}", SUM
    if node.equation is not None:
        equation = latex_of(node.equation, ("0",)).removeprefix(r"\mathit{0} = ").removeprefix("0 = ")
        return rf"\operatorname{{root}}_{{{symbol(node.equation.inputs[0])}}}\left[{equation} = 0\right]", ATOM
    name = _FUNCTIONS.get(op, rf"\operatorname{{{op}}}")
    return rf"{name}\left({', '.join(texts)}\right)", ATOM


def _in(part: tuple[str, int], least: int) -> str:
    text, strength = part
    return text if strength >= least else rf"\left({text}\right)"


def _number(value: float) -> tuple[str, int]:
    text = repr(value).removesuffix(".0")
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text, SIGN if value < 0 else ATOM
    return rf"{mantissa} \times 10^{{{int(exponent)}}}", PRODUCT
