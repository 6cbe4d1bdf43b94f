"""What is no unit is refused at once, with the place and with what may have been meant."""

import time

import pytest

from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.units import AmbiguousUnit, IllFormedUnit, UnitError, UnknownUnit, parse


@pytest.mark.parametrize(
    ("text", "notation", "suggestion"),
    [
        (r"\kilowatt", "auto", r"\kilo\watt"),
        (r"\kilowatt\hour", "dsi", r"\kilo\watt"),
        (r"\meter", "dsi", r"\metre"),
        (r"\kilometer", "dsi", r"\kilo\metre"),
        (r"\Metre", "dsi", r"\metre"),
        (r"\milli\kilogram", "dsi", r"\milli\gram"),
        (r"\celsius", "dsi", r"\degreecelsius"),
        (r"\kWh", "dsi", r"\kilo\watt\hour"),
        (r"\hours", "dsi", r"\hour"),
        ("kWh", "ucum", "kW.h"),
        ("mmHg", "ucum", "mm[Hg]"),
        ("degC", "ucum", "Cel"),
        ("psi", "ucum", "[psi]"),
        ("mpa", "common", "MPa"),
        ("Kwh", "common", "kWh"),
        ("kilometre", "common", "km"),
        ("mmhg", "auto", "mmHg"),
        ("KiloWatt", "qudt", "KiloW"),
        ("kiloW-HR", "auto", ""),
    ],
)
def test_an_unknown_unit_is_refused_with_a_suggestion(text: str, notation: str, suggestion: str) -> None:
    with pytest.raises(UnitError) as refused:
        parse(text, notation)
    assert isinstance(refused.value, UnknownUnit | IllFormedUnit)
    assert suggestion in str(refused.value)
    assert not suggestion or "did you mean" in str(refused.value)
    for each in refused.value.suggestions:
        parse(each.strip("'"), notation)


@pytest.mark.parametrize(
    ("text", "notation", "position", "width"),
    [
        (r"\kilowatt\hour", "dsi", 0, 9),
        (r"\kilo\watt\hours", "dsi", 10, 6),
        (r"\metre\tothe{x}", "dsi", 13, 1),
        (r"\metre\per\second\per\second", "dsi", 17, 4),
        (r"\metre second", "dsi", 6, 1),
        (r"\kilo\per\second", "dsi", 5, 4),
        (r"\tothe{2}", "dsi", 0, 6),
        (r"\metre\tothe2", "dsi", 6, 6),
        (r"\metre\squared\squared", "dsi", 14, 8),
        (r"\kilo\degreecelsius", "dsi", 5, 14),
        ("m//s", "ucum", 2, 1),
        ("m..s", "ucum", 2, 1),
        ("(m/s", "ucum", 0, 1),
        ("{a}rad2", "ucum", 3, 1),
        ("m s", "ucum", 1, 1),
        ("10-3", "ucum", 2, 1),
        ("m{open", "ucum", 1, 1),
        ("k[in_i]", "ucum", 0, 7),
        ("0/min", "ucum", 0, 1),
        ("ph", "ucum", 0, 2),
        ("M-PER", "qudt", 2, 3),
        ("M-PER-SEC-PER-SEC", "qudt", 10, 3),
        ("10*3/uL", "common", 2, 1),
        ("kW·", "common", 3, 1),
        ("m)", "common", 1, 1),
        ("m^x", "common", 1, 1),
        ("m·foo·s", "common", 2, 3),
        ("焦耳每千克凯尔文", "common", 5, 3),
        ("米平方", "common", 2, 1),
    ],
)
def test_an_error_shows_the_place(text: str, notation: str, position: int, width: int) -> None:
    with pytest.raises(UnitError) as refused:
        parse(text, notation)
    assert (refused.value.position, refused.value.width) == (position, width)
    assert "^" * width in str(refused.value).splitlines()[-1]


def test_the_caret_stands_under_wide_characters() -> None:
    with pytest.raises(UnknownUnit) as refused:
        parse("焦耳每千克凯尔文")
    text, carets = str(refused.value).splitlines()[1:]
    assert text == "  焦耳每千克凯尔文"
    assert carets == "  " + " " * 10 + "^" * 6


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00", "m\x00", "∞", "-", "--", "^2", "²", "()", "m^", "m^()", "/", "//", "1/0", "0", "m^1e9", "m^1000", "\\",
     "\\\\metre", "|", "||m", r"|\metre", "m·", "·m", "每", "千", "平方", "m@s", "__import__('os')", "m;s", "m=s", "kg*", "{", "[", "[x]", "10*"],
)  # fmt: skip
def test_nonsense_is_refused_in_every_notation(text: str) -> None:
    for notation in ("auto", "common", "dsi", "ucum", "qudt"):
        if (text, notation) in (("10*", "auto"), ("10*", "ucum")):
            continue
        with pytest.raises(UnitError):
            parse(text, notation)


