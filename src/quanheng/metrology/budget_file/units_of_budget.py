"""The units that a budget file states, and the model in them."""

from quanheng.metrology.budget_file.in_units import InUnits
from quanheng.metrology.budget_file.located import Members, Place, Scalar, Tree
from quanheng.metrology.budget_file.members import members, word
from quanheng.metrology.budget_file.names import canonical
from quanheng.metrology.budget_file.unit_system import in_units
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import Input


def model_in_units(model: Model, inputs: dict[str, Input], entries: dict[str, Tree]) -> InUnits | None:
    """The model in the inputs' units; None where not all carry one (a bare number is a pure number).

    Raises:
        InvalidBudget: a text that is no unit, units that do not fit, or `output_unit` where no unit can be derived.
    """
    units = {name: each.unit for name, each in inputs.items()}
    listed = members(entries["inputs"], "'inputs'").entries
    bare = {canonical(name) for name, tree in listed.items() if isinstance(tree, Scalar)}
    without = [name for name, unit in units.items() if unit is None and name not in bare]
    wanted = _wanted_units(model, entries)
    if not any(units.values()):
        without = list(inputs)
    if without and wanted:
        raise entries["output_unit"].place.refuse(
            f"'output_unit' while {', '.join(without)} {'has' if len(without) == 1 else 'have'} no unit: "
            "give all inputs their 'unit', '1' for a pure number"
        )
    if without:
        return None
    values = {name: each.value for name, each in inputs.items()}
    try:
        return in_units(model, {name: unit or "1" for name, unit in units.items()}, values, wanted)
    except MetrologyError as error:
        place = _place_of_unit(error, listed, entries)
        raise place.refuse(str(error), kind=type(error).__name__) from error


def _wanted_units(model: Model, entries: dict[str, Tree]) -> dict[str, str]:
    tree = entries.get("output_unit")
    if tree is None:
        return {}
    if isinstance(tree, Members):
        unknown = [name for name in tree.entries if name not in model.outputs]
        if unknown:
            raise tree.entries[unknown[0]].place.refuse(
                f"'{unknown[0]}' is no output of the model; there are {', '.join(model.outputs)}"
            )
        return {name: word(each, "a unit") for name, each in tree.entries.items()}
    if len(model.outputs) > 1:
        raise tree.place.refuse(
            f"one unit for the {len(model.outputs)} outputs {', '.join(model.outputs)}: "
            "give a mapping from output to unit"
        )
    return {model.outputs[0]: word(tree, "'output_unit'")}


def _place_of_unit(error: MetrologyError, listed: dict[str, Tree], entries: dict[str, Tree]) -> Place:
    """The unit that is none, else the wanted one that does not fit, else the model that mixes them."""
    wrong = getattr(error, "text", "")
    for tree in listed.values():
        if isinstance(tree, Members) and "unit" in tree.entries and wrong:
            unit = tree.entries["unit"]
            if isinstance(unit, Scalar) and unit.text.strip() == wrong:
                return unit.place
    if "output_unit" in entries and type(error).__name__ != "DimensionMismatch":
        return entries["output_unit"].place
    return entries["model"].place
