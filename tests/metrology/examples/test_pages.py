"""What the pages about uncertainty show is what the program does: commands, budget files and Python."""

import doctest
from pathlib import Path

import pytest
from tests.metrology.examples.pages import PAGES, answer_to, beside, blocks, calls

from quanheng.metrology.budget_file import read_budget


def ids(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_commands_answer_as_the_page_says(page: Path) -> None:
    shown = [each for block in blocks(page, "console") for each in calls(block["body"])]
    assert shown
    with beside(page):
        for each in shown:
            assert answer_to(each.line) == each.answer, each.line


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_budgets_in_the_page_are_the_files(page: Path) -> None:
    for block in blocks(page, "yaml"):
        if block["title"]:
            assert block["body"] == (page.parent / block["title"]).read_text(encoding="utf-8"), block["title"]


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_python_in_the_page_runs(page: Path) -> None:
    source = "\n".join(block["body"] for block in blocks(page, "python"))
    test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    with beside(page):
        report: list[str] = []
        failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append).failed
    assert not failed, "".join(report)


def test_every_budget_file_is_shown_and_can_be_read() -> None:
    shown = {page.parent / block["title"] for page in PAGES for block in blocks(page, "yaml") if block["title"]}
    files = {path for page in PAGES for path in (page.parent / "budgets").glob("*.yaml")}
    assert files == shown
    for path in files - {path for path in files if path.stem == "wrong"}:
        read_budget(path.read_text(encoding="utf-8"))
