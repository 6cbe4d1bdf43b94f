"""One or more members of every family, for tests that hold for all of them."""

import numpy as np

from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    InexactRectangular,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
)

VALUES = (np.arange(1, 200) * 0.618033988749895 % 1.0) ** 2

MEMBERS: tuple[Distribution, ...] = (
    Normal(2.0, 0.3),
    Rectangular(-1.0, 3.0),
    InexactRectangular(-1.0, 1.0, 0.25),
    CurvilinearTrapezoid(-1.0, 1.0, 1e-6),
    CurvilinearTrapezoid(9.0, 11.0, 0.5),
    CurvilinearTrapezoid(-1.0, 1.0, 0.999999),
    Trapezoidal(0.0, 4.0, 0.0),
    Trapezoidal(0.0, 4.0, 0.3),
    Trapezoidal(0.0, 4.0, 1.0),
    Triangular(-2.0, 1.0),
    Arcsine(-1.0, 3.0),
    ScaledShiftedT(1.0, 2.0, 1.0),
    ScaledShiftedT(1.0, 2.0, 1.5),
    ScaledShiftedT(1.0, 2.0, 2.5),
    ScaledShiftedT(1.0, 2.0, 5.3),
    ScaledShiftedT(1.0, 2.0, 18.0),
    ScaledShiftedT(1.0, 2.0, 1e9),
    Exponential(2.0),
    Gamma(0.3, 2.0),
    Gamma(1.0),
    Gamma(4.0),
    Gamma(40.0),
    Gamma(151.0),
    Gamma(1e6),
    Empirical(VALUES),
)
IDS = [repr(each) for each in MEMBERS]
