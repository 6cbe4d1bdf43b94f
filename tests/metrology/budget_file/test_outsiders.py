"""Budgets as people elsewhere write them: names of every script, probabilities, kinds of quantity, humidity, levels."""

import math

import pytest

from quanheng.metrology.budget_file import InvalidBudget, read_budget
from quanheng.metrology.budget_file.answer import answer_of
from quanheng.metrology.budget_file.evaluation import evaluate
from quanheng.metrology.budget_file.sentence import sentence_of
from quanheng.metrology.uncertainty import Estimate


def result(text: str) -> Estimate:
    return evaluate(read_budget(text), ["gum"]).gum.estimates[0]


def unit(text: str) -> str:
    return next(iter(read_budget(text).output_units.values()))


def test_lowered_digits_in_names_of_inputs_are_those_of_the_model() -> None:
    found = result("""
        model: 温度差 = 温度₁ − 温度₂
        inputs: {温度₁: {value: 20, standard_uncertainty: 0.3}, 温度₂: {value: 15, standard_uncertainty: 0.4}}
        correlations: [[温度₁, 温度₂, 0]]
    """)
    assert (found.value, found.standard_uncertainty) == (5.0, 0.5)


@pytest.mark.parametrize(
    ("distribution", "probability", "factor"),
    [
        # JJF 1059.1-2012, table 3, and GUM G.1.3: k of 95 %, 99 % and 100 % are 1.65, 1.71 and 1.73 if rectangular.
        ("rectangular", "0.95", 0.95 * math.sqrt(3)),
        ("rectangular", "0.99", 0.99 * math.sqrt(3)),
        ("rectangular", "1", math.sqrt(3)),
        ("triangular", "0.95", (1 - math.sqrt(0.05)) * math.sqrt(6)),
        ("arcsine", "0.95", math.sin(0.95 * math.pi / 2) * math.sqrt(2)),
        ("normal", "0.95", 1.959963984540054),
    ],
)
def test_a_stated_probability_is_that_of_the_stated_distribution(distribution: str, probability: str, factor: float):
    found = result(f"""
        model: y = x
        inputs: {{x: {{value: 1, expanded_uncertainty: 1, coverage_probability: {probability}, distribution: {distribution}}}}}
    """)
    assert found.standard_uncertainty == pytest.approx(1 / factor, rel=1e-9)


@pytest.mark.parametrize("stated", ["standard_uncertainty: 0.1", "expanded_uncertainty: 0.2, coverage_factor: 2"])
def test_a_t_distribution_has_degrees_of_freedom(stated: str) -> None:
    with pytest.raises(InvalidBudget, match="'t' needs 'degrees_of_freedom'"):
        read_budget(f"{{model: y = x, inputs: {{x: {{value: 1, {stated}, distribution: t}}}}}}")


def test_a_probability_that_floating_point_cannot_tell_from_one_is_refused() -> None:
    with pytest.raises(InvalidBudget, match="too near to 1"):
        read_budget("""
            model: y = x
            inputs: {x: {value: 1, standard_uncertainty: 0.1}}
            coverage_probability: 0.9999999999999999
        """)


@pytest.mark.parametrize(
    ("one", "other"), [("N·m", "J"), ("Hz", "Bq"), ("Gy", "Sv"), ("W", "var"), ("kW·h", "kN·m"), ("r/min", "rad/s")]
)
@pytest.mark.parametrize("operation", ["a + b", "a - b", "max(a, b)", "where(a < b, 1, 2)", "a + b - a"])
def test_quantities_of_one_dimension_and_different_kinds_are_not_added(one: str, other: str, operation: str) -> None:
    with pytest.raises(InvalidBudget, match="differ") as refused:
        read_budget(
            f"{{model: 'y = {operation}', inputs: {{a: {{value: 1, unit: {one}}}, b: {{value: 2, unit: {other}}}}}}}"
        )
    assert refused.value.kind == "DimensionMismatch"


@pytest.mark.parametrize(
    "text",
    [
        "{model: E = M*phi + E0, inputs: {M: {value: 1, unit: N·m}, phi: {value: 2, unit: rad}, E0: {value: 1, unit: J}}}",
        "{model: E = F*s + m*g*h, inputs: {F: {value: 1, unit: N}, s: {value: 1, unit: m}, m: {value: 1, unit: kg}, g: {value: 9.8, unit: m/s²}, h: {value: 1, unit: m}}}",
        "{model: S = sqrt(P^2 + Q^2), inputs: {P: {value: 3, unit: kW}, Q: {value: 4, unit: kvar}}}",
        "{model: H = w*D + H0, inputs: {w: {value: 20, unit: Sv/Gy}, D: {value: 1, unit: mGy}, H0: {value: 1, unit: mSv}}}",
        "{model: 'x = a + b', inputs: {a: {value: 1, unit: rad}, b: {value: 1, unit: '1'}}}",
        "{model: 'p = F/A + p0', inputs: {F: {value: 1, unit: N}, A: {value: 1, unit: mm²}, p0: {value: 1, unit: kPa}}}",
        "{model: 'w = 2*pi*n + w0', inputs: {n: {value: 50, unit: r/min}, w0: {value: 3, unit: rad/s}}}",
        "{model: 'w = 2*pi*f + w0', inputs: {f: {value: 50, unit: Hz}, w0: {value: 3, unit: rad/s}}}",
        "{model: 'P = U*I + P0', inputs: {U: {value: 1, unit: V}, I: {value: 1, unit: A}, P0: {value: 1, unit: W}}}",
    ],
)
def test_products_become_what_they_are_added_to(text: str) -> None:
    assert evaluate(read_budget(text), ["gum"]).gum.values[0] > 0.0


