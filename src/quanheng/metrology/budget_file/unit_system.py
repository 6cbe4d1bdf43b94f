"""A model evaluated in the units that its inputs carry.

The numbers of a budget are in whatever units the laboratory used. Either they form one coherent system (nm, K and 1/K
do; so do V, mA and kΩ), in which case the model holds for the bare numbers, or some input does not fit (a length in mm
beside one in nm, an angle in degrees, a temperature in °C beside kelvins), in which case that input is converted where
it enters the model. All factors are exact until they meet the numbers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from quanheng.metrology.budget_file.conversions import scaled
from quanheng.metrology.budget_file.in_units import InUnits
from quanheng.metrology.budget_file.levels import in_levels
from quanheng.metrology.budget_file.temperatures import settled
from quanheng.metrology.model import Model
from quanheng.metrology.units import ONE, Dimension, IllFormedUnit, IncompatibleUnits, Scale, Unit, parse
from quanheng.metrology.units.kinds import is_closed

#: Derived units with a name that stands for one kind of quantity only; N·m may be torque or energy and gets no name.
_NAMED = tuple(parse(text) for text in ("N", "Pa", "W", "C", "V", "F", "Ω", "S", "Wb", "T", "H"))
_BASE = tuple(parse(text) for text in ("m", "kg", "s", "A", "K", "mol", "cd"))
_PURE = Dimension.of()
_TEMPERATURE = Dimension.of(K=1)


class UnitDimension(Dimension):
    """A dimension that remembers the unit it was met in, so that a mismatch can name both units.

    While it is *stated*, by an input or a sum of inputs, it has the kind of that unit, too: joules are not added to
    newton metres of torque. A product is of no kind: force times distance may become either, and 2π times a rotational
    frequency is an angular velocity. After a number written in the model the unit is still *kept*: half of a sum of
    percentages is a percentage.
    """

    __slots__ = ("is_kept", "is_stated", "unit")
    unit: Unit
    is_stated: bool
    is_kept: bool

    def __init__(self, unit: Unit, *, is_stated: bool = True, is_kept: bool = True) -> None:
        object.__setattr__(self, "exponents", unit.dimension.exponents)
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "is_stated", is_stated)
        object.__setattr__(self, "is_kept", is_kept)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dimension):
            return NotImplemented
        return self.exponents == other.exponents and not (isinstance(other, UnitDimension) and self._is_unlike(other))

    def _is_unlike(self, other: "UnitDimension") -> bool:
        kinds = self.unit.kind, other.unit.kind
        return self.is_stated and other.is_stated and all(kinds) and kinds[0] != kinds[1]

    def __hash__(self) -> int:
        return hash(self.exponents)

    def __mul__(self, other: Dimension) -> Dimension:
        return self._product(self.unit * _unit_of(other), other)

    def __rmul__(self, other: Dimension) -> Dimension:
        return self._product(_unit_of(other) * self.unit, other)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self._product(self.unit / _unit_of(other), other)

    def __rtruediv__(self, other: Dimension) -> Dimension:
        return UnitDimension(_unit_of(other) / self.unit, is_stated=False, is_kept=False)

    def _product(self, unit: Unit, factor: Dimension) -> Dimension:
        is_number = not isinstance(factor, UnitDimension)
        return UnitDimension(unit, is_stated=False, is_kept=self.is_kept and is_number)

    def __pow__(self, exponent: int | Fraction) -> Dimension:
        try:
            return UnitDimension(self.unit**exponent, is_stated=False, is_kept=False)
        except IllFormedUnit:
            return Dimension(self.exponents) ** exponent

    def __str__(self) -> str:
        if self.unit.is_one:
            return "1 (a pure number)"
        kind = f"{self.unit.kind}, " if self.is_stated and self.unit.kind else ""
        return f"{self.unit} ({kind}{Dimension(self.exponents)})"


def _unit_of(dimension: Dimension) -> Unit:
    return dimension.unit if isinstance(dimension, UnitDimension) else coherent_unit(dimension)


def coherent_unit(dimension: Dimension) -> Unit:
    """The SI unit of that dimension: by its name where the name is unambiguous, else as powers of base units.

    Example:
        >>> str(coherent_unit(Dimension.of(m=2, kg=1, s=-3, A=-2))), str(coherent_unit(Dimension.of(m=2, kg=1, s=-2)))
        ('Ω', 'm²⋅kg/s²')
    """
    for unit in _NAMED:
        if unit.dimension == dimension:
            return unit
    found = ONE
    # kg/m³, not m⁻³⋅kg.
    for unit, exponent in sorted(zip(_BASE, dimension, strict=True), key=lambda each: each[1] < 0):
        if exponent:
            found = found * unit**exponent
    return found


@dataclass(slots=True)
class _System:
    """The coherent system that the inputs met so far span: scales of dimensions as products of powers of theirs."""

    scales: list[Scale] = field(default_factory=list)
    rows: list[tuple[list[Fraction], list[Fraction]]] = field(default_factory=list)

    def ratio(self, dimension: Dimension, scale: Scale) -> tuple[float, float]:
        """(numerator, denominator) of the factor from a unit of that scale to the system's own, which a new one joins."""
        left, combination = self._reduced(dimension)
        if any(left):
            self._join(left, combination, scale)
            return 1.0, 1.0
        return _root(scale, self.scales, combination)

    def known(self, dimension: Dimension, scale: Scale) -> tuple[float, float] | None:
        """As `ratio`; None where the system says nothing about that dimension."""
        left, combination = self._reduced(dimension)
        return None if any(left) else _root(scale, self.scales, combination)

    def fits(self, unit: Unit) -> bool:
        """Whether a quantity in that unit has the system's own number."""
        ratio = self.known(unit.dimension, unit.size.scale)
        return ratio is not None and ratio[0] == ratio[1]

    def _reduced(self, dimension: Dimension) -> tuple[list[Fraction], list[Fraction]]:
        """What of the dimension the rows cannot express, and the powers of the scales that express the rest."""
        left = [Fraction(each) for each in dimension]
        combination = [Fraction(0)] * len(self.scales)
        for row, powers in self.rows:
            pivot = next(index for index, each in enumerate(row) if each)
            if factor := left[pivot] / row[pivot]:
                left = [a - factor * b for a, b in zip(left, row, strict=True)]
                combination = [a + factor * b for a, b in zip(combination, _padded(powers, combination), strict=True)]
        return left, combination

    def _join(self, left: list[Fraction], combination: list[Fraction], scale: Scale) -> None:
        self.scales.append(scale)
        self.rows.append((left, [-each for each in combination] + [Fraction(1)]))


