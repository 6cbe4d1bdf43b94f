"""An evaluation for people: the methods beside one another, whether first order holds, the sentence and the budget."""

import math
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table

from quanheng.cli.language import Language
from quanheng.cli.uncertainty_words import Words, words_in
from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.budget_file.sentence import sentence_of
from quanheng.metrology.uncertainty import budget as budget_of, round_result

#: Of sentences, where the output is no terminal.
_WIDTH = 84
#: Places beyond which a number is written with a power of ten.
_MOST_PLACES = 9


def write_evaluation(found: Evaluation, language: Language) -> None:
    """Write it to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    words = words_in(language)
    if found.budget.title:
        _say(console, found.budget.title)
        console.print()
    for place, name in enumerate(found.gum.outputs):
        unit = found.budget.output_units.get(name) or ""
        unit = "" if unit == "1" else unit
        if place:
            console.print()
        _print_whole(console, _methods(found, place, unit, words))
        console.print()
        for line in _remarks(found, place, unit, words):
            _say(console, line)
        if (sentence := sentence_of(found, place, language.value)) is not None:
            console.print()
            _say(console, sentence)
        console.print()
        _print_whole(console, _budget(found, name, words))
        lowering = [row.name for row in budget_of(found.gum, name).rows if row.lowers]
        if lowering:
            _say(console, words.lowers.format(", ".join(lowering)))
    if len(found.gum.outputs) > 1:
        console.print()
        _say(console, words.correlation)
        _print_whole(console, _correlation(found))
    if not found.budget.output_units and any(each.unit for each in found.budget.problem.inputs):
        console.print()
        _say(console, words.unchecked)


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False)


def _print_whole(console: Console, table: Table) -> None:
    """The table as wide as it is: a number is never folded or cut."""
    options = console.options.update(width=10_000)
    natural = console.measure(table, options=options).maximum
    Console(highlight=False, width=natural, file=console.file, no_color=console.no_color).print(table)


def _methods(found: Evaluation, place: int, unit: str, words: Words) -> Table:
    """One row a method: estimate, standard uncertainty, coverage interval."""
    estimate = found.gum.estimates[place]
    probability = f"{100 * estimate.coverage_probability:.6g} %"
    in_unit = f" / {unit}" if unit else ""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("", no_wrap=True)
    for heading in (estimate.name + in_unit, "u" + in_unit, words.interval.format(probability) + in_unit):
        table.add_column(heading, justify="right", no_wrap=True)
    u = estimate.standard_uncertainty
    table.add_row(words.first_order, *_rounded(estimate.value, u), interval(estimate.interval, u))
    if (run := found.montecarlo) is not None:
        u = float(run.standard_uncertainties[place])
        table.add_row(words.montecarlo, *_rounded(float(run.mean[place]), u), interval(run.symmetric[place], u))
    if found.quasi is not None:
        quasi = found.quasi.estimates[place]
        u = quasi.standard_uncertainty
        table.add_row(words.quasi, *_rounded(quasi.mean, u), interval(quasi.interval, u))
    return table


def _remarks(found: Evaluation, place: int, unit: str, words: Words) -> list[str]:
    """How each method came to its row, and the verdict."""
    estimate = found.gum.estimates[place]
    after = f" {unit}" if unit else ""
    lines = [
        words.of_first_order.format(
            k=f"{estimate.coverage_factor:.2f}",
            nu=_degrees(estimate.degrees_of_freedom),
            u=_two_digits(estimate.expanded_uncertainty) + after,
        )
    ]
    if (run := found.montecarlo) is not None:
        shortest = interval(run.shortest[place], float(run.standard_uncertainties[place])) + after
        state = words.stable if run.is_stable else words.unstable
        lines.append(words.of_montecarlo.format(trials=run.trials, seed=run.seed, state=state, shortest=shortest))
    if found.quasi is not None:
        errors = found.quasi.estimates[place].standard_errors
        lines.append(
            words.of_quasi.format(
                points=found.quasi.points, randomisations=found.quasi.randomisations, name=estimate.name,
                mean=f"{errors.mean:.1g}", u=f"{errors.standard_uncertainty:.1g}",
                low=f"{errors.interval[0]:.1g}", high=f"{errors.interval[1]:.1g}",
            )
        )  # fmt: skip
    elif found.quasi_refused:
        lines.append(f"{words.quasi}: {found.quasi_refused}")
    if found.validations:
        validation = found.validations[place]
        low, high = validation.checks
        verdict = words.validated if validation.is_validated else words.not_validated
        lines.append(
            verdict.format(low=f"{low.difference:.3g}", high=f"{high.difference:.3g}", delta=f"{low.tolerance:g}")
        )
    elif found.montecarlo is not None:
        lines.append(words.no_variance)
    return lines


def _rounded(value: float, u: float) -> tuple[str, str]:
    """Estimate and uncertainty, both to the place of the second digit of u."""
    if not (math.isfinite(u) and math.isfinite(value) and u > 0.0):
        # An expectation or a variance may not exist: too few degrees of freedom.
        return f"{value:.6g}" if math.isfinite(value) else "–", f"{u:.3g}" if math.isfinite(u) else "∞"
    both = round_result(value, u)
    if both.power:
        return f"{value:.6g}", f"{u:.2g}"
    return f"{both.value:f}", f"{both.uncertainty:f}"


def interval(ends: tuple[float, float], u: float) -> str:
    """`[745.2, 930.9]`, to one place more than an uncertainty of two digits has: the ends are compared."""
    low, high = (float(each) for each in ends)
    u = u if math.isfinite(u) else (high - low) / 4.0
    if not u > 0.0:
        return f"[{low:.6g}, {high:.6g}]"
    both = [round_result(each, u / 10.0) for each in (low, high)]
    if any(each.power for each in both):
        return f"[{low:.6g}, {high:.6g}]"
    return f"[{both[0].value:f}, {both[1].value:f}]"


def _degrees(nu: float) -> str:
    return "∞" if math.isinf(nu) else f"{nu:.1f}" if nu < 100.0 else f"{nu:.0f}"


def _two_digits(number: float) -> str:
    found = round_result(0.0, number).uncertainty if number > 0.0 else Decimal(0)
    return f"{found:f}" if abs(found.adjusted()) < _MOST_PLACES else f"{found:g}"


def _budget(found: Evaluation, output: str, words: Words) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, heading in enumerate(words.budget):
        table.add_column(heading, justify="left" if place in (0, 3) else "right", no_wrap=True)
    units = {each.name: each.unit for each in found.budget.problem.inputs}
    for row in budget_of(found.gum, output).rows:
        unit = units[row.name]
        table.add_row(
            row.name,
            f"{row.value:.10g}",
            f"{row.standard_uncertainty:.3g}",
            unit if unit and unit != "1" else "",
            f"{row.sensitivity:.4g}",
            f"{row.contribution:.3g}",
            f"{round(100 * row.share, 1) + 0.0:.1f} %",
        )
    return table


def _correlation(found: Evaluation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("")
    for name in found.gum.outputs:
        table.add_column(name, justify="right", no_wrap=True)
    for name, row in zip(found.gum.outputs, found.gum.correlation.tolist(), strict=True):
        table.add_row(name, *(f"{each:.3f}" for each in row))
    return table
