"""A measurement problem: model, inputs, their correlation and the coverage probability; refused when it cannot be."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.correlation import Correlation, checked
from quanheng.metrology.uncertainty.coverage import require_probability, student_t, truncated
from quanheng.metrology.uncertainty.distributions import Distribution
from quanheng.metrology.uncertainty.errors import DividesByZero, InvalidProblem
from quanheng.metrology.uncertainty.influences import Influences, influences_of
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.shapes import HALF_WIDTHS


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be evaluated; immutable and checked.

    Attributes:
        model: Y = f(X).
        inputs: one for each input of the model; kept in the model's order.
        correlations: (name, name, coefficient); pairs that are not given are not correlated.
        coverage_probability: of the expanded uncertainty.
        identifier: of this evaluation, such as a certificate's number: influences that belong to it alone carry it,
            so that other evaluations can refer to them.

    Raises:
        InvalidProblem: inputs missing, unknown or given twice; see `influences_of`.
        InvalidCorrelation, UndefinedDegreesOfFreedom: see `influences_of`.
        DividesByZero: names the inputs whose coverage interval holds zero, and that interval.

    Example:
        >>> problem = Problem(Model.parse("P = U*I"), [Input("U", 5.0, 0.1), Input("I", 2.0, 0.01)])
        >>> problem.inputs[0].name
        'U'
    """

    model: Model
    inputs: tuple[Input, ...]
    correlations: tuple[Correlation, ...] = ()
    coverage_probability: float = 0.95
    identifier: str = ""
    influences: Influences = field(init=False, repr=False)

    def __init__(
        self,
        model: Model,
        inputs: Iterable[Input],
        correlations: Iterable[Correlation] = (),
        coverage_probability: float = 0.95,
        identifier: str = "",
    ) -> None:
        ordered = _in_order(model, list(inputs))
        kept = checked(list(correlations), model.inputs)
        self._set("model", model)
        self._set("inputs", ordered)
        self._set("correlations", kept)
        self._set("coverage_probability", require_probability(float(coverage_probability)))
        self._set("identifier", identifier)
        self._set("influences", influences_of(ordered, kept, identifier))
        _require_no_division_by_zero(model, ordered, self.coverage_probability)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def _in_order(model: Model, inputs: list[Input]) -> tuple[Input, ...]:
    if model.inputs == tuple(each.name for each in inputs):
        return tuple(inputs)
    counts = Counter(each.name for each in inputs)
    needed = set(model.inputs)
    wrong = {
        "given more than once": [name for name, count in counts.items() if count > 1],
        "missing": [name for name in model.inputs if name not in counts],
        "not in the model": [name for name in counts if name not in needed],
    }
    if any(wrong.values()):
        said = "; ".join(f"{', '.join(names)} {what}" for what, names in wrong.items() if names)
        raise InvalidProblem(f"inputs of the model {', '.join(model.inputs)}: {said}")
    by_name = {each.name: each for each in inputs}
    return tuple(by_name[name] for name in model.inputs)


def coverage_interval(quantity: Input, probability: float) -> tuple[float, float]:
    """Where the quantity may lie: its bounds if it has any, else value ± t_p(ν)·u, or between quantiles."""
    shape = quantity.distribution
    if isinstance(shape, Distribution):
        low, high = shape.support
        tail = (1.0 - probability) / 2.0
        return (
            float(shape.quantile(tail)) if math.isinf(low) else low,
            float(shape.quantile(tail, upper=True)) if math.isinf(high) else high,
        )
    factor = HALF_WIDTHS.get(shape or "")
    if factor is None:
        factor = student_t(probability, truncated(quantity.degrees_of_freedom))
    half_width = factor * quantity.standard_uncertainty
    return quantity.value - half_width, quantity.value + half_width


def _require_no_division_by_zero(model: Model, inputs: tuple[Input, ...], probability: float) -> None:
    if not model.divides_by_inputs:
        return
    ranges = {each.name: coverage_interval(each, probability) for each in inputs}
    hazards = model.division_hazards([low for low, _ in ranges.values()], [high for _, high in ranges.values()])
    if hazards:
        # Of a product's factors those that reach zero are to blame.
        reaching = [name for name in hazards[0].inputs if ranges[name][0] <= 0.0 <= ranges[name][1]]
        listed = ", ".join(f"{name} in [{ranges[name][0]:g}, {ranges[name][1]:g}]" for name in reaching)
        raise DividesByZero(
            f"the model divides by {listed or ', '.join(hazards[0].inputs)}, which contains zero: "
            "the measurand has no finite uncertainty there"
        )
