"""Quantities compare by what they are."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from quanheng.metrology.units import IncompatibleUnits, InvalidQuantity, Quantity, parse


def quantity(value: str | float, unit: str) -> Quantity:
    return Quantity(Decimal(value) if isinstance(value, str) else value, parse(unit, "common"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (quantity("36", "km/h"), quantity("10", "m/s")),
        (quantity("1", "kW·h"), quantity("3.6", "MJ")),
        (quantity("0", "°C"), quantity("273.15", "K")),
        (quantity("180", "°"), quantity("200", "gon")),
        (quantity("0", "°"), quantity("0", "rad")),
        (quantity(0.5, "m"), quantity("500", "mm")),
        (quantity("1", "N/m²"), quantity("1", "Pa")),
    ],
)
def test_equal_quantities_are_equal_and_hash_alike(left: Quantity, right: Quantity) -> None:
    assert left == right
    assert hash(left) == hash(right)
    assert not left < right
    assert left <= right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (quantity("1", "N·m"), quantity("1", "J")),
        (quantity("1", "kg·m²/s²"), quantity("1", "J")),
        (quantity("1", "Hz"), quantity("1", "Bq")),
        (quantity("1", "m"), quantity("1", "s")),
        (quantity("180", "°"), quantity(3.141592653589793, "rad")),  # no float is π
    ],
)
def test_other_quantities_are_not_equal(left: Quantity, right: Quantity) -> None:
    assert left != right


def test_quantities_of_one_kind_have_an_order() -> None:
    assert quantity("35", "km/h") < quantity("10", "m/s") < quantity("37", "km/h")
    assert quantity("-1", "°C") < quantity("273.15", "K")
    assert quantity("179", "°") < quantity("3.14159", "rad") < quantity("181", "°")
    assert max(quantity("1", "kWh"), quantity("4", "MJ")) == quantity("4", "MJ")
    with pytest.raises(IncompatibleUnits, match="different kinds"):
        assert quantity("1", "N·m") < quantity("1", "J")


def test_a_quantity_is_equal_to_no_number() -> None:
    assert quantity("1", "m") != 1
    assert quantity("1", "m") != Decimal(1)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), Decimal("1e1001"), Decimal("1e-999999")]
)
def test_a_value_that_no_measurement_has_is_refused(value: float | Decimal) -> None:
    with pytest.raises(InvalidQuantity):
        Quantity(value, parse("m"))


def test_conversion_refuses_other_kinds() -> None:
    with pytest.raises(IncompatibleUnits):
        quantity("1", "kW·h").to(parse("kvar·h"))
    assert quantity("1", "kW·h").to(parse("MJ")).value == Decimal("3.6")


@pytest.mark.parametrize(
    ("value", "unit", "unicode", "latex", "html"),
    [
        ("-1.50", "°C", "−1.50\u202f°C", r"-1.50\,\mathrm{{}^{\circ}C}", "−1.50\u202f°C"),
        (
            "2.5e3",
            "m/s²",
            "2.5×10³\u202fm/s²",
            r"2.5\times 10^{3}\,\mathrm{m}/\mathrm{s}^{2}",
            "2.5×10<sup>3</sup>\u202fm/s<sup>2</sup>",
        ),
        ("90", "°", "90°", r"90\mathrm{{}^{\circ}}", "90°"),
        ("90", "°/s", "90°/s", r"90\mathrm{{}^{\circ}}/\mathrm{s}", "90°/s"),
        ("7", "1", "7", "7", "7"),
        ("5", "%", "5\u202f%", r"5\,\mathrm{\%}", "5\u202f%"),
        ("1e-7", "m", "1×10⁻⁷\u202fm", r"1\times 10^{-7}\,\mathrm{m}", "1×10<sup>−7</sup>\u202fm"),
    ],
)
def test_printed_as_the_si_brochure_prints(value: str, unit: str, unicode: str, latex: str, html: str) -> None:
    written = quantity(value, unit)
    assert (str(written), written.format("latex"), written.format("html")) == (unicode, latex, html)


def test_quantities_and_units_can_be_pickled() -> None:
    for unit in ("kW·h", "°C", "10³/µL", "g/100mL", "V/√Hz", "IU/mL"):
        whole = Quantity(Fraction(1, 3), parse(unit))
        again = pickle.loads(pickle.dumps(whole))
        assert again == whole
        assert hash(again) == hash(whole)
        assert again.unit.factors == whole.unit.factors
        assert again.unit.factors[0].atom is whole.unit.factors[0].atom
