"""Every way to state an input, and what it amounts to."""

import json
import math

import pytest

from quanheng.metrology.budget_file import read_budget
from quanheng.metrology.uncertainty import Input


def the_input(stated: str) -> Input:
    """The input x of a budget that states it like this."""
    return read_budget(f"model: y = x\ninputs:\n  x: {stated}\n").problem.inputs[0]


@pytest.mark.parametrize(
    ("stated", "value", "u", "nu", "shape"),
    [
        ("{value: 5, standard_uncertainty: 0.1}", 5.0, 0.1, math.inf, "normal"),
        ("{value: 5, standard_uncertainty: 0.1, degrees_of_freedom: 4}", 5.0, 0.1, 4.0, "t"),
        ("{value: 5, standard_uncertainty: 0.1, distribution: uniform}", 5.0, 0.1, math.inf, "rectangular"),
        ("{value: 0, half_width: 0.3}", 0.0, 0.3 / math.sqrt(3), math.inf, "rectangular"),
        ("{value: 0, half_width: 0.3, distribution: triangular}", 0.0, 0.3 / math.sqrt(6), math.inf, "triangular"),
        ("{value: 0, half_width: 0.5, distribution: arcsine}", 0.0, 0.5 / math.sqrt(2), math.inf, "arcsine"),
        ("{value: 0, half_width: 0.5, distribution: U-shaped}", 0.0, 0.5 / math.sqrt(2), math.inf, "arcsine"),
        ("{value: 0, half_width: 0.3, distribution: 均匀分布}", 0.0, 0.3 / math.sqrt(3), math.inf, "rectangular"),
        ("{value: 0, half_width: 1e-6, degrees_of_freedom: 50}", 0.0, 1e-6 / math.sqrt(3), 50.0, "rectangular"),
        ("{bounds: [9.5e-6, 13.5e-6]}", 11.5e-6, 2e-6 / math.sqrt(3), math.inf, "rectangular"),
        ("{bounds: [1, 3], value: 2, distribution: triangular}", 2.0, 1 / math.sqrt(6), math.inf, "triangular"),
        (
            "{value: 50000623, expanded_uncertainty: 75, coverage_factor: 3, degrees_of_freedom: 18}",
            50000623.0, 25.0, 18.0, "t",
        ),
        ("{value: 10, expanded_uncertainty: 0.2, coverage_factor: 2}", 10.0, 0.1, math.inf, "normal"),
        ("{value: 10, expanded_uncertainty: 1.959963984540054, coverage_probability: 0.95}", 10.0, 1.0, math.inf, "normal"),
        ("{value: 10, expanded_uncertainty: 0.2, coverage_factor: √3}", 0, 0, 0, "refused"),
        ("{value: 10, expanded_uncertainty: 0.3, coverage_factor: 1.5, distribution: rectangular}", 10.0, 0.2, math.inf, "rectangular"),
        ("{readings: [1.0, 2.0, 3.0]}", 2.0, 1 / math.sqrt(3), 2.0, "t"),
        ("{value: 5, standard_uncertainty: 0.1, degrees_of_freedom: null, unit: ~}", 5.0, 0.1, math.inf, "normal"),
        ("{value: 5, standard_uncertainty: 0.1, degrees_of_freedom: .inf}", 5.0, 0.1, math.inf, "normal"),
        ("{value: 7}", 7.0, 0.0, math.inf, "normal"),
        ("7.5", 7.5, 0.0, math.inf, "normal"),
        ("−7.5e-3", -7.5e-3, 0.0, math.inf, "normal"),
    ],
)  # fmt: skip
def test_forms(stated: str, value: float, u: float, nu: float, shape: str) -> None:
    if shape == "refused":
        with pytest.raises(ValueError, match="is no number"):
            the_input(stated)
        return
    found = the_input(stated)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.standard_uncertainty == pytest.approx(u, rel=1e-12)
    assert found.degrees_of_freedom == nu
    assert found.distribution == shape


def test_a_distribution_by_its_own_parameters() -> None:
    found = the_input("{half_width: 0.05, value: 0, distribution: curvilinear_trapezoid, d: 0.025}")
    # JCGM 101:2008, 6.4.3.4: u² = (b − a)²/12 + d²/9
    assert found.standard_uncertainty == pytest.approx(math.sqrt(0.1**2 / 12 + 0.025**2 / 9), rel=1e-12)
    same = the_input("{distribution: curvilinear_trapezoid, a: -0.05, b: 0.05, d: 0.025}")
    assert (same.value, same.standard_uncertainty) == pytest.approx((0.0, found.standard_uncertainty), abs=1e-15)
    student = the_input("{distribution: t, value: 215, scale: 6, nu: 24}")
    assert (student.value, student.standard_uncertainty, student.degrees_of_freedom) == (215.0, 6.0, 24.0)


