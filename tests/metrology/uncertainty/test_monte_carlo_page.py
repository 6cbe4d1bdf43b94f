"""The page about Monte Carlo: its examples run, and its tables hold what the library finds."""

import doctest
import math
import re
from pathlib import Path

import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import ncx2

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import propagate
from quanheng.metrology.uncertainty.quasi import integrate
from quanheng.metrology.uncertainty.second_order import second_order

PAGE = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "metrology-monte-carlo.md"
TEXT = PAGE.read_text(encoding="utf-8")


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table after a phrase, without its head."""
    table = TEXT[TEXT.index(heading) :].split("\n|", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def numbers(cell: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?\d+\.?\d*", cell)]


def test_the_examples_run_in_their_order():
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) == 2
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.stem, str(PAGE), 0)
    told: list[str] = []
    assert doctest.DocTestRunner().run(test, out=told.append).failed == 0, "".join(told)


def test_mass_calibration():
    inputs = [
        Input("m", 100000, 0.05),
        Input("d", 1.234, 0.02),
        Input.from_half_width("a", 1.2, 0.1),
        Input.from_half_width("w", 8000, 1000),
        Input.from_half_width("r", 8000, 50),
    ]
    problem = Problem(Model.parse("dm = (m + d)*(1 + (a - 1.2)*(1/w - 1/r)) - 100000"), inputs)
    first, found = propagate(problem).estimate(), integrate(problem).estimates[0]
    second = second_order(problem)
    y, u = float(second.corrected_values[0]), float(second.standard_uncertainties[0])
    expected = [
        [first.standard_uncertainty, *first.interval],
        [u, y - 1.959964 * u, y + 1.959964 * u],
        [found.standard_uncertainty, *found.interval],
    ]
    for row, values in zip(rows_below("**Sensitivities that vanish"), expected, strict=True):
        assert [each for cell in row[1:] for each in numbers(cell)] == [round(value, 4) for value in values]


@pytest.mark.parametrize("row", rows_below("**A minimum at the estimate**"), ids=lambda row: row[0])
def test_comparison_loss(row):
    x1 = float(row[0])
    problem = Problem(Model.parse("y = 1e6*(x1^2 + x2^2)"), [Input("x1", x1, 0.005), Input("x2", 0, 0.005)])
    first, second = propagate(problem).estimate(), second_order(problem)
    assert numbers(row[1]) == [round(first.value), round(first.standard_uncertainty)]
    assert numbers(row[2]) == [round(float(second.corrected_values[0])), round(float(second.standard_uncertainties[0]))]
    shift = (x1 / 0.005) ** 2
    assert numbers(row[3]) == [round(25 * (2 + shift)), round(50 * math.sqrt(1 + shift))]
    if not shift:
        low, high = 0.0, -50 * math.log(0.05)
    else:
        distribution = ncx2(2, shift, scale=25)
        best = minimize_scalar(
            lambda p: distribution.ppf(p + 0.95) - distribution.ppf(p), bounds=(1e-9, 0.05), method="bounded",
            options={"xatol": 1e-10},
        )  # fmt: skip
        low, high = distribution.ppf(best.x), distribution.ppf(best.x + 0.95)
    assert numbers(row[4]) == pytest.approx([low, high], abs=0.51)
