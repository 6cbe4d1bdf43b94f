"""What cannot be is refused, with the parameter, its value and the remedy."""

import math
import re
from collections.abc import Callable

import pytest

from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Empirical,
    Exponential,
    Gamma,
    InexactRectangular,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
    distribution_from_dict,
)
from quanheng.metrology.uncertainty.errors import InvalidInput, InvalidReadings
from quanheng.metrology.uncertainty.type_a import pooled_deviations

SAID: dict[str, Callable[[], object]] = {
    "rectangular: the bounds are a = 1.0 and b = 1.0: a must be less than b": lambda: Rectangular(1, 1),
    "triangular: the bounds are a = 2.0 and b = 1.0: a must be less than b": lambda: Triangular(2, 1),
    "arcsine: a is nan: a finite number is needed": lambda: Arcsine(math.nan, 1),
    "rectangular: b is inf: a finite number is needed": lambda: Rectangular(0, math.inf),
    "too far apart: b - a must be finite": lambda: Rectangular(-1.7e308, 1.7e308),
    "rectangular: a is '1': a number is needed": lambda: Rectangular("1", 2),
    "rectangular: a is True: a number is needed": lambda: Rectangular(True, 2),
    "rectangular: b is None: a number is needed": lambda: Rectangular(0, None),
    "rectangular: b is inf": lambda: Rectangular(0, 10**400),
    "rectangular: half_width is -1: a positive number is needed": lambda: Rectangular.from_half_width(0, -1),
    "curvilinear_trapezoid: d = 1.0 beside a = 0.0 and b = 2.0: d must be less than (b - a)/2 = 1.0": (
        lambda: CurvilinearTrapezoid(0, 2, 1)
    ),
    "inexact_rectangular: d = 5.0 beside": lambda: InexactRectangular(0, 2, 5),
    "exact bounds are rectangular": lambda: CurvilinearTrapezoid(0, 2, 0),
    "curvilinear_trapezoid: d is -1: a positive number is needed": lambda: CurvilinearTrapezoid(0, 2, -1),
    "curvilinear_trapezoid: d is nan": lambda: CurvilinearTrapezoid(0, 2, math.nan),
    "trapezoidal: beta is 1.5: a number from 0 (triangular) to 1 (rectangular)": lambda: Trapezoidal(0, 1, 1.5),
    "trapezoidal: beta is nan": lambda: Trapezoidal(0, 1, math.nan),
    "trapezoidal: the bounds are a = 3 and b = 2": lambda: Trapezoidal.of_sum((0, 1), (3, 2)),
    "normal: u is -0.1: a positive number is needed": lambda: Normal(0, -0.1),
    "normal: u is 0: a positive number is needed; a quantity that is known exactly is a constant": lambda: Normal(0, 0),
    "normal: coverage_factor is 0": lambda: Normal.from_expanded(0, 1, 0),
    "t: scale is -1: a positive number is needed": lambda: ScaledShiftedT(0, -1, 5),
    "t: nu is 0.5 degrees of freedom: at least 1 is needed": lambda: ScaledShiftedT(0, 1, 0.5),
    "t: nu is nan": lambda: ScaledShiftedT(0, 1, math.nan),
    "t: nu is infinite: the distribution is then normal; use Normal": lambda: ScaledShiftedT(0, 1, math.inf),
    "t: scale is 0": lambda: ScaledShiftedT.from_readings([1, 1, 1]),
    "exponential: value is -2: a positive number is needed": lambda: Exponential(-2),
    "gamma: shape is 0": lambda: Gamma(0),
    "gamma: scale is -1": lambda: Gamma(1, -1),
    "gamma: shape is 1e+13: up to 1e12": lambda: Gamma(1e13),
    "gamma: the count -1: a whole number, not negative, is needed": lambda: Gamma.from_counts([3, -1]),
    "gamma: the count 2.5": lambda: Gamma.from_counts([2.5]),
    "gamma: no counts": lambda: Gamma.from_counts([]),
    "empirical: 0 values: at least 2 are needed": lambda: Empirical([]),
    "empirical: 1 values": lambda: Empirical([1.0]),
    "empirical: nan among the values": lambda: Empirical([1.0, math.nan]),
    "empirical: all 3 values are 2.0": lambda: Empirical([2.0, 2.0, 2.0]),
    "empirical: the values are not numbers": lambda: Empirical(["much", "more"]),
    "distribution 'rectangle' is not known; did you mean 'rectangular'?": lambda: distribution_from_dict(
        {"distribution": "rectangle"}
    ),
    "distribution 7 is not known; there are rectangular": lambda: distribution_from_dict({"distribution": 7}),
    "is no stored distribution": lambda: distribution_from_dict({"a": 1}),
    "rectangular: c not known; b missing: the parameters are a, b": (
        lambda: distribution_from_dict({"distribution": "rectangular", "a": 1, "c": 2})
    ),
}


@pytest.mark.parametrize("said", SAID)
def test_refusals_name_the_parameter_the_value_and_the_remedy(said: str):
    with pytest.raises(InvalidInput, match=re.escape(said)):
        SAID[said]()


def test_readings_that_cannot_be_are_refused():
    before = pooled_deviations([("1.0", 9)])
    for readings in ([], [1.0, math.nan]):
        with pytest.raises(InvalidReadings):
            ScaledShiftedT.from_pooled(readings, before)
    with pytest.raises(InvalidReadings):
        ScaledShiftedT.from_readings([1.0])
