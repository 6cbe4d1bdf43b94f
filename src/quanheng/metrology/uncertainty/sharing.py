"""Results that build on results: what two evaluations share keeps them correlated.

A certificate carries the influences on its results. An input taken from it brings them along, so that two evaluations
with the same standard, or the same temperature probe, are correlated as they are in truth.
"""

import math

from quanheng.metrology.uncertainty.correlation import Correlation
from quanheng.metrology.uncertainty.errors import InvalidCorrelation, InvalidProblem
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.propagation import Result


def input_from(result: Result, output: str | None = None, name: str | None = None, unit: str | None = None) -> Input:
    """An output as input of another evaluation, with all its influences.

    Args:
        name: what the other model calls it; the output's own name if not given.

    Raises:
        InvalidProblem: the evaluation has no identifier, so that its own influences could be taken for others.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.problem import Problem
        >>> from quanheng.metrology.uncertainty.propagation import propagate
        >>> standard = propagate(Problem(Model.parse("m = n + c"), [Input("n", 100.0), Input("c", 0.1, 0.3)],
        ...                              identifier="CERT-7"))
        >>> input_from(standard, name="reference").components
        (Component(influence='CERT-7/c', contribution=0.3, degrees_of_freedom=inf, ensemble=None),)
    """
    row = result.place(output)
    parts = result.contributions[row].tolist()
    kept = [
        Component(each.identifier, size, each.degrees_of_freedom, each.ensemble)
        for each, size in zip(result.influences, parts, strict=True)
        if size
    ]
    _require_identified(result, [each.influence for each in kept])
    value = float(result.values[row])
    called = name or result.outputs[row]
    if not kept:
        return Input(called, value, unit=unit)
    present = {each.influence for each in kept}
    # Also with influences on other outputs only: both may meet again in the next evaluation.
    among = [each for each in result.correlations if each[0] in present or each[1] in present]
    return Input.from_components(called, value, kept, among, unit=unit)


def covariance_between(
    first: Result, second: Result, first_output: str | None = None, second_output: str | None = None
) -> float:
    """The covariance of two outputs of different evaluations through the influences that they share.

    Influences that both name are the same; others are correlated only where one of the evaluations says so.

    Raises:
        InvalidProblem: an evaluation without identifier; an influence described differently in the two.
        InvalidCorrelation: correlation of two influences given differently in the two.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.problem import Problem
        >>> from quanheng.metrology.uncertainty.propagation import propagate
        >>> def weighing(identifier, difference):
        ...     inputs = [Input("s", 100.0, 0.3, influence="standard 12"), Input("d", difference, 0.4)]
        ...     return propagate(Problem(Model.parse("m = s + d"), inputs, identifier=identifier))
        >>> covariance_between(weighing("A", 0.1), weighing("B", 0.2))
        0.09
    """
    for result in (first, second):
        _require_identified(result, [each.identifier for each in result.influences])
    known = {each.identifier: each for each in first.influences}
    for each in second.influences:
        kept = known.get(each.identifier, each)
        if kept != each:
            raise InvalidProblem(f"influence {each.identifier} is described differently in the two: {kept}, {each}")
    one, other = first.influences_on(first_output), second.influences_on(second_output)
    terms = [size * other[identifier] for identifier, size in one.items() if identifier in other]
    for a, b, r in _joined(first.correlations, second.correlations):
        terms.append(r * one.get(a, 0.0) * other.get(b, 0.0))
        terms.append(r * one.get(b, 0.0) * other.get(a, 0.0))
    return math.fsum(terms)


def _joined(first: tuple[Correlation, ...], second: tuple[Correlation, ...]) -> list[Correlation]:
    found: dict[frozenset[str], Correlation] = {}
    for a, b, r in (*first, *second):
        kept = found.setdefault(frozenset((a, b)), (a, b, r))
        if kept[2] != r:
            raise InvalidCorrelation(f"correlation of {a} and {b} is {kept[2]} in one evaluation and {r} in the other")
    return list(found.values())


def _require_identified(result: Result, identifiers: list[str]) -> None:
    own = [each for each in identifiers if each.startswith("/")]
    if own and not result.identifier:
        raise InvalidProblem(
            f"the evaluation of {', '.join(result.outputs)} has no identifier: its influences "
            f"{', '.join(each.lstrip('/') for each in own)} cannot be told from others of the same name; give it one"
        )
