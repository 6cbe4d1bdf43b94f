"""What `quanheng uncertainty evaluate` does: read, evaluate, draw, answer; or refuse with the place and the reason."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from quanheng.cli.language import Language
from quanheng.cli.output_file import write_whole
from quanheng.cli.uncertainty_table import write_evaluation
from quanheng.metrology.budget_file import MOST_CHARACTERS, InvalidBudget, read_budget
from quanheng.metrology.budget_file.answer import answer_of
from quanheng.metrology.budget_file.evaluation import METHODS, Evaluation, evaluate
from quanheng.metrology.figures import evaluation_figure

#: A character takes up to four bytes.
_MOST_BYTES = 4 * MOST_CHARACTERS
_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command."""

    method: str
    seed: int
    trials: int | None
    as_json: bool
    plot: Path | None
    language: Language


def run(budget: str, wanted: Wanted) -> int:
    """Evaluate the budget in that file, `-` being standard input; the exit code."""
    name = "standard input" if budget == "-" else budget
    methods = METHODS if wanted.method == "all" else tuple(each for each in METHODS if each == wanted.method)
    try:
        found = evaluate(
            read_budget(_text_of(budget)),
            methods,
            seed=wanted.seed,
            trials=wanted.trials,
            keep=wanted.plot is not None,
            workers=min(os.cpu_count() or 1, _MOST_WORKERS),
        )
        if wanted.plot is not None:
            _draw(found, wanted.plot, wanted.language)
    except InvalidBudget as error:
        _write_refusal(name, error, wanted.as_json)
        return 2
    if wanted.as_json:
        typer.echo(json.dumps(answer_of(found), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        write_evaluation(found, wanted.language)
    return 0


def _text_of(budget: str) -> str:
    """The text of the file; no more of it is read than a budget may have.

    Raises:
        InvalidBudget: it cannot be read, is too long or is no UTF-8.
    """
    try:
        if budget == "-":
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(budget).open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InvalidBudget(f"cannot be read: {error.strerror}") from error
    if len(content) > _MOST_BYTES:
        raise InvalidBudget(f"more than {_MOST_BYTES} bytes; a budget has at most {MOST_CHARACTERS} characters")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidBudget("this is no UTF-8: save the file in that encoding", line=line) from error


def _draw(found: Evaluation, plot: Path, language: Language) -> None:
    try:
        write_whole(plot, evaluation_figure(found, language.value).encode(), may_replace=True)
    except OSError as error:
        raise InvalidBudget(f"the picture {plot} cannot be written: {error.strerror}") from error


def _write_refusal(name: str, error: InvalidBudget, as_json: bool) -> None:
    """The reason on standard error; standard output stays empty."""
    if as_json:
        problem = {
            "error": error.kind,
            "file": name,
            "line": error.line,
            "column": error.column,
            "member": error.path,
            "reason": error.reason,
        }
        typer.echo(json.dumps(problem, ensure_ascii=False, indent=2), err=True)
        return
    place = f"{name}:{error.line}" if error.line is not None else name
    member = f" {error.path}:" if error.path else ""
    typer.echo(f"{place}:{member} {error.reason}", err=True)
