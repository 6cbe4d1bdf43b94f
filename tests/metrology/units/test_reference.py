"""The reference page lists the tables, and its rules are the program's."""

import re
from pathlib import Path

from quanheng.metrology.units import Factor, Unit
from quanheng.metrology.units.atoms import Atom
from quanheng.metrology.units.kinds import CLOSED, DISSOLVING, NAMED
from quanheng.metrology.units.notations.limits import MOST_CHARACTERS, MOST_DEPTH, MOST_EXPONENT
from quanheng.metrology.units.notations.words import AMBIGUOUS
from quanheng.metrology.units.tables import ATOMS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "metrology-units.md"


def row(atom: Atom) -> str:
    """A unit as the page shows it."""
    unit = Unit.of([Factor(None, atom)])
    zero = f", zero at {atom.origin} K" if atom.origin else ""
    size = f"{unit.size.scale}{' (measured)' if atom.is_measured else ''}{zero}"
    dsi = f"\\{atom.dsi}" if atom.dsi else ""
    cells = [
        code(atom.symbol),
        size,
        str(unit.dimension),
        unit.kind,
        code(dsi),
        code(atom.ucum),
        code(atom.qudt),
        atom.zh,
    ]
    return "| " + " | ".join(cells) + " |"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def test_the_page_lists_every_unit_as_it_is() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `") and line.count("|") == 9] == [row(atom) for atom in ATOMS]


def test_the_page_names_every_kind_and_every_ambiguous_word() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\n]+)`", text))
    assert set(NAMED.values()) <= named
    assert named >= CLOSED | DISSOLVING
    assert set(AMBIGUOUS) <= named


def test_the_page_states_the_limits() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for limit in (f"{MOST_CHARACTERS} characters", f"{MOST_DEPTH} parentheses", f"±{MOST_EXPONENT}"):
        assert limit in text
