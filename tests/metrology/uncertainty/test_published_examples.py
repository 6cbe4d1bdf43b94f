"""First-order results of the Guide's Annex H, with the printed figures beside them (JCGM 100:2008)."""

import json
import math

import numpy as np
import pytest
from tests.metrology.uncertainty.gauge_block import D, gauge_block

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.inputs import Input, simultaneous_inputs
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import propagate
from quanheng.metrology.uncertainty.type_a import simultaneous, statistics_of


@pytest.mark.parametrize("d", [D, Input("d", 215, 9.7, 25.6)], ids=["components", "combined"])
def test_h1_gauge_block(d: Input):
    """H.1.3 to H.1.6: l = 50,000 838 mm, u_c = 32 nm, ν_eff = 16, t99 = 2.92, U99 = 93 nm (92 or 93 by rounding)."""
    problem = gauge_block(d)
    result = propagate(problem)
    found = result.estimate()
    assert found.value == 50000838
    assert round(found.standard_uncertainty) == 32
    assert found.degrees_of_freedom == pytest.approx(16.7, abs=0.1)
    assert found.truncated_degrees_of_freedom == 16
    assert round(found.coverage_factor, 2) == 2.92
    # U99 = 2.92 · 32 = 93 in print; from unrounded values 92.48.
    assert round(round(found.coverage_factor, 2) * round(found.standard_uncertainty)) == 93
    assert found.expanded_uncertainty == pytest.approx(92.5, abs=0.1)
    u = abs(result.sensitivities[0]) * result.input_uncertainties
    by_name = {name: round(float(size), 1) for name, size in zip(result.inputs, u, strict=True)}
    assert by_name == {"ls": 25.0, "d": 9.7, "dalpha": 2.9, "dtheta": 16.6, "theta": 0.0, "alpha_s": 0.0}


def test_h1_against_independent_computation(shared):
    expected = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.1"]
    found = propagate(gauge_block(D)).estimate()
    computed = expected["computed_unrounded_inputs"]
    assert found.value == expected["published"]["l"]
    assert found.standard_uncertainty == pytest.approx(computed["u_c"], rel=1e-12)
    assert found.degrees_of_freedom == pytest.approx(computed["nu_eff"], rel=1e-12)
    assert found.expanded_uncertainty == pytest.approx(computed["U99_nu16"], rel=1e-10)


SETS = {
    "V": [5.007, 4.994, 5.005, 4.990, 4.999],
    "I": [19.663e-3, 19.639e-3, 19.640e-3, 19.685e-3, 19.678e-3],
    "phi": [1.0456, 1.0438, 1.0468, 1.0428, 1.0433],
}
IMPEDANCE = Model.parse(["R = V/I*cos(phi)", "X = V/I*sin(phi)", "Z = V/I"], outputs=["R", "X", "Z"])


def test_h2_impedance_approach_1():
    """Table H.3 and H.4; u_X prints 0,295 where unrounded values give 0,2956: the Guide mixes rounded intermediates."""
    inputs, correlations = simultaneous_inputs(SETS, "bridge")
    result = propagate(Problem(IMPEDANCE, inputs, correlations))
    assert [round(float(each), 3) for each in result.values] == pytest.approx([127.732, 219.847, 254.260], abs=1e-9)
    assert result.standard_uncertainties == pytest.approx([0.071, 0.295, 0.236], abs=1e-3)
    r = result.correlation
    assert [r[0, 1], r[0, 2], r[1, 2]] == pytest.approx([-0.588, -0.485, 0.993], abs=1e-3)
    # All three come from the same five sets of readings.
    assert result.degrees_of_freedom == pytest.approx([4, 4, 4], rel=1e-12)


def test_h2_impedance_approach_2():
    """Table H.5: the output is computed for each set, then treated as readings."""
    columns = IMPEDANCE.evaluate(np.array([SETS[name] for name in IMPEDANCE.inputs]))
    found = simultaneous({name: row.tolist() for name, row in zip(IMPEDANCE.outputs, columns, strict=True)})
    assert found.means == pytest.approx([127.732, 219.847, 254.260], abs=1e-3)
    assert found.standard_uncertainties == pytest.approx([0.071, 0.295, 0.236], abs=1e-3)
    r = found.correlation
    assert [r[0][1], r[0][2], r[1][2]] == pytest.approx([-0.588, -0.485, 0.993], abs=1e-3)


