"""Reading the tables: from lines that a person reads to what each walker is to get."""

from pathlib import Path

import yaml
from tests.server.access_matrix.outcomes import WORDS
from tests.server.access_matrix.walkers import ANY, WALKERS

FOLDER = Path(__file__).parent
#: By address, method, whose thing: what each walker is to get.
Expectation = dict[str, str]
Table = dict[str, dict[str, dict[str, Expectation]]]


class FaultyTable(ValueError):
    """A line that says nothing, says two things of one person, or uses an unknown word."""


def read_tables() -> Table:
    """All tables together.

    Raises:
        FaultyTable: an address stands in two tables, or a line cannot be read.
    """
    table: Table = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for route, methods in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if route in table:
                raise FaultyTable(f"{file.name}: {route!r} stands in two tables")
            table[route] = {
                method: _targets(lines, f"{file.name}: {route} {method}") for method, lines in methods.items()
            }
    return table


def _targets(lines: str | dict[str, str], where: str) -> dict[str, Expectation]:
    if isinstance(lines, str):
        return {ANY: read_line(lines, where)}
    return {
        target.strip(): read_line(line, f"{where} {target}")
        for targets, line in lines.items()
        for target in targets.split(",")
    }


def read_line(line: str, where: str = "") -> Expectation:
    """What each walker is to get by a line such as `page: regulator; missing: bare; refused: rest`.

    Example:
        >>> read_line("page: everybody")["visitor"]
        'page'
    """
    found: Expectation = {}
    rest = ""
    for part in line.split(";"):
        word, _colon, people = part.strip().partition(": ")
        if word not in WORDS:
            raise FaultyTable(f"{where}: {word!r} is no outcome; known: {', '.join(WORDS)}")
        for who in people.split(", "):
            if who == "everybody":
                return dict.fromkeys(WALKERS, word)
            if who == "rest":
                rest = word
            elif who not in WALKERS or who in found:
                raise FaultyTable(f"{where}: {who!r} is nobody, or is named twice")
            else:
                found[who] = word
    missing = [who for who in WALKERS if who not in found and who != "visitor"]
    if missing and not rest:
        raise FaultyTable(f"{where}: what {', '.join(missing)} get is not said")
    return {"visitor": "sign-in", **dict.fromkeys(missing, rest), **found}
