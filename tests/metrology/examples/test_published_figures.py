"""The budget files of the pages against the figures printed in the standards."""

from pathlib import Path

import pytest

from quanheng.metrology.budget_file import read_budget
from quanheng.metrology.budget_file.evaluation import Evaluation, evaluate

BUDGETS = Path(__file__).resolve().parents[3] / "docs" / "reference" / "metrology-examples" / "budgets"


def evaluated(name: str, *methods: str) -> Evaluation:
    return evaluate(read_budget((BUDGETS / f"{name}.yaml").read_text(encoding="utf-8")), methods)


@pytest.mark.parametrize(
    ("name", "output", "value", "u", "places"),
    [
        ("gum-h1", "l", 50000838, 32, 0),  # JCGM 100:2008, H.1.3, H.1.4
        ("gum-h2", "R", 127.732, 0.071, 3),  # Table H.4
        ("gum-h2", "Z", 254.260, 0.236, 3),
        ("gum-h3", "b", -0.1494, 0.0041, 4),  # H.3.4
        ("gum-h4", "Ax", 0.4299, 0.0083, 4),  # H.4.3.1; the value prints as 0,430
        ("gum-h5", "VS", 10.000097, 0.000018, 6),  # H.5.2.5
        ("jcgm101-9.2.4", "Y", 0.0, 10.1, 1),  # JCGM 101:2008, 9.2.4
        ("jcgm101-9.3", "dm", 1.2340, 0.0539, 4),  # 9.3
        ("jcgm101-9.5", "dL", 838, 32, 0),  # 9.5
    ],
)
def test_first_order(name: str, output: str, value: float, u: float, places: int) -> None:
    estimate = evaluated(name).gum.estimate(output)
    assert round(estimate.value, places) == value
    assert round(estimate.standard_uncertainty, places) == u


# Exact or long computed values of the shared reference data, with the printed ones beside; bands of five standard errors
# of a million trials.
@pytest.mark.parametrize(
    ("name", "mean", "u", "interval", "validated"),
    [
        ("jcgm101-9.2.2", 0.0, 2.0, (-3.9199, 3.9199), True),  # printed 2,0 and ±3,92
        ("jcgm101-9.2.3", 0.0, 2.0, (-3.8794, 3.8794), True),  # printed ±3,88
        ("jcgm101-9.2.4", 0.0, 10.14889, (-17.0158, 17.0158), False),  # printed 10,1 and ±17,0
        ("jcgm101-9.3", 1.234, 0.0754797, (1.0843753, 1.3835787), False),  # printed 1,2341 and 0,0754
        ("jcgm101-9.4-x0", 50e-6, 50e-6, None, False),  # printed 50 and 50
        ("jcgm101-9.4-x0.010", 150e-6, 111.8034e-6, None, False),  # printed 150 and 112
        ("jcgm101-9.4-x0.050", 2550e-6, 502.4938e-6, None, False),  # printed 2551 and 502
        ("jcgm101-9.4-correlated", 150e-6, 120.5197e-6, None, False),  # printed 150 and 121
        ("jcgm101-9.5", 838.0, 35.80734, (744.409, 931.678), False),  # printed 838, 36 and [745, 932]
    ],
)
def test_monte_carlo(name: str, mean: float, u: float, interval: tuple[float, float] | None, validated: bool) -> None:
    run = evaluated(name, "montecarlo")
    assert run.montecarlo is not None
    errors = run.montecarlo.standard_errors
    assert float(run.montecarlo.mean[0]) == pytest.approx(mean, abs=5 * errors[0, 0])
    assert float(run.montecarlo.standard_uncertainties[0]) == pytest.approx(u, abs=5 * errors[1, 0])
    if interval is not None:
        low, high = run.montecarlo.symmetric[0]
        assert low == pytest.approx(interval[0], abs=5 * errors[2, 0])
        assert high == pytest.approx(interval[1], abs=5 * errors[3, 0])
    assert run.validations[0].is_validated is validated


# Shortest intervals in print, in 10⁻⁶; their ends differ from run to run, their widths less (JCGM 101:2008, 9.4).
@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("jcgm101-9.4-x0", 150),
        ("jcgm101-9.4-x0.010", 366),
        ("jcgm101-9.4-x0.050", 1955),
        ("jcgm101-9.4-correlated", 385),
    ],
)
def test_shortest_intervals(name: str, width: float) -> None:
    run = evaluated(name, "montecarlo").montecarlo
    assert run is not None
    assert run.shortest[0].width * 1e6 == pytest.approx(width, rel=0.005)


@pytest.mark.parametrize("name", sorted(path.stem for path in BUDGETS.glob("*.yaml")))
def test_quasi_monte_carlo_agrees_with_monte_carlo(name: str) -> None:
    found = evaluated(name, "montecarlo", "quasi")
    assert found.montecarlo is not None
    assert found.quasi is not None
    for place, estimate in enumerate(found.quasi.estimates):
        errors = found.montecarlo.standard_errors[:, place]
        own = estimate.standard_errors
        for figure, other, error in (
            (estimate.mean, found.montecarlo.mean[place], (errors[0], own.mean)),
            (estimate.standard_uncertainty, found.montecarlo.standard_uncertainties[place], (errors[1], own.standard_uncertainty)),
            (estimate.interval[0], found.montecarlo.symmetric[place][0], (errors[2], own.interval[0])),
            (estimate.interval[1], found.montecarlo.symmetric[place][1], (errors[3], own.interval[1])),
        ):  # fmt: skip
            assert float(figure) == pytest.approx(float(other), abs=5 * (error[0] ** 2 + error[1] ** 2) ** 0.5)
