"""Every unit of the tables, with every prefix, in every notation that has it; and what the tables promise."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from quanheng.metrology.units import Atom, Factor, Prefix, Unit, UnwritableUnit, parse
from quanheng.metrology.units.atoms import NOTATIONS
from quanheng.metrology.units.kinds import CLOSED, DISSOLVING, NAMED, PROCEDURE
from quanheng.metrology.units.notations.words import AMBIGUOUS, ambiguity, run_together
from quanheng.metrology.units.prefixes import BINARY, DECIMAL
from quanheng.metrology.units.tables import ATOMS, by_name, index, prefixes_of, words_of

#: Printed symbols of tonnes, seconds, henries and siemens with prefixes nobody uses, and of the gilbert: read as what everybody means, or refused.
SHADOWED = {"at", "ct", "ft", "kt", "pt", "qt", "Gs", "pH", "RH", "PS", "Gb"}


def units() -> Iterator[tuple[Unit, Atom, Prefix | None]]:
    """Every atom with no prefix, and with each that some notation allows before it."""
    for atom in ATOMS:
        allowed = dict.fromkeys(prefix for notation in NOTATIONS for prefix in prefixes_of(atom, notation))
        for prefix in (None, *allowed):
            yield Unit.of([Factor(prefix, atom)]), atom, prefix


@pytest.mark.parametrize(
    ("written_in", "read_in", "at_least"),
    [
        ("dsi", "dsi", 1500),
        ("ucum", "ucum", 2000),
        ("qudt", "qudt", 2000),
        ("zh", "common", 1600),
        ("unicode", "common", 1800),
    ],
)
def test_every_unit_with_every_prefix_survives_a_round_trip(written_in: str, read_in: str, at_least: int) -> None:
    passed, shadowed = 0, set()
    for unit, atom, prefix in units():
        if written_in == "unicode" and prefix is not None and "common" not in atom.prefixes:
            continue
        try:
            text = unit.format(written_in)
        except UnwritableUnit:
            continue
        if written_in == "unicode" and (text in SHADOWED):
            shadowed.add(text)
            continue
        assert parse(text, read_in) == unit, text
        passed += 1
    assert passed >= at_least
    assert shadowed == (SHADOWED if written_in == "unicode" else set())


@pytest.mark.parametrize("notation", ["dsi", "ucum", "qudt"])
def test_quotients_of_powers_survive_a_round_trip(notation: str) -> None:
    cubed_minute = parse("min") ** 3
    for unit, _, _ in units():
        whole = unit**2 / cubed_minute
        try:
            text = whole.format(notation)
        except UnwritableUnit:
            continue
        assert parse(text, notation) == whole, text


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_word_of_every_notation_is_read_as_the_index_says(notation: str) -> None:
    for word, (prefix, atom) in index(notation).items():
        if notation == "common" and (ambiguity(word) or word == "10"):
            continue
        text = "\\" + word if notation == "dsi" else word
        assert parse(text, notation) == Unit.of([Factor(prefix, atom)]), word


def test_no_floating_point_is_in_any_size() -> None:
    for unit, atom, prefix in units():
        for size in (unit.size, atom.size):
            assert type(size.scale.rational) is Fraction
            assert type(size.scale.pi_power) is int
            assert all(type(each) in (int, Fraction) for each in size.dimension)
            assert all(type(each) in (int, Fraction) for _, each in size.marks)
        assert type(atom.origin) is Fraction
        assert prefix is None or type(prefix.factor) is Fraction


def test_names_are_unique_and_plain() -> None:
    names = [atom.name for atom in ATOMS]
    assert len(set(names)) == len(names) == len(by_name())
    assert all(name.isascii() and name.isalnum() for name in names)
    assert all(atom.symbol for atom in ATOMS)


@pytest.mark.parametrize("notation", ["dsi", "ucum", "qudt", "common"])
def test_a_word_has_one_meaning(notation: str) -> None:
    """Atoms that share a word are the same size, except for those words that are refused as ambiguous."""
    for atom in ATOMS:
        for word in words_of(atom, notation):
            prefix, found = index(notation)[word]
            same = prefix is None and (found.size, found.origin) == (atom.size, atom.origin)
            assert same or word in AMBIGUOUS, (word, atom.name, found.name)


def test_no_ambiguous_word_is_a_run_together_product() -> None:
    assert not [word for word in run_together() if ambiguity(word)]


def test_the_si_prefixes_are_complete() -> None:
    """SI Brochure, 9th edition, table 7, with resolution 3 of the 27th CGPM (2022)."""
    powers = {each.factor: each.symbol for each in DECIMAL}
    symbols = ["Q", "R", "Y", "Z", "E", "P", "T", "G", "M", "k"]
    assert powers == {
        **{Fraction(10) ** (30 - 3 * place): symbol for place, symbol in enumerate(symbols)},
        **{Fraction(10) ** (-30 + 3 * place): symbol for place, symbol in enumerate(["q", "r", "y", "z", "a", "f", "p", "n", "µ", "m"])},
        Fraction(100): "h", Fraction(10): "da", Fraction(1, 10): "d", Fraction(1, 100): "c",
    }  # fmt: skip
    assert [each.factor for each in BINARY] == [Fraction(1024) ** (place + 1) for place in range(8)]
    assert all(each.zh for each in DECIMAL)
    assert len({each.zh for each in DECIMAL}) == 24


def test_marks_are_known() -> None:
    """A mark that is misspelt would be a kind of its own."""
    known = {name for marks, _ in NAMED for name, _ in marks} | CLOSED | DISSOLVING
    known |= {"equivalent", "osmole", "relative_humidity", "microscope_field"}
    used = {name for atom in ATOMS for name, _ in atom.size.marks}
    assert {name for name in used if not name.startswith(PROCEDURE)} == known


def test_d_si_has_its_names() -> None:
    """The units of D-SI 2.2, without the words \\kilogram and \\decibel that are a prefix and a unit."""
    names = [
        "ampere",
        "candela",
        "kelvin",
        "metre",
        "mole",
        "one",
        "second",
        "becquerel",
        "coulomb",
        "degreecelsius",
        "farad",
        "gram",
        "gray",
        "henry",
        "hertz",
        "joule",
        "katal",
        "lumen",
        "lux",
        "newton",
        "ohm",
        "percent",
        "ppm",
        "pascal",
        "radian",
        "siemens",
        "sievert",
        "steradian",
        "tesla",
        "volt",
        "watt",
        "weber",
        "angstrom",
        "astronomicalunit",
        "atomicmassunit",
        "arcminute",
        "arcsecond",
        "barn",
        "bel",
        "bit",
        "byte",
        "dalton",
        "day",
        "degree",
        "electronvolt",
        "hectare",
        "hour",
        "knot",
        "litre",
        "minute",
        "nauticalmile",
        "neper",
        "tonne",
        "atomicunittime",
        "bar",
        "bohr",
        "clight",
        "electronmass",
        "elementarycharge",
        "hartree",
        "mmHg",
        "naturalunittime",
        "planckbar",
        "erg",
        "dyne",
        "poise",
        "stokes",
        "stilb",
        "phot",
        "gal",
        "maxwell",
        "gauss",
        "oersted",
    ]
    assert {name for name in index("dsi") if "\\" not in name} == {*names, "degreeCelsius"}


@pytest.mark.parametrize(
    "word",
    ["day", "degreecelsius", "hectare", "hour", "kilogram", "minute", "mmHg", "one", "percent", "ppm", "decibel"],
)
def test_d_si_excludes_prefixes_before_some_units(word: str) -> None:
    with pytest.raises(ValueError, match="takes no prefix"):
        parse(rf"\milli\{word}", "dsi")


@pytest.mark.parametrize(
    ("code", "written_out"),
    [
        # UCUM 2.2, definitions of the table, which are exact there.
        ("mm[Hg]", "133322.10*-3.Pa"), ("[in_i'Hg]", "254.10*-4.133322.Pa"), ("[PRU]", "mm[Hg].s/mL"), ("[wood'U]", "mm[Hg].min/L"),
        ("[HP]", "550.[ft_i].[lbf_av]/s"), ("[psi]", "[lbf_av]/[in_i]2"), ("[lbf_av]", "[lb_av].[g]"), ("[acr_us]", "160.[rd_us]2"),
        ("[mi_us]", "5280.[ft_us]"), ("[ft_us]", "1200.m/3937"), ("[Btu_IT]", "105505585262.10*-11.kJ"), ("U", "umol/min"),
        ("[MET]", "35.mL/(10.min.kg)"), ("g%", "g/dL"), ("Lmb", "cd/cm2/[pi]"), ("[den]", "g/9/km"), ("[cml_i]", "[pi]/4.[mil_i]2"),
        ("circ", "2.[pi].rad"), ("sph", "4.[pi].sr"), ("[diop]", "/m"), ("[Ch]", "mm/3"), ("mo", "a/12"), ("AU", "149597870691.m"),
        ("[m/s2/Hz^(1/2)]", "[m/s2/Hz^(1/2)]"), ("[ly]", "[c].a_j"), ("[bu_us]", "215042.10*-2.[in_i]3"), ("[smoot]", "67.[in_i]"),
    ],
)  # fmt: skip
def test_ucum_defines_its_codes(code: str, written_out: str) -> None:
    unit, definition = parse(code, "ucum"), parse(written_out, "ucum")
    assert unit.size.scale == definition.size.scale
    assert unit.dimension == definition.dimension
    assert unit.is_convertible_to(definition)


def test_measured_sizes_are_marked() -> None:
    measured = {atom.name for atom in ATOMS if atom.is_measured}
    assert {"dalton", "bohr", "hartree", "electronmass"} <= measured
    assert not measured & {"electronvolt", "astronomicalunit", "inch", "elementarycharge", "parsec"}
    assert parse("kDa").is_measured
    assert not parse("keV").is_measured
