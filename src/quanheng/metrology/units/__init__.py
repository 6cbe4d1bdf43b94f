r"""Exact units of measurement: D-SI, UCUM, QUDT, printed symbols and Chinese names, read, written and converted.

Example:
    >>> from decimal import Decimal
    >>> convert(Decimal("36"), "km/h", "m/s")
    Decimal('10')
    >>> energy = parse(r"\kilo\watt\hour")
    >>> energy.format("ucum"), energy.format("zh"), energy.kind
    ('kW.h', '千瓦时', 'energy')
    >>> convert(1, "kW·h", "kvar·h")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    quanheng.metrology.units.errors.IncompatibleUnits: cannot convert 'kW⋅h' (energy, L² M T⁻²) to 'kvar⋅h' (reactive_...
"""

from quanheng.metrology.units.atoms import NOTATIONS, Atom, Prefix
from quanheng.metrology.units.conversion import Conversion
from quanheng.metrology.units.dimension import Dimension
from quanheng.metrology.units.errors import (
    AmbiguousUnit,
    IllFormedUnit,
    IncompatibleUnits,
    InvalidQuantity,
    UnitError,
    UnknownUnit,
    UnwritableUnit,
)
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.parsing import parse
from quanheng.metrology.units.quantity import Quantity, Value
from quanheng.metrology.units.scale import Scale
from quanheng.metrology.units.size import Size
from quanheng.metrology.units.unit import ONE, Unit

__all__ = [
    "NOTATIONS",
    "ONE",
    "AmbiguousUnit",
    "Atom",
    "Conversion",
    "Dimension",
    "Factor",
    "IllFormedUnit",
    "IncompatibleUnits",
    "InvalidQuantity",
    "Prefix",
    "Quantity",
    "Scale",
    "Size",
    "Unit",
    "UnitError",
    "UnknownUnit",
    "UnwritableUnit",
    "convert",
    "parse",
]


def convert(value: Value, source: str | Unit, target: str | Unit) -> Value:
    """A value in another unit; see `Conversion.value` for exactness.

    Raises:
        UnitError: a text is no unit, or there is no conversion.
    """
    start = source if isinstance(source, Unit) else parse(source)
    return start.conversion_to(target if isinstance(target, Unit) else parse(target)).value(value)