def _padded(powers: Sequence[Fraction], combination: Sequence[Fraction]) -> list[Fraction]:
    return [*powers, *[Fraction(0)] * (len(combination) - len(powers))]


def _root(scale: Scale, scales: Sequence[Scale], powers: Sequence[Fraction]) -> tuple[float, float]:
    """scale / Π scalesᵢ^powersᵢ; exact while the root that fractional powers ask for is rational."""
    degree = math.lcm(*(each.denominator for each in powers)) if powers else 1
    product = scale**degree
    for each, power in zip(scales, powers, strict=True):
        product = product / each ** int(power * degree)
    try:
        exact = product ** Fraction(1, degree)
    except IllFormedUnit:
        return float(product) ** (1.0 / degree), 1.0
    pi = math.pi**exact.pi_power
    try:
        return exact.rational.numerator * pi, float(exact.rational.denominator)
    except OverflowError:
        return float(exact), 1.0


def in_units(
    model: Model, units: Mapping[str, str], values: Mapping[str, float], wanted: Mapping[str, str] | None = None
) -> InUnits:
    """Check the model's dimensions and let it be evaluated in the units of its inputs.

    Args:
        model: of quantities, whatever their units.
        units: of every input, as written; "1" for pure numbers.
        values: the estimates of the inputs, in those units.
        wanted: units of some outputs. The others come in the unit of an input where one fits, else in SI.

    Raises:
        UnitError: a text is no unit; a logarithmic unit, which no other is comparable with.
        DimensionMismatch: the model adds or compares unlike quantities; names both units.
        IncompatibleUnits: a wanted unit is of another dimension than the output; names both. Or temperatures in °C
            enter so that it matters whether they are temperatures or differences; see `temperatures.settled`.

    Example:
        >>> found = in_units(Model.parse("R = V/I"), {"V": "V", "I": "mA"}, {"V": 5.0, "I": 20.0})
        >>> found.model.value(V=5.0, I=20.0), found.output_units
        (250.0, {'R': 'Ω'})
    """
    read = {name: parse(text) for name, text in units.items()}
    wanted = wanted or {}
    if any(is_closed(unit.size.marks) for unit in read.values()):
        return in_levels(model, read, units, values, wanted)
    dimensions = model.dimensions({name: UnitDimension(unit) for name, unit in read.items()})
    system = _System()
    entering = []
    for name in model.inputs:
        unit = read[name]
        top, bottom = system.ratio(unit.dimension, unit.size.scale)
        shift = _shift(system, unit) if unit.offset else 0.0
        entering.append((top, bottom, shift))
    offsets = [name for name in model.inputs if read[name].offset]
    scales: dict[str, str] = {}
    if offsets:
        raw = scaled(model, [(top, bottom, 0.0) for top, bottom, _ in entering], None)
        shifted = scaled(model, entering, None)
        point = [values[name] for name in model.inputs]
        found = settled(raw, shifted, point, dimensions, read, offsets)
        entering = entering if found.shifts else [(top, bottom, 0.0) for top, bottom, _ in entering]
        if not any(unit.dimension == _TEMPERATURE and not unit.offset for unit in read.values()):
            # Beside kelvins, t - t0 in kelvins is as likely as t + correction: kelvins are right for both.
            scales = dict.fromkeys(found.temperatures, units[offsets[0]])
    leaving, written = [], {}
    for name in model.outputs:
        text = wanted.get(name) or scales.get(name) or _fitting(system, dimensions[name], units, read)
        unit = parse(text)
        if UnitDimension(unit) != dimensions[name]:
            raise IncompatibleUnits(
                f"the output {name} is in {dimensions[name]} and cannot be given in {UnitDimension(unit)}"
            )
        top, bottom = system.known(unit.dimension, unit.size.scale) or (1.0, 1.0)
        leaving.append((bottom, top, -float(unit.offset / unit.scale) if unit.offset else 0.0))
        written[name] = text
    return InUnits(scaled(model, entering, leaving), written)


def _shift(system: _System, unit: Unit) -> float:
    """The zero of °C or °F in the system's unit of temperature."""
    top, bottom = system.ratio(unit.dimension, Scale())
    return float(unit.offset) * top / bottom


def _fitting(system: _System, dimension: Dimension, units: Mapping[str, str], read: Mapping[str, Unit]) -> str:
    """The unit of an input that the output comes in anyway, best of the same kind, else the SI unit."""
    met = dimension if isinstance(dimension, UnitDimension) else None
    if met is not None and met.is_kept and dimension == _PURE:
        return next((units[name] for name, unit in read.items() if unit == met.unit), "1")
    fitting = [
        name for name, unit in read.items()
        if not unit.offset and unit.dimension == dimension and dimension != _PURE and system.fits(unit)
    ]  # fmt: skip
    if not fitting:
        return str(coherent_unit(dimension)) or "1"
    return units[next((name for name in fitting if met is not None and read[name].kind == met.unit.kind), fitting[0])]