def test_h2_against_independent_computation(shared):
    expected = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.2"]["computed"]
    inputs, correlations = simultaneous_inputs(SETS, "bridge")
    result = propagate(Problem(IMPEDANCE, inputs, correlations))
    u, r = result.standard_uncertainties, result.correlation
    found = [*result.values, *u, r[0, 1], r[0, 2], r[1, 2]]
    names = ["R", "X", "Z", "u_R", "u_X", "u_Z", "r_RX", "r_RZ", "r_XZ"]
    assert found == pytest.approx([expected[name] for name in names], rel=1e-10)


# Table H.7: counts of standard, blank and sample, and the times from the reference time, in minutes.
LAMBDA, COUNTED = 1.25894e-4, 60.0
CS, TS = [15380, 14978, 14394, 13254, 12516, 11058], [243.74, 984.53, 1723.87, 2463.17, 3217.56, 3956.83]
CX, TX = [41432, 38706, 35860, 32238, 29640, 26356], [367.37, 1107.66, 1846.99, 2586.28, 3340.68, 4079.94]
CB = [4054, 3922, 4200, 3830, 3956, 3980]


def _rates(counts: list[float], times: list[float]) -> list[float]:
    return [
        (count - blank) / COUNTED * math.exp(LAMBDA * time)
        for count, blank, time in zip(counts, CB, times, strict=True)
    ]


KNOWN = [Input("AS", 0.1368, 0.0018), Input("mS", 5.0192, 0.005), Input("mx", 5.0571, 0.001)]


def test_h4_activity_approach_1():
    """H.4.3.1: Rx = 652,60(6,42), RS = 206,09(3,79), r = 0,646; Ax = 0,430 Bq/g, u = 0,0083 Bq/g."""
    inputs, correlations = simultaneous_inputs({"Rx": _rates(CX, TX), "RS": _rates(CS, TS)}, "counting")
    assert [round(each.value, 2) for each in inputs] == [652.60, 206.09]
    assert [round(each.standard_uncertainty, 2) for each in inputs] == [6.42, 3.79]
    assert round(correlations[0][2], 3) == 0.646
    model = Model.parse(["R = Rx/RS", "Ax = AS*mS/mx*R"], outputs=["R", "Ax"])
    ratio, activity = propagate(Problem(model, [*KNOWN, *inputs], correlations)).estimates
    assert (round(ratio.value, 3), round(ratio.standard_uncertainty, 3)) == (3.167, 0.045)
    assert (round(activity.value, 3), round(activity.standard_uncertainty, 4)) == (0.430, 0.0083)


def test_h4_activity_approach_2():
    """H.4.3.2: the ratio of each cycle; Ax = 0,4304 Bq/g, u = 0,0084 Bq/g."""
    ratios = [a / b for a, b in zip(_rates(CX, TX), _rates(CS, TS), strict=True)]
    found = statistics_of(ratios)
    assert (round(found.mean, 3), round(found.standard_uncertainty, 3)) == (3.170, 0.046)
    model = Model.parse("Ax = AS*mS/mx*R")
    activity = propagate(Problem(model, [*KNOWN, Input.from_readings("R", ratios)])).estimate()
    assert (round(activity.value, 4), round(activity.standard_uncertainty, 4)) == (0.4304, 0.0084)


def test_h4_against_independent_computation(shared):
    expected = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.4"]["computed"]
    inputs, correlations = simultaneous_inputs({"Rx": _rates(CX, TX), "RS": _rates(CS, TS)}, "counting")
    found = propagate(Problem(Model.parse("AS*mS/mx*Rx/RS"), [*KNOWN, *inputs], correlations)).estimate()
    assert found.value == pytest.approx(expected["approach1"]["Ax"], rel=1e-12)
    assert found.standard_uncertainty == pytest.approx(expected["approach1"]["u_Ax"], rel=1e-12)
