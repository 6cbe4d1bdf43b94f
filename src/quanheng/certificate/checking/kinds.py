"""Quantity kinds by their QUDT names, and types of quantities, with a unit that each can be measured in."""

from functools import lru_cache

from quanheng.metrology.units import Unit, parse

#: QUDT names (spaces, underlines and capitals apart) by a unit of theirs.
_KINDS: dict[str, str] = {
    r"\metre": "length width height depth distance diameter radius thickness wavelength displacement pathlength position",
    r"\metre\tothe{2}": "area",
    r"\metre\tothe{3}": "volume liquidvolume dryvolume",
    r"\kilogram": "mass",
    r"\second": "time duration period timeconstant",
    r"\hertz": "frequency",
    r"\metre\second\tothe{-1}": "speed velocity linearvelocity",
    r"\metre\second\tothe{-2}": "acceleration linearacceleration",
    r"\newton": "force weight",
    r"\newton\metre": "torque momentofforce bendingmoment",
    r"\pascal": "pressure absolutepressure gaugepressure stress vaporpressure differentialpressure atmosphericpressure",
    r"\joule": "energy work heat activeenergy",
    r"\watt": "power activepower",
    r"\volt": "voltage electricpotential electricpotentialdifference electromotiveforce",
    r"\ampere": "electriccurrent",
    r"\ohm": "resistance electricresistance impedance",
    r"\siemens": "conductance electricconductance",
    r"\farad": "capacitance",
    r"\henry": "inductance",
    r"\coulomb": "electriccharge charge",
    r"\tesla": "magneticfluxdensity",
    r"\weber": "magneticflux",
    r"\kelvin": "temperature thermodynamictemperature temperaturedifference celsiustemperature",
    r"\mole": "amountofsubstance",
    r"\candela": "luminousintensity",
    r"\lumen": "luminousflux",
    r"\lux": "illuminance",
    r"\becquerel": "activity",
    r"\gray": "absorbeddose",
    r"\sievert": "doseequivalent",
    r"\kilogram\metre\tothe{-3}": "density massdensity massconcentration",
    r"\pascal\second": "dynamicviscosity viscosity",
    r"\metre\tothe{2}\second\tothe{-1}": "kinematicviscosity",
    r"\metre\tothe{3}\second\tothe{-1}": "volumeflowrate",
    r"\kilogram\second\tothe{-1}": "massflowrate",
    r"\radian": "angle planeangle",
    r"\steradian": "solidangle",
    r"\one": "dimensionless dimensionlessratio relativehumidity refractiveindex massratio",
}
_BY_KIND = {name: unit for unit, names in _KINDS.items() for name in names.split()}

_REF_TYPES: tuple[tuple[str, str], ...] = (
    ("basic_temperature", r"\kelvin"),
    ("basic_humidityRelative", r"\one"),
    ("basic_pressure", r"\pascal"),
    ("basic_airPressure", r"\pascal"),
)
#: What may follow such a type without changing its quantity.
_ENDINGS = ("", "Min", "Max", "Mean", "Absolute", "Ambient")


@lru_cache(maxsize=512)
def unit_of_kind(name: str) -> Unit | None:
    """A unit of a quantity kind by its QUDT name or address; None of kinds that are not known here.

    Example:
        >>> str(unit_of_kind("http://qudt.org/vocab/quantitykind/MassDensity")), unit_of_kind("Charm")
        ('kg/m³', None)
    """
    bare = name.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    written = _BY_KIND.get(bare.replace("_", "").replace(" ", "").replace("-", "").casefold())
    return None if written is None else parse(written, "dsi")


@lru_cache(maxsize=512)
def unit_of_ref_type(ref_type: str) -> Unit | None:
    """A unit of quantities of this type; None where the type does not say.

    Example:
        >>> str(unit_of_ref_type("basic_temperatureMin")), unit_of_ref_type("basic_temperatureSensor")
        ('K', None)
    """
    for stem, written in _REF_TYPES:
        if ref_type.startswith(stem) and ref_type.removeprefix(stem) in _ENDINGS:
            return parse(written, "dsi")
    return None
