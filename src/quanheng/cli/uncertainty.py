"""`quanheng uncertainty`: evaluate an uncertainty budget."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from quanheng.cli.language import Language

app = typer.Typer(
    name="uncertainty", help="Uncertainty of measurement: budgets evaluated by the GUM suite.", no_args_is_help=True
)


class Methods(StrEnum):
    """What `--method` takes."""

    GUM = "gum"
    MONTECARLO = "montecarlo"
    QUASI = "quasi"
    ALL = "all"


@app.callback()
def group() -> None:
    """Uncertainty of measurement: budgets evaluated by the GUM suite."""


@app.command("evaluate")
def evaluate_budget(
    budget: Annotated[str, typer.Argument(help="A YAML or JSON file, or - for standard input.", metavar="BUDGET")],
    method: Annotated[
        Methods, typer.Option("--method", help="How to evaluate it; the budget by first order is always given.")
    ] = Methods.ALL,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same numbers.", min=0)] = 0,
    trials: Annotated[
        int | None,
        typer.Option(
            "--trials",
            help="Monte Carlo trials; unless given, a million, or as many more as JCGM 101, 7.9 asks for.",
            min=2,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw densities, intervals and budget into this SVG file.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--language", help="Of table and picture; unless given, that of the terminal.")
    ] = None,
) -> None:
    """Evaluate an uncertainty budget: estimate, uncertainty, coverage interval, and what contributes to it."""
    # numpy and scipy take half a second to load, which the other commands need not wait for.
    from quanheng.cli.evaluation import Wanted, run

    wanted = Wanted(method.value, seed, trials, as_json, plot, language or Language.of_terminal())
    raise typer.Exit(run(budget, wanted))
