"""Units in a budget: checked, carried through the model, converted where asked."""

import pytest

from quanheng.metrology.budget_file import InvalidBudget, read_budget
from quanheng.metrology.uncertainty import Estimate, propagate


def found_in(model: str, inputs: str, more: str = "") -> tuple[Estimate, str | None]:
    budget = read_budget(f"model: {model}\ninputs:\n{inputs}\n{more}\n")
    estimate = propagate(budget.problem).estimate()
    return estimate, budget.output_units.get(estimate.name)


H1 = """
  ls: {value: %s, standard_uncertainty: %s, unit: %s}
  d: {value: 215, standard_uncertainty: 9.7, unit: nm}
  dalpha: {value: 0, half_width: 1, unit: 1e-6/K}
  theta: {value: -0.1, standard_uncertainty: 0.41, unit: K}
  alpha_s: {value: 11.5, half_width: 2, unit: 1e-6/K}
  dtheta: {value: 0, half_width: 50, unit: mK}
"""
GAUGE_BLOCK = "l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)"


@pytest.mark.parametrize(
    ("ls", "u", "unit"), [("50000623", "25", "nm"), ("50000.623", "0.025", "µm"), ("0.050000623", "25e-9", "m")]
)
@pytest.mark.parametrize("asked", ["nm", "mm", "m"])
def test_the_result_does_not_depend_on_the_units(ls: str, u: str, unit: str, asked: str) -> None:
    inputs = (H1 % (ls, u, unit)).replace("unit: 1e-6/K", "unit: 1/MK")
    estimate, written = found_in(GAUGE_BLOCK, inputs, f"output_unit: {asked}")
    factor = {"nm": 1.0, "mm": 1e-6, "m": 1e-9}[asked]
    assert written == asked
    assert estimate.value == pytest.approx(50000838 * factor, rel=1e-14)
    assert estimate.standard_uncertainty == pytest.approx(31.67 * factor, rel=1e-3)


def test_units_that_fit_together_leave_the_numbers_untouched() -> None:
    estimate, unit = found_in("R = V/I", "  V: {value: 5, half_width: 0.1, unit: V}\n  I: {value: 2, unit: A}")
    assert (estimate.value, unit) == (2.5, "Ω")
    estimate, unit = found_in("s = a + b", "  a: {value: 5, half_width: 1, unit: nm}\n  b: {value: 2, unit: nm}")
    assert (estimate.value, unit) == (7.0, "nm")


def test_lengths_in_different_units_are_not_added_as_numbers() -> None:
    estimate, unit = found_in("s = a + b", "  a: {value: 5, half_width: 1, unit: mm}\n  b: {value: 2, unit: µm}")
    assert (estimate.value, unit) == (pytest.approx(5.002, rel=1e-15), "mm")


def test_an_angle_in_degrees() -> None:
    estimate, unit = found_in("s = sin(phi)", "  phi: {value: 30, half_width: 1, unit: °}")
    assert (estimate.value, unit) == (pytest.approx(0.5, rel=1e-15), "1")


def test_a_bare_number_is_a_pure_number() -> None:
    estimate, unit = found_in("d = l/n", "  l: {value: 5, half_width: 1, unit: mm}\n  n: 10")
    assert (estimate.value, unit) == (0.5, "mm")


def test_without_all_units_nothing_is_checked_and_none_is_claimed() -> None:
    estimate, unit = found_in("s = a + b", "  a: {value: 5, half_width: 1, unit: mm}\n  b: {value: 2, half_width: 1}")
    assert (estimate.value, unit) == (7.0, None)


@pytest.mark.parametrize(
    ("model", "inputs", "more", "kind", "said"),
    [
        ("y = a + b", "  a: {value: 1, unit: m}\n  b: {value: 1, unit: s}", "", "DimensionMismatch", ["m (L)", "s (T)"]),
        ("y = a + 2", "  a: {value: 1, unit: m}", "", "DimensionMismatch", ["m (L)", "1"]),
        ("y = a*b + c", "  a: {value: 1, unit: V}\n  b: {value: 1, unit: A}\n  c: {value: 1, unit: N}", "",
         "DimensionMismatch", ["V⋅A", "N"]),
        ("y = sin(a)", "  a: {value: 1, unit: m}", "", "DimensionMismatch", ["m (L)"]),
        ("y = a", "  a: {value: 1, unit: m}", "output_unit: s", "IncompatibleUnits", ["m (L)", "s (T)"]),
        ("y = a", "  a: {value: 1, unit: kilowatt}", "", "UnknownUnit", ["kilowatt"]),
        ("y = a", "  a: {value: 1}", "output_unit: s", "InvalidBudget", ["no unit"]),
        ("y = a + b", "  a: {value: 1, unit: dB}\n  b: {value: 1, unit: m}", "", "IncompatibleUnits", ["m", "dB"]),
    ],
)  # fmt: skip
def test_units_that_do_not_fit_name_both(model: str, inputs: str, more: str, kind: str, said: list[str]) -> None:
    with pytest.raises(InvalidBudget) as caught:
        found_in(model, inputs, more)
    assert caught.value.kind == kind
    assert all(each in caught.value.reason for each in said)


class TestCelsius:
    """Values shift where they are temperatures, uncertainties never, and what is ambiguous is refused."""

    def test_a_difference_of_temperatures(self) -> None:
        estimate, unit = found_in(
            "d = t - t0", "  t: {value: 23.5, half_width: 1, unit: °C}\n  t0: {value: 20, unit: °C}"
        )
        assert (estimate.value, unit) == (pytest.approx(3.5, abs=1e-12), "K")

    def test_a_temperature_converted(self) -> None:
        inputs = "  t: {value: 293.15, standard_uncertainty: 0.05, unit: K}"
        estimate, unit = found_in("t1 = t", inputs, "output_unit: °C")
        assert (estimate.value, unit) == (pytest.approx(20.0, abs=1e-12), "°C")
        assert estimate.standard_uncertainty == pytest.approx(0.05, rel=1e-12)

    def test_fahrenheit_to_celsius(self) -> None:
        inputs = "  t: {value: 212, standard_uncertainty: 0.9, unit: °F}"
        estimate, _ = found_in("t1 = t", inputs, "output_unit: °C")
        assert estimate.value == pytest.approx(100.0, abs=1e-12)
        assert estimate.standard_uncertainty == pytest.approx(0.5, rel=1e-12)

    def test_per_degree_celsius_means_differences(self) -> None:
        inputs = H1 % ("50000623", "25", "nm")
        inputs = inputs.replace("1e-6/K", "1/MK").replace("unit: K", "unit: °C").replace("1/MK", "µm/(m·°C)")
        estimate, _ = found_in(GAUGE_BLOCK, inputs.replace("mK", "mK").replace("50, unit: mK", "0.05, unit: °C"))
        assert estimate.value == 50000838.0

    def test_what_may_be_either_is_refused(self) -> None:
        inputs = "  l: {value: 1, unit: m}\n  a: {value: 1e-5, unit: 1/K}\n  t: {value: 0.1, half_width: 1, unit: °C}"
        with pytest.raises(InvalidBudget, match="is a temperature or a difference of temperatures: write K"):
            found_in("e = l*a*t", inputs)
