"""Models of levels in dB and of other logarithmic quantities, whose numbers are taken as they are."""

import math
from collections.abc import Mapping

from quanheng.metrology.budget_file.in_units import InUnits
from quanheng.metrology.model import Model, UndefinedValue
from quanheng.metrology.units import IncompatibleUnits, Unit, parse
from quanheng.metrology.units.kinds import is_closed

_SLACK = 1e-9


def in_levels(
    model: Model,
    read: Mapping[str, Unit],
    units: Mapping[str, str],
    values: Mapping[str, float],
    wanted: Mapping[str, str],
) -> InUnits:
    """Levels are added to levels in the same unit; nothing is converted.

    Args:
        model: of levels and pure numbers.
        read, units, values: the unit of each input, as it is written, and its estimate.
        wanted: units of outputs.

    Raises:
        IncompatibleUnits: another unit beside that of the levels, or an output that is no level and states no unit.
    """
    scale = next(unit for unit in read.values() if is_closed(unit.size.marks))
    others = [name for name, unit in read.items() if unit != scale and not unit.is_one]
    if others:
        raise IncompatibleUnits(
            f"{others[0]} is in {read[others[0]]} beside others in {scale}: levels combine with levels in the same unit "
            "and with pure numbers only; convert to a linear quantity first"
        )
    for name, text in wanted.items():
        if parse(text) != scale and not parse(text).is_one:
            raise IncompatibleUnits(f"the output {name} of levels in {scale} cannot be given in {text}")
    levels = [read[name] == scale for name in model.inputs]
    point = [values[name] for name in model.inputs]
    for place, name in enumerate(model.outputs):
        if name not in wanted and not _is_level(model, place, point, levels):
            raise IncompatibleUnits(f"{name} is no level: state its unit, as in 'output_unit: 1'")
    text = next(units[name] for name, unit in read.items() if unit == scale)
    return InUnits(model, {name: wanted.get(name) or text for name in model.outputs})


def _is_level(model: Model, place: int, point: list[float], levels: list[bool]) -> bool:
    """Whether the output rises evenly while all levels rise: by as much (a level), not at all (a difference), …"""
    try:
        first, second, third = (
            model.values([x + rise * is_level for x, is_level in zip(point, levels, strict=True)]).tolist()[place]
            for rise in (0.0, 1.0, 2.0)
        )
    except UndefinedValue:
        return False
    return math.isclose(second - first, third - second, rel_tol=_SLACK, abs_tol=_SLACK * max(1.0, abs(first)))