@pytest.mark.parametrize(
    ("model", "given", "written"),
    [
        ("y = a", "%RH", "%RH"),
        ("y = a + b - c", "%RH", "%RH"),
        ("y = (a + b)/2", "ppm", "ppm"),
        ("y = a - b", "µm/m", "µm/m"),
        ("y = a*b", "%", "1"),
        ("y = a/b", "%", "1"),
        ("y = a - b", "°", "°"),
        ("y = sin(a)", "°", "1"),
    ],
)
def test_sums_of_small_ratios_stay_in_their_unit(model: str, given: str, written: str) -> None:
    inputs = ", ".join(f"{name}: {{value: 40, unit: {given!r}}}" for name in "abc" if name in model.partition("=")[2].replace("sin", ""))  # fmt: skip
    text = f"{{model: {model}, inputs: {{{inputs}}}}}"
    assert unit(text) == written
    expected = {"y = a": 40.0, "y = a + b - c": 40.0, "y = (a + b)/2": 40.0, "y = a*b": 0.16, "y = a/b": 1.0}
    if model in expected:
        assert result(text).value == pytest.approx(expected[model])


@pytest.mark.parametrize("model", ["y = L1 + L2", "y = L1 - L2", "y = 10*lg((10^(L1/10) + 10^(L2/10))/2)", "y = L1"])
def test_levels_give_levels(model: str) -> None:
    listed = ", ".join(f"{name}: {{value: 60, standard_uncertainty: 0.5, unit: dB}}" for name in ("L1", "L2") if name in model)  # fmt: skip
    assert unit(f"{{model: '{model}', inputs: {{{listed}}}}}") == "dB"


def test_what_is_no_level_needs_its_unit() -> None:
    """10^(L/10) of a level of 3 dB is the ratio 2.0, not 2.0 dB."""
    text = "model: r = 10^(L/10)\ninputs: {L: {value: 3, standard_uncertainty: 0.1, unit: dB}}\n"
    with pytest.raises(InvalidBudget, match="r is no level: state its unit, as in 'output_unit: 1'"):
        read_budget(text)
    assert result(text + "output_unit: 1").value == pytest.approx(1.99526, rel=1e-5)


def test_a_density_is_in_kilograms_per_cubic_metre() -> None:
    assert unit("{model: rho = m/V, inputs: {m: {value: 2, unit: g}, V: {value: 3, unit: cm³}}}") == "kg/m³"


def test_an_exponential_distribution_has_its_value_only() -> None:
    found = result("{model: y = x, inputs: {x: {distribution: exponential, value: 2}}}")
    assert (found.value, found.standard_uncertainty) == (2.0, 2.0)
    with pytest.raises(InvalidBudget, match="did you mean 'value'"):
        read_budget("{model: y = x, inputs: {x: {distribution: exponential, mean: 2}}}")


def test_where_no_variance_exists_the_sentence_gives_the_interval() -> None:
    """exp(t) with three degrees of freedom has no expectation: of 10⁶ draws one makes mean and deviation, 10⁸² here.

    The interval is that of its logarithm, ±3.182: from 0.0415 to 24.1.
    """
    budget = read_budget("{model: y = exp(x), inputs: {x: {value: 0, standard_uncertainty: 1, degrees_of_freedom: 3}}}")
    found = evaluate(budget, ["gum", "montecarlo"])
    assert sentence_of(found, 0) == (
        "y lies within the coverage interval [0.041, 24] for a coverage probability of 95 %, by a Monte Carlo method "
        "(JCGM 101); the draws settle no standard uncertainty"
    )
    assert "包含区间为 [0.041, 24]" in (sentence_of(found, 0, "zh") or "")


def test_a_zero_has_no_sign() -> None:
    found = evaluate(read_budget("{model: 'y = where(a > 0, a, -a)', inputs: {a: {value: 0, half_width: 1}}}"), ["gum"])
    assert math.copysign(1.0, answer_of(found)["value"]) == 1.0


def test_a_refusal_is_no_longer_than_a_screen() -> None:
    model = "+".join(f"x{place}" for place in range(9000))
    for inputs in ("{a: 1}", "{" + ", ".join(f"x{place}: 1" for place in range(9000)) + ", a: 1}"):
        with pytest.raises(InvalidBudget) as refused:
            read_budget(f"model: {model}\ninputs: {inputs}")
        assert len(str(refused.value)) < 400
