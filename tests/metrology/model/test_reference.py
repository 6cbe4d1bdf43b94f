"""The reference page of models: it names everything that there is, and its examples run."""

import doctest
import re
from pathlib import Path

import quanheng.metrology.model
from quanheng.metrology.model import Model
from quanheng.metrology.model.functions import CONSTANTS, FUNCTIONS, SPECIAL
from quanheng.metrology.model.graph import MOST_NESTED, MOST_NODES
from quanheng.metrology.model.operations import OPERATIONS
from quanheng.metrology.model.parser import DEEPEST, LARGEST_WHOLE_POWER, MOST_OPERATIONS
from quanheng.metrology.model.tokens import MOST_CHARACTERS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrology-models.md"
TEXT = PAGE.read_text(encoding="utf-8")


def in_code() -> set[str]:
    return {word for code in re.findall(r"`([^`\n]+)`", TEXT) for word in re.findall(r"\w+", code)}


def test_the_examples_run():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted >= 10
    assert found.failed == 0


def test_every_function_operation_member_and_error_stands_there():
    members = {name for name in vars(Model) if not name.startswith("_")}
    public = {name for name in quanheng.metrology.model.__all__ if name != "Model"}
    assert not {*FUNCTIONS, *SPECIAL, *CONSTANTS, *OPERATIONS, *members, *public} - in_code()


def test_the_limits_are_those_of_the_program():
    for limit in (MOST_CHARACTERS, MOST_OPERATIONS, MOST_NODES, LARGEST_WHOLE_POWER):
        assert f"{limit:,}".replace(",", " ") in TEXT
    for levels in (DEEPEST, MOST_NESTED):
        assert f"| {levels} levels |" in TEXT
