"""Laws that hold for all units."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings, strategies as st

from quanheng.metrology.units import ONE, Factor, Quantity, Unit, UnitError, UnwritableUnit, parse
from quanheng.metrology.units.tables import ATOMS, prefixes_of

#: The first example builds the tables, and the machine may be crowded.
UNHURRIED = settings(deadline=None)
PLAIN = [atom for atom in ATOMS if not atom.origin]


@st.composite
def factors(draw: st.DrawFn) -> Factor:
    atom = draw(st.sampled_from(PLAIN))
    prefix = draw(st.sampled_from((None, *prefixes_of(atom, "common"), *prefixes_of(atom, "ucum"))))
    return Factor(prefix, atom, draw(st.integers(-3, 3).filter(bool)))


units = st.lists(factors(), max_size=4).map(Unit.of)
alike = st.sampled_from([
    [parse(each, "common") for each in group]
    for group in (
        ["m", "km", "in", "ft", "nmi", "尺", "Å"], ["J", "kW·h", "eV", "cal_th", "Btu_IT", "N·m·rad"], ["°", "rad", "″", "gon"],
        ["Pa", "bar", "mmHg", "psi", "kgf/cm²", "atm"], ["°C", "K", "°F", "m°C", "[degRe]"], ["kvar·h", "var·s"], ["m/s", "km/h", "kn"],
    )
])  # fmt: skip
texts = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="kmKgsAWhJNVrad0123456789·⋅/()^-−²³⁻µΩ°′.{}[]*\\ 千瓦时每平方米", max_size=40),
    st.lists(
        st.sampled_from(["\\kilo", "\\metre", "\\per", "\\tothe{-2}", "\\one", "\\second", " ", "|", "kg", "/", "("]),
        max_size=9,
    ).map("".join),
)


@UNHURRIED
@given(units, units, units)
def test_multiplication_is_a_commutative_group(a: Unit, b: Unit, c: Unit) -> None:
    assert (a * b) * c == a * (b * c)
    assert a * b == b * a
    assert hash(a * b) == hash(b * a)
    assert a * ONE == ONE * a == a
    assert a / a == ONE
    assert (a / b) * b == a
    assert a / b == a * b**-1
    assert (a * b).kind == (b * a).kind


@UNHURRIED
@given(units, units, st.integers(-3, 3), st.integers(-3, 3))
def test_powers_are_repeated_products(a: Unit, b: Unit, m: int, n: int) -> None:
    assert a**m * a**n == a ** (m + n)
    assert (a**m) ** n == a ** (m * n)
    assert (a * b) ** n == a**n * b**n
    assert (a**2) ** Fraction(1, 2) == a


@UNHURRIED
@given(units)
def test_what_is_written_can_be_read(unit: Unit) -> None:
    for notation in ("dsi", "ucum", "qudt"):
        try:
            text = unit.format(notation)
        except UnwritableUnit:
            continue
        assert parse(text, notation) == unit


@UNHURRIED
@given(alike, st.data(), st.fractions(min_value=-1000, max_value=1000, max_denominator=1000))
def test_conversion_is_transitive_and_invertible_without_any_error(
    group: list[Unit], data: st.DataObject, value: Fraction
) -> None:
    a, b, c = (data.draw(st.sampled_from(group)) for _ in range(3))
    ab, bc, ac = a.conversion_to(b), b.conversion_to(c), a.conversion_to(c)
    assert ab.then(bc) == ac
    assert ab.inverse() == b.conversion_to(a)
    if not ac.factor.pi_power and not ab.factor.pi_power:
        assert bc.value(ab.value(value)) == ac.value(value)
        assert ab.inverse().value(ab.value(value)) == value


@UNHURRIED
@given(alike, st.data(), st.decimals(min_value=-1000, max_value=1000, places=3))
def test_a_change_of_unit_changes_no_quantity(group: list[Unit], data: st.DataObject, value: Decimal) -> None:
    a, b = (data.draw(st.sampled_from(group)) for _ in range(2))
    assume(not a.conversion_to(b).factor.pi_power)
    before = Quantity(Fraction(value), a)
    after = before.to(b)
    assert before == after
    assert hash(before) == hash(after)
    assert after.to(a) == before
    assert (before < Quantity(Fraction(value) + 1, a)) is True
    assert after < Quantity(Fraction(value) + 1, a)


@UNHURRIED
@given(texts, st.sampled_from(["auto", "common", "dsi", "ucum", "qudt"]))
def test_any_text_is_a_unit_or_refused_as_one(text: str, notation: str) -> None:
    refusal: UnitError | None = None
    try:
        unit = parse(text, notation)
    except UnitError as error:
        refusal = error
    if refusal is None:
        assert str(unit)
        assert unit.scale > 0
    else:
        assert str(refusal)
        assert refusal.position is None or 0 <= refusal.position <= len(refusal.text)
