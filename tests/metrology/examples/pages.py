"""The pages whose commands are run: their blocks, and what the program answers today.

    python -m tests.metrology.examples.pages

writes the answers into the pages, for somebody who has changed what the command prints; the reader of the change judges
whether the new answers are right.
"""

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from quanheng.cli.main import app

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = (
    *sorted((DOCS / "reference" / "metrology-examples").glob("*[0-9].md")),
    DOCS / "tutorial" / "gauge-block-to-certificate.md",
    DOCS / "how-to" / "evaluate-an-uncertainty.md",
)
BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL)
PROMPT = "$ "


@dataclass(frozen=True)
class Call:
    """A command of a page and what the page says that it answers."""

    line: str
    answer: str


def blocks(page: Path, language: str) -> Iterator[re.Match[str]]:
    """The fenced blocks in that language."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == language:
            yield block


def calls(body: str) -> list[Call]:
    """The commands of a block, each with the lines up to the next one."""
    found = []
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, _, answer = part.partition("\n")
        while line.endswith("\\"):
            more, _, answer = answer.partition("\n")
            line = line[:-1] + more.strip()
        found.append(Call(line, answer.rstrip()))
    return found


def answer_to(line: str) -> str:
    """What the command prints, standard output first; run in this process, in the folder where we are."""
    words = shlex.split(line)
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8").rstrip()
    assert words[0] == "quanheng", f"{line}: only quanheng and cat are run"
    done = CliRunner().invoke(app, words[1:], env={"LC_ALL": "C.UTF-8"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    printed = "\n".join(part.rstrip() for part in (done.stdout, done.stderr) if part)
    return "\n".join(each.rstrip() for each in printed.splitlines())


@contextmanager
def beside(page: Path) -> Iterator[Path]:
    """A copy of the page's budgets as the folder where we are: pictures are written there."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(page.parent / "budgets", Path(folder) / "budgets")
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def rewritten(page: Path) -> str:
    """The page with the answers of today."""

    def today(block: re.Match[str]) -> str:
        if block["title"]:
            return f'```{block["language"]} title="{block["title"]}"\n{Path(block["title"]).read_text(encoding="utf-8")}```'
        if block["language"] != "console":
            return block[0]
        parts = [f"{PROMPT}{each.line}\n{answer_to(each.line)}".rstrip() for each in calls(block["body"])]
        return "```console\n" + "\n".join(parts) + "\n```"

    with beside(page):
        return BLOCK.sub(today, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for each in PAGES:
        if each.exists():
            each.write_text(rewritten(each), encoding="utf-8")
