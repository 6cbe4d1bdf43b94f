"""Statistics of readings: exact inside, the figures of NIST and of the Guide outside."""

import json
import time
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.uncertainty.errors import InvalidReadings
from quanheng.metrology.uncertainty.exact import exact, root
from quanheng.metrology.uncertainty.straight_line import fit_line
from quanheng.metrology.uncertainty.type_a import pooled, pooled_deviations, simultaneous, statistics_of
from quanheng.metrology.uncertainty.variance_analysis import analyse_summaries, analyse_variance

# NIST Statistical Reference Datasets, univariate summary statistics: constructed data with certified values.
NUM_ACC = {
    "NumAcc1": ([10000001, 10000003, 10000002], 10000002.0, 1.0),
    "NumAcc2": ([1.2] + 500 * [1.1, 1.3], 1.2, 0.1),
    "NumAcc3": ([1000000.2] + 500 * [1000000.1, 1000000.3], 1000000.2, 0.1),
    "NumAcc4": ([10000000.2] + 500 * [10000000.1, 10000000.3], 10000000.2, 0.1),
}


@pytest.mark.parametrize("name", NUM_ACC)
def test_the_certified_values_of_nist_to_every_digit(name: str):
    readings, mean, deviation = NUM_ACC[name]
    found = statistics_of(readings)
    assert (found.mean, found.standard_deviation) == (mean, deviation)
    assert found.degrees_of_freedom == len(readings) - 1


def test_a_hundred_thousand_readings_take_a_moment():
    readings = [10.0 + (7 * k % 1000) / 1e6 for k in range(100_000)]
    began = time.perf_counter()
    found = statistics_of(readings)
    assert time.perf_counter() - began < 2.0
    assert found.exact_mean == Fraction("10.0004995")


def test_readings_of_numpy_and_of_mixed_kinds_are_taken_exactly():
    large = 2**53 + 1
    assert statistics_of([np.int64(large), np.int64(large + 2)]).exact_mean == large + 1
    assert statistics_of([1, "1/3", 2.5, Fraction(1, 7)]).exact_mean == Fraction(334, 84) / 4


@pytest.mark.parametrize("wrong", ["1e999999999", "1e-999999999", "9" * 5000, "1e301", "-1e5000"])
def test_numbers_that_nothing_measures_are_refused_before_they_fill_the_memory(wrong: str):
    began = time.perf_counter()
    for take in (lambda: statistics_of([wrong, "1"]), lambda: exact(wrong)):
        with pytest.raises(InvalidReadings, match=r"beyond 10\^±300"):
            take()
    assert time.perf_counter() - began < 0.1


def test_text_and_float_readings_are_the_same_decimals():
    assert statistics_of(["5.007", "4.994"]) == statistics_of([5.007, 4.994])


@settings(deadline=None)
@given(st.fractions(min_value=0, max_value=10**40, max_denominator=10**30))
def test_a_root_is_the_nearest_float(square: Fraction):
    found = Fraction(root(square))
    spacing = Fraction(2) ** -52 * max(found, Fraction(1, 10**20))
    low, high = max(found - spacing / 2, Fraction(0)), found + spacing / 2
    assert low * low <= square <= high * high


@settings(deadline=None)
@given(st.integers(0, 2**200))
def test_the_root_of_a_square_is_exact_up_to_rounding(whole: int):
    assert root(Fraction(whole) ** 2) == float(whole)


@pytest.mark.parametrize("wrong", [[1.0], [], [1.0, float("nan")], [1.0, float("inf")], ["1.0", "much"], [1.0, None]])
def test_readings_that_cannot_be_are_refused(wrong: list):
    with pytest.raises(InvalidReadings):
        statistics_of(wrong)


def test_pooling_weighs_by_degrees_of_freedom():
    assert pooled([[1, 2, 3], [11, 12, 13, 14]]).exact_variance == Fraction(7, 5)
    found = pooled_deviations([("1.0", 2), ("2.0", 6)])
    assert (found.exact_variance, found.degrees_of_freedom) == (Fraction(26, 8), 8)
    assert found.uncertainty_of_mean(13) == 0.5
    for wrong in ([], [(-1.0, 3)], [(1.0, 0)]):
        with pytest.raises(InvalidReadings):
            pooled_deviations(wrong)


# JCGM 100:2008, Table H.2: five simultaneous sets of V (V), I (mA), phi (rad).
SETS = {
    "V": [5.007, 4.994, 5.005, 4.990, 4.999],
    "I": [19.663, 19.639, 19.640, 19.685, 19.678],
    "phi": [1.0456, 1.0438, 1.0468, 1.0428, 1.0433],
}


def test_simultaneous_readings_of_the_guide_h2():
    """Means, uncertainties and correlation as printed in Table H.2."""
    found = simultaneous(SETS)
    assert [round(each, 5) for each in found.means] == [4.999, 19.661, 1.04446]
    assert [round(u, d) for u, d in zip(found.standard_uncertainties, (4, 4, 5), strict=True)] == [
        0.0032, 0.0095, 0.00075,
    ]  # fmt: skip
    r = found.correlation
    assert (round(r[0][1], 2), round(r[0][2], 2), round(r[1][2], 2)) == (-0.36, 0.86, -0.65)
    assert found.covariance[0][0] == pytest.approx(found.standard_uncertainties[0] ** 2, rel=1e-15)


