"""Kinds of quantity: why a newton metre of torque is no joule though both are kg⋅m²⋅s⁻².

Some units carry a *mark*: the newton `force`, the watt and the joule `power`, the var `reactive_power`, the radian
`angle`, and so on. Marks multiply like units do, and dimension and marks together give the kind:

- a pair in `NAMED` has a name: force × length is `torque`, power × time is `energy`, angle / time is
  `angular_velocity`;
- else, if all marks are *dissolving* (force and power flow into one another in any product), or there are none, the
  unit is **generic**, with the kind "";
- else the kind is spelled out from the marks, so that Gy/min and Sv/min, kvar⋅h/imp and kW⋅h/imp stay apart.

Units of the same dimension convert when their kinds are equal or when one of them is generic. Kinds made of a *closed*
mark (logarithmic, procedure-defined) convert to their own kind only.
"""

from quanheng.metrology.units.dimension import ONE, Dimension
from quanheng.metrology.units.exponents import superscript
from quanheng.metrology.units.size import Marks

GENERIC = ""
DISSOLVING = frozenset({"force", "power"})
#: Beside these, every mark that starts with `PROCEDURE` is closed.
CLOSED = frozenset({
    "neper", "bel", "bel_a_weighted", "bel_sound_pressure", "bel_volt", "bel_millivolt", "bel_microvolt",
    "bel_10_nanovolt", "bel_watt", "bel_kilowatt", "logarithmic_bit", "ph", "slope_percent", "prism_dioptre",
})  # fmt: skip
PROCEDURE = "procedure_defined_"

_FORCE, _POWER, _ENERGY = Dimension.of(m=1, kg=1, s=-2), Dimension.of(m=2, kg=1, s=-3), Dimension.of(m=2, kg=1, s=-2)
_PER_TIME, _INTENSITY = Dimension.of(s=-1), Dimension.of(cd=1)
_PER_AREA, _DOSE = Dimension.of(m=-2), Dimension.of(m=2, s=-2)

NAMED: dict[tuple[Marks, Dimension], str] = {
    ((("force", 1),), _FORCE): "force",
    ((("force", 1),), _ENERGY): "torque",
    ((("angle", -1), ("power", 1)), _ENERGY): "torque",
    ((("angle", 1), ("force", 1)), _ENERGY): "energy",
    ((("power", 1),), _ENERGY): "energy",
    ((("power", 1),), _POWER): "power",
    ((("power", 1),), _POWER * _PER_AREA): "irradiance",
    ((("angle", -2), ("power", 1)), _POWER): "radiant_intensity",
    ((("angle", -2), ("power", 1)), _POWER * _PER_AREA): "radiance",
    ((("reactive_power", 1),), _POWER): "reactive_power",
    ((("reactive_power", 1),), _ENERGY): "reactive_energy",
    ((("apparent_power", 1),), _POWER): "apparent_power",
    ((("apparent_power", 1),), _ENERGY): "apparent_energy",
    ((("angle", 1),), ONE): "angle",
    ((("angle", 1),), _PER_TIME): "angular_velocity",
    ((("angle", 1),), _PER_TIME**2): "angular_acceleration",
    ((("angle", 2),), ONE): "solid_angle",
    ((), _INTENSITY): "luminous_intensity",
    ((), _INTENSITY * _PER_AREA): "luminance",
    ((("angle", 2),), _INTENSITY): "luminous_flux",
    ((("angle", 2),), _INTENSITY * _PER_AREA): "illuminance",
    ((("revolution", 1),), ONE): "revolution",
    ((("revolution", 1),), _PER_TIME): "rotational_frequency",
    ((("cycle", 1),), _PER_TIME): "frequency",
    ((("decay", 1),), _PER_TIME): "activity",
    ((("pulse", 1),), ONE): "pulse_count",
    ((("pulse", 1),), _PER_TIME): "pulse_rate",
    ((("power", -1), ("pulse", 1)), _ENERGY**-1): "meter_constant",
    ((("pulse", 1), ("reactive_power", -1)), _ENERGY**-1): "reactive_meter_constant",
    ((("symbol", 1),), _PER_TIME): "symbol_rate",
    ((("information", 1),), ONE): "information",
    ((("information", 1),), _PER_TIME): "information_rate",
    ((("absorbed_dose", 1),), _DOSE): "absorbed_dose",
    ((("absorbed_dose", 1),), _DOSE * _PER_TIME): "absorbed_dose_rate",
    ((("dose_equivalent", 1),), _DOSE): "dose_equivalent",
    ((("dose_equivalent", 1),), _DOSE * _PER_TIME): "dose_equivalent_rate",
}


def kind_of(marks: Marks, dimension: Dimension) -> str:
    """The kind of quantity: a name, "" for generic, or the marks and the dimension spelled out."""
    if (name := NAMED.get((marks, dimension))) is not None:
        return name
    if all(mark in DISSOLVING for mark, _ in marks):
        return GENERIC
    spelled = " ".join([mark + superscript(exponent) for mark, exponent in marks])
    return spelled if dimension.is_one else f"{spelled} [{dimension}]"


def is_closed(marks: Marks) -> bool:
    """Whether a unit with these marks converts to its own kind only, not even to generic units."""
    return any(mark in CLOSED or mark.startswith(PROCEDURE) for mark, _ in marks)


_TURN = "one revolution is 2π rad, so the angular velocity is 2π times the rotational frequency"
_CYCLE = "the angular frequency is ω = 2π·f"
_LOGARITHMIC = "1 Np = (20 / ln 10) dB, an irrational factor; state the level in one of the two"
#: What to say when units of these two kinds are to be converted into one another.
REASONS: dict[frozenset[str], str] = {
    frozenset({"bel", "neper"}): _LOGARITHMIC,
    frozenset({"rotational_frequency", "angular_velocity"}): _TURN,
    frozenset({"revolution", "angle"}): "one revolution is 2π rad; GB 3100 counts revolutions, 1 r/min = (1/60) s⁻¹",
    frozenset({"frequency", "angular_velocity"}): _CYCLE,
    frozenset({"absorbed_dose", "dose_equivalent"}): "the dose equivalent is the absorbed dose times a quality factor",
    frozenset({"power", "apparent_power"}): "the active power is the apparent power times the power factor",
    frozenset({"energy", "apparent_energy"}): "the active energy depends on the power factor",
    frozenset({"luminous_intensity", "luminous_flux"}): "the luminous flux is the intensity times the solid angle",
    frozenset({"torque", "energy"}): "the work of a torque is the torque times the angle, N⋅m⋅rad = J",
}