@pytest.mark.parametrize("notation", ["auto", "common", "dsi", "ucum", "qudt"])
@pytest.mark.parametrize(
    "text",
    ["m" * 10_000_000, "(" * 10_000, "(" * 10_000 + "m" + ")" * 10_000, r"\metre" * 100_000, "m·" * 5_000_000, "9" * 10_000_000],
    ids=["10 MB", "10 000 open", "10 000 nested", "many macros", "many factors", "many digits"],
)  # fmt: skip
def test_a_huge_text_is_refused_at_once(text: str, notation: str) -> None:
    started = time.perf_counter()
    with pytest.raises(IllFormedUnit, match="a unit has at most 400") as refused:
        parse(text, notation)
    assert time.perf_counter() - started < 0.1
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    "text",
    ["(" * 150 + "m" + ")" * 150, "Qm" + "^99" * 1 + "·Qm^99" * 60, "((Qm^99)^99)^99", "9" * 390, "·".join(["m"] * 200), "[" * 399, "kilo" * 90],
)  # fmt: skip
def test_the_worst_text_within_the_limit_is_soon_done_with(text: str) -> None:
    for notation in ("auto", "common", "dsi", "ucum", "qudt"):
        started = time.perf_counter()
        try:
            parse(text, notation)
        except UnitError as error:
            str(error)
        assert time.perf_counter() - started < 0.5


def test_an_unread_text_is_read_within_a_millisecond() -> None:
    """Looking for suggestions takes milliseconds, and must not happen while a text is tried in several notations."""
    parse("m")

    def seconds(place: int) -> float:
        started = time.perf_counter()
        parse(f"kg·m²/(s²·K)/{place}")
        return time.perf_counter() - started

    assert min(seconds(place) for place in range(2, 40)) < 0.001


def test_nesting_deeper_than_twenty_is_refused() -> None:
    assert parse("(" * 20 + "m" + ")" * 20) == parse("m")
    with pytest.raises(IllFormedUnit, match="more than 20 parentheses"):
        parse("(" * 21 + "m" + ")" * 21)


def test_an_exponent_beyond_any_use_is_refused() -> None:
    with pytest.raises(IllFormedUnit, match="beyond ±99"):
        parse("m^100")
    with pytest.raises(IllFormedUnit, match="longer than"):
        parse("(Qm^99)^99")


def test_a_root_that_is_irrational_is_refused() -> None:
    with pytest.raises(IllFormedUnit, match="irrational"):
        parse("km^0.5")
    assert parse("Mm^0.5").scale == 1000


def test_unknown_notations_and_things_that_are_no_text_are_refused() -> None:
    with pytest.raises(IllFormedUnit, match="auto, common, dsi, ucum, qudt"):
        parse("m", "siunitx")
    with pytest.raises(IllFormedUnit, match="not from bytes"):
        parse(b"m")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("nV/Hz^1/2", "write ^(1/2)"),
        ("µV·Hz^-1/2", "write ^(1/2)"),
        ("10E9/L", "often meant for 10^9"),
        ("Mb/s", "Mbit or Mbarn"),
        ("db", "dB (a level)"),
        ("PS", "metric horsepower"),
        ("pt", "pint"),
    ],
)
def test_what_is_written_and_what_is_meant_differ_too_often_to_be_read(text: str, remedy: str) -> None:
    """The density of noise is per root hertz: as nV/(2 Hz) it would be wrong without anybody noticing."""
    with pytest.raises(AmbiguousUnit) as refused:
        parse(text)
    assert remedy in str(refused.value)


@pytest.mark.parametrize("text", ["%RH", "% RH", "%rh", "% rh"])
def test_relative_humidity_is_no_henry(text: str) -> None:
    assert parse(text) == parse("PERCENT_RH")
    assert parse(f"K/({text})") == parse("K/%RH")


def test_a_product_with_an_exponent_is_ambiguous() -> None:
    with pytest.raises(AmbiguousUnit):
        parse("Nm²", "common")


def test_every_refusal_is_an_error_of_metrology_and_of_value() -> None:
    with pytest.raises(MetrologyError):
        parse(r"\kilowatt")
    with pytest.raises(ValueError, match="did you mean"):
        parse(r"\kilowatt")
