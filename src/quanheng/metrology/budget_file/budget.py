"""A budget file as a whole: model, inputs, correlations, coverage probability and units, as one checked problem."""

from dataclasses import dataclass

from quanheng.metrology.budget_file.ensembles import read_together
from quanheng.metrology.budget_file.errors import InvalidBudget
from quanheng.metrology.budget_file.located import Items, Members, Place, Tree, tree_of
from quanheng.metrology.budget_file.members import coefficient, described, items, members, number, refuse_unknown, word
from quanheng.metrology.budget_file.names import by_name, canonical
from quanheng.metrology.budget_file.quantities import quantity
from quanheng.metrology.budget_file.units_of_budget import model_in_units
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import (
    DividesByZero,
    InvalidCorrelation,
    Problem,
    UndefinedDegreesOfFreedom,
)
from quanheng.metrology.uncertainty.correlation import Correlation

KNOWN = (
    "model", "inputs", "outputs", "correlations", "coverage_probability", "output_unit", "title", "note", "identifier",
)  # fmt: skip
_MEANT = {
    "equation": "model", "equations": "model", "formula": "model", "quantities": "inputs", "input": "inputs",
    "correlation": "correlations", "p": "coverage_probability", "confidence": "coverage_probability",
    "unit": "output_unit", "units": "output_unit", "output_units": "output_unit", "output": "outputs", "name": "title",
}  # fmt: skip

#: That a message lists.
_MOST_NAMES = 20


@dataclass(frozen=True, eq=False)
class BudgetFile:
    """What a budget file says.

    Attributes:
        problem: model, inputs and correlations, checked; in the units of the inputs and of `output_units`.
        output_units: of each output; empty when not every input carries a unit, so that nothing could be checked.
        text: the model as written.
        title: what it is about, or "".
    """

    problem: Problem
    output_units: dict[str, str]
    text: str
    title: str = ""


def read_budget(text: str) -> BudgetFile:
    """Read a budget from YAML or JSON.

    Args:
        text: see `docs/reference/metrology-uncertainty.md` for its members.

    Raises:
        InvalidBudget: what is wrong, where, and what would be right. Nothing is evaluated of a budget that has a fault.

    Example:
        >>> budget = read_budget('''
        ... model: P = U*I
        ... inputs:
        ...   U: {value: 5.0, standard_uncertainty: 0.3, unit: V}
        ...   I: {value: 2.0, standard_uncertainty: 0.16, unit: A}
        ... ''')
        >>> budget.problem.model.outputs, budget.output_units
        (('P',), {'P': 'W'})
    """
    tree = tree_of(text)
    if not isinstance(tree, Members):
        raise tree.place.refuse(f"{described(tree)}: a budget is a mapping with 'model' and 'inputs'")
    refuse_unknown(tree, KNOWN, "a budget", _MEANT)
    for needed in ("model", "inputs"):
        if needed not in tree.entries:
            raise InvalidBudget(f"'{needed}' is missing; a budget has at least 'model' and 'inputs'")
    return _budget(tree.entries)


def _budget(entries: dict[str, Tree]) -> BudgetFile:
    identifier = _text(entries, "identifier")
    model = _model(entries)
    listed = members(entries["inputs"], "'inputs'")
    inputs = {name: quantity(name, tree, identifier) for name, tree in by_name(listed).items()}
    correlations = _correlations(entries)
    inputs, correlations = read_together(inputs, by_name(listed), correlations, entries)
    probability = number(entries["coverage_probability"]) if "coverage_probability" in entries else 0.95
    _refuse_probability(entries, probability)
    _refuse_wrong_names(model, by_name(listed), entries["inputs"].place)
    converted = model_in_units(model, inputs, entries)
    used = converted.model if converted else model
    try:
        problem = Problem(used, inputs.values(), correlations, probability, identifier)
    except MetrologyError as error:
        raise _place_of(error, entries).refuse(str(error), kind=type(error).__name__) from error
    return BudgetFile(problem, converted.output_units if converted else {}, model.text, _text(entries, "title"))


def _text(entries: dict[str, Tree], name: str) -> str:
    return word(entries[name], f"'{name}'") if name in entries else ""


def _model(entries: dict[str, Tree]) -> Model:
    tree = entries["model"]
    if isinstance(tree, Items):
        text = "\n".join(word(each, "a statement of the model") for each in tree.items)
    else:
        text = word(tree, "'model'")
    outputs = None
    if "outputs" in entries:
        named = entries["outputs"]
        outputs = [word(each, "an output") for each in (named.items if isinstance(named, Items) else [named])]
    try:
        return Model.parse(text, outputs)
    except MetrologyError as error:
        raise tree.place.refuse(str(error), kind=type(error).__name__) from error


def _correlations(entries: dict[str, Tree]) -> list[Correlation]:
    if "correlations" not in entries:
        return []
    found = []
    for tree in items(entries["correlations"], "'correlations'").items:
        parts = tree.items if isinstance(tree, Items) else ()
        if len(parts) != 3:
            raise tree.place.refuse(
                f"{described(tree)}: a correlation is [name, name, coefficient], as in [V, I, -0.36]"
            )
        first, second = (canonical(word(each, "the name of an input")) for each in parts[:2])
        r = coefficient(parts[2])
        if not -1.0 <= r <= 1.0:
            raise parts[2].place.refuse(f"correlation of {first} and {second} is {r:g}: it must lie between -1 and 1",
                                        kind="InvalidCorrelation")  # fmt: skip
        found.append((first, second, r))
    return found


def _refuse_probability(entries: dict[str, Tree], probability: float) -> None:
    if 0.0 < probability < 1.0:
        return
    remedy = f"; write {probability / 100:g}" if 1.0 < probability < 100.0 else ", such as 0.95"
    raise entries["coverage_probability"].place.refuse(
        f"coverage probability {probability:g}: a number between 0 and 1 is needed{remedy}"
    )


def _refuse_wrong_names(model: Model, inputs: dict[str, Tree], place: Place) -> None:
    missing = [name for name in model.inputs if name not in inputs]
    if missing:
        shown = ", ".join(missing[:_MOST_NAMES]) + (
            f" and {len(missing) - _MOST_NAMES} more" if missing[_MOST_NAMES:] else ""
        )
        raise place.refuse(f"the model also needs {shown}: state each under 'inputs'", "InvalidProblem")
    for name, tree in inputs.items():
        if name not in model.inputs:
            raise tree.place.refuse(
                f"the model has no {name}; its inputs are {', '.join(model.inputs[:_MOST_NAMES]) or 'none'}"
                + (" and others" if model.inputs[_MOST_NAMES:] else ""),
                "InvalidProblem",
            )


def _place_of(error: MetrologyError, entries: dict[str, Tree]) -> Place:
    """Where what the problem refuses stands in the file."""
    if isinstance(error, InvalidCorrelation | UndefinedDegreesOfFreedom) and "correlations" in entries:
        return entries["correlations"].place
    return entries["model" if isinstance(error, DividesByZero) else "inputs"].place