def test_covariance_of_x_and_y_is_not_doubled():
    """A fault of a public library: s(x, y) counted once for (x, y) and once more for (y, x)."""
    found = simultaneous({"a": [1, 2, 3], "b": [1, 2, 3]})
    assert found.covariance == ((1 / 3, 1 / 3), (1 / 3, 1 / 3))
    assert found.correlation == ((1.0, 1.0), (1.0, 1.0))


def test_simultaneous_readings_belong_together():
    with pytest.raises(InvalidReadings, match="a: 2, b: 3"):
        simultaneous({"a": [1, 2], "b": [1, 2, 3]})


# JCGM 100:2008, Table H.6.
T = [21.521, 22.012, 22.512, 23.003, 23.507, 23.999, 24.513, 25.002, 25.503, 26.010, 26.511]
B = [-0.171, -0.169, -0.166, -0.159, -0.164, -0.165, -0.156, -0.157, -0.159, -0.161, -0.160]


def test_the_thermometer_line_of_the_guide_h3():
    line = fit_line(T, B, reference=20)
    assert (round(line.intercept, 4), round(line.intercept_uncertainty, 4)) == (-0.1712, 0.0029)
    assert (round(line.slope, 5), round(line.slope_uncertainty, 5)) == (0.00218, 0.00067)
    assert (round(line.correlation, 2), round(line.standard_deviation, 4)) == (-0.93, 0.0035)
    assert line.degrees_of_freedom == 9
    assert [round(each, 4) for each in line.at(30)] == [-0.1494, 0.0041]


def test_the_thermometer_line_against_independent_computation(shared):
    expected = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.3"]
    line = fit_line(expected["t"], expected["b"], expected["t0"])
    found = {
        "y1": line.intercept, "u_y1": line.intercept_uncertainty, "y2": line.slope, "u_y2": line.slope_uncertainty,
        "r": line.correlation, "s": line.standard_deviation, "b30": line.at(30)[0], "u_b30": line.at(30)[1],
    }  # fmt: skip
    assert found == pytest.approx(expected["computed"], rel=1e-10)


def test_the_reference_moves_the_intercept_only():
    near, far = fit_line(T, B, reference=24), fit_line(T, B, reference=-1000)
    assert near.slope == far.slope
    assert near.at(30) == pytest.approx(far.at(30), rel=1e-6)
    assert abs(near.correlation) < 0.02 < abs(far.correlation)


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [1, 2])])
def test_lines_that_cannot_be_fitted_are_refused(x: list, y: list):
    with pytest.raises(InvalidReadings):
        fit_line(x, y)


# JCGM 100:2008, Table H.9: daily means and standard deviations of 5 observations, in µV above 10 V.
DAILY_MEANS = [172, 116, 13, 144, 106, 31, 60, 125, 163, 41]
DAILY_DEVIATIONS = [60, 77, 111, 101, 67, 93, 80, 73, 88, 86]


def test_the_zener_voltage_of_the_guide_h5():
    found = analyse_summaries(DAILY_MEANS, DAILY_DEVIATIONS, 5)
    assert round(found.mean) == 97
    assert (round(found.deviation_of_means), round(found.deviation_within)) == (57, 85)
    assert (round(found.deviation_from_means), round(found.deviation_between)) == (128, 43)
    # 2,25 is printed, from rounded s; unrounded 2.26.
    assert round(found.ratio, 2) == 2.26
    assert (round(found.critical_ratio(0.95), 2), round(found.critical_ratio(0.975), 2)) == (2.12, 2.45)
    assert (round(found.standard_uncertainty), round(found.standard_uncertainty_without_effect)) == (18, 13)


def test_the_zener_voltage_against_independent_computation(shared):
    example = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.5"]
    found = analyse_summaries(example["daily_mean_uV"], example["daily_s_uV"], example["K_obs"])
    computed = example["computed"]
    assert {
        "s_of_means_uV": found.deviation_of_means, "s_within_uV": found.deviation_within,
        "s_a_uV": found.deviation_from_means, "F": found.ratio, "F95": found.critical_ratio(0.95),
        "F975": found.critical_ratio(0.975), "s_B_uV": found.deviation_between,
        "u_mean_uV": found.standard_uncertainty, "u_no_between_uV": found.standard_uncertainty_without_effect,
        "mean_V": example["offset_V"] + found.mean * 1e-6,
    } == pytest.approx(computed, rel=1e-10)  # fmt: skip


def test_analysis_of_readings_and_of_their_summaries_agree():
    readings = [[1, 2, 4], [3, 3, 9], [0, 5, 1]]
    summaries = [statistics_of(group) for group in readings]
    by_readings = analyse_variance(readings)
    by_summaries = analyse_summaries([each.exact_mean for each in summaries], [0, 0, 0], 3)
    assert by_readings.exact_variance_of_means == by_summaries.exact_variance_of_means
    one_sample = statistics_of([each for group in readings for each in group])
    assert by_readings.standard_uncertainty_without_effect == pytest.approx(one_sample.standard_uncertainty, rel=1e-15)
    with pytest.raises(InvalidReadings):
        analyse_variance([[1, 2], [1, 2, 3]])


@settings(deadline=None)
@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=2, max_size=20), st.decimals(-(10**9), 10**9, places=3))
def test_an_added_constant_changes_the_mean_only(readings: list, added):
    found, moved = statistics_of(readings), statistics_of([each + added for each in readings])
    assert moved.exact_variance == found.exact_variance
    assert moved.exact_mean == found.exact_mean + exact(added)


def test_uncertainty_of_a_mean_is_that_of_the_guide():
    assert statistics_of([1, 2, 3, 4]).standard_uncertainty == sqrt(5 / 12)