def test_the_components_of_h1() -> None:
    """JCGM 100:2008, H.1.3.2: u(d) = 9,7 nm from 5,8 nm, 3,9 nm and 6,7 nm; ν(d) = 25,6."""
    budget = read_budget("""
        model: y = d
        inputs:
          d:
            value: 215
            components:
              - {standard_uncertainty: 5.8, degrees_of_freedom: 24}
              - {standard_uncertainty: 3.9, degrees_of_freedom: 5}
              - {standard_uncertainty: 6.7, degrees_of_freedom: 8, note: comparator}
    """)
    assert round(budget.problem.inputs[0].standard_uncertainty, 1) == 9.7
    assert len(budget.problem.influences.known) == 3


def test_readings_are_taken_as_decimals() -> None:
    """NIST NumAcc4: mean 10000000.2 and s = 0.1, to all digits."""
    readings = ", ".join(["10000000.2"] + ["10000000.1", "10000000.3"] * 500)
    found = the_input(f"{{readings: [{readings}]}}")
    assert found.value == 10000000.2
    assert found.standard_uncertainty == pytest.approx(0.1 / math.sqrt(1001), rel=1e-15)


SIMULTANEOUS = """
model: [R = V/I*cos(phi), X = V/I*sin(phi), Z = V/I]
inputs:
  V: {readings: [5.007, 4.994, 5.005, 4.990, 4.999]%s}
  I: {readings: [19.663e-3, 19.639e-3, 19.640e-3, 19.685e-3, 19.678e-3]%s}
  phi: {readings: [1.0456, 1.0438, 1.0468, 1.0428, 1.0433]%s}
"""


def test_readings_of_one_ensemble_carry_their_correlation() -> None:
    """JCGM 100:2008, Table H.2: r(V, I) = −0,36, r(V, φ) = 0,86, r(I, φ) = −0,65."""
    budget = read_budget(SIMULTANEOUS % ((", ensemble: sets",) * 3))
    found = {(a, b): round(r, 2) for a, b, r in budget.problem.correlations}
    assert found == {("V", "I"): -0.36, ("V", "phi"): 0.86, ("I", "phi"): -0.65}


def test_readings_with_stated_correlation_were_read_together() -> None:
    correlations = "correlations: [[V, I, -0.36], [V, phi, 0.86], [I, phi, -0.65]]\n"
    budget = read_budget(SIMULTANEOUS % ("", "", "") + correlations)
    assert {each.ensemble for each in budget.problem.inputs} == {"V+I+phi"}
    unequal = SIMULTANEOUS.replace("5.007, ", "") % ("", "", "") + correlations
    with pytest.raises(ValueError, match=r"unequal number \(V: 4, I: 5, phi: 5\)"):
        read_budget(unequal)
    both = SIMULTANEOUS % ((", ensemble: sets",) * 3) + correlations
    with pytest.raises(ValueError, match="correlation of V and I: it follows from the readings of the ensemble 'sets'"):
        read_budget(both)


def test_json_is_read_too() -> None:
    budget = read_budget('{\n\t"model": "y = a*b",\n\t"inputs": {"a": {"value": 1, "half_width": 1E-1}, "b": 2}\n}')
    assert [each.value for each in budget.problem.inputs] == [1.0, 2.0]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_whatever_a_json_writer_writes_is_read(indent: str | int | None) -> None:
    title = 'a/b 量 \U0001f600 "q" \\ \t\n'
    written = {"title": title, "model": "y = a", "inputs": {"a": {"value": 1e-7, "half_width": 2.5e3}}}
    for is_ascii in (True, False):
        found = read_budget(json.dumps(written, indent=indent, ensure_ascii=is_ascii))
        assert found.title == title.strip()
        assert found.problem.inputs[0].value == 1e-7


def test_words_and_numbers_are_what_they_look_like() -> None:
    """Not what YAML 1.1 makes of them: 1e-6 text, 0o17 and 1:30 numbers, no a truth."""
    assert the_input("{value: 1e3, standard_uncertainty: 1e-6}").standard_uncertainty == 1e-6
    assert the_input("{value: 010, standard_uncertainty: 1}").value == 10.0
    budget = read_budget("model: y = no + off\ninputs: {no: 1, off: 2}")
    assert budget.problem.model.inputs == ("no", "off")
    with pytest.raises(ValueError, match="'1:30' is no number"):
        the_input("{value: 1:30}")
