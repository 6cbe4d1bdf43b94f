"""°C and °F in a model: temperatures, whose zero is elsewhere, or differences, which have none.

`t - t0` is the same either way. `alpha*theta` is not: 0.1 °C as a difference is 0.1 K, as a temperature 273.25 K. What
the numbers cannot tell is refused, unless another unit tells it: a coefficient *per degree Celsius* belongs to a
difference.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quanheng.metrology.model import Model, UndefinedValue
from quanheng.metrology.units import Dimension, IncompatibleUnits, Unit

_TEMPERATURE = Dimension.of(K=1)
_SCALES = ("degreecelsius", "fahrenheit")
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether inputs in °C enter as kelvins, and which outputs are temperatures on that scale again."""

    shifts: bool
    temperatures: tuple[str, ...]


def settled(
    raw: Model,
    shifted: Model,
    point: Sequence[float],
    dimensions: Mapping[str, Dimension],
    units: Mapping[str, Unit],
    offsets: Sequence[str],
) -> Settled:
    """How the inputs `offsets` are to be taken.

    An output of the dimension of temperature that moves with the zero of the scale is a temperature, one that does not
    is a difference; any other output must not depend on the zero.

    Args:
        raw, shifted: the model with the numbers in °C as they are, and as kelvins.
        point: the estimates.
        dimensions: of the outputs.
        units: of the inputs.

    Raises:
        IncompatibleUnits: it matters, and nothing tells.
    """
    shift = float(units[offsets[0]].offset)
    temperatures = []
    for name, before, after in zip(raw.outputs, *_both(raw, shifted, point), strict=True):
        if math.isclose(before, after, rel_tol=_SLACK, abs_tol=_SLACK * shift):
            continue
        if dimensions[name] == _TEMPERATURE and _moves_along(before, after, units, offsets):
            temperatures.append(name)
            continue
        if _is_per_degree(units, offsets):
            return Settled(False, ())
        listed = ", ".join(offsets)
        raise IncompatibleUnits(
            f"{name} depends on whether {listed} in {units[offsets[0]]} "
            f"{'is a temperature or a difference' if len(offsets) == 1 else 'are temperatures or differences'} "
            "of temperatures: write K for a difference (the number is the same), and give a temperature in kelvins"
        )
    return Settled(True, tuple(temperatures))


def _both(raw: Model, shifted: Model, point: Sequence[float]) -> tuple[list[float], list[float]]:
    found = []
    for model in (raw, shifted):
        try:
            found.append(model.values(point).tolist())
        except UndefinedValue:
            found.append([math.nan] * len(model.outputs))
    return found[0], found[1]


def _moves_along(before: float, after: float, units: Mapping[str, Unit], offsets: Sequence[str]) -> bool:
    """Whether the output moved by the distance of the zeros once: in the scale of °C or of °F."""
    moved = {float(units[name].offset / units[name].scale) for name in offsets} | {
        float(units[name].offset) for name in offsets
    }
    return any(math.isclose(after - before, distance, rel_tol=1e-9) for distance in moved)


def _is_per_degree(units: Mapping[str, Unit], offsets: Sequence[str]) -> bool:
    """Whether other units speak of degrees of the same scale and none of kelvins."""
    atoms = {each.atom.name for name, unit in units.items() if name not in offsets for each in unit.factors}
    return "kelvin" not in atoms and bool(atoms & set(_SCALES))
