"""The calibration of a gauge block: JCGM 100:2008, H.1, with unrounded uncertainties, and JCGM 101:2008, 9.5."""

import math

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Normal,
    Rectangular,
    ScaledShiftedT,
)
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.problem import Problem

LENGTH = Model.parse("dL = Ls + D + d1 + d2 - Ls*(dalpha*(theta0 + Delta) + alpha_s*dtheta) - 50000000")
GAUGE_BLOCK = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")


def gauge_block(d: Input) -> Problem:
    theta = Input("theta", -0.1, math.sqrt(0.2**2 + 0.5**2 / 2))
    inputs = [
        Input.from_expanded("ls", 50000623, 75, 3, degrees_of_freedom=18),
        d,
        Input.from_half_width("alpha_s", 11.5e-6, 2e-6),
        theta,
        Input.from_half_width("dalpha", 0, 1e-6, degrees_of_freedom=50),
        Input.from_half_width("dtheta", 0, 0.05, degrees_of_freedom=2),
    ]
    return Problem(GAUGE_BLOCK, inputs, coverage_probability=0.99)


D = Input.from_components(
    "d", 215, [Component("repeated", 5.8, 24), Component("random", 3.9, 5), Component("systematic", 6.7, 8)]
)


def gauge_block_9_5() -> Problem:
    """Table 11 of JCGM 101:2008."""
    known = {
        "Ls": ScaledShiftedT(50000623.0, 25.0, 18.0),
        "D": ScaledShiftedT(215.0, 6.0, 24.0),
        "d1": ScaledShiftedT(0.0, 4.0, 5.0),
        "d2": ScaledShiftedT(0.0, 7.0, 8.0),
        "alpha_s": Rectangular(9.5e-6, 13.5e-6),
        "theta0": Normal(-0.1, 0.2),
        "Delta": Arcsine(-0.5, 0.5),
        "dalpha": CurvilinearTrapezoid(-1.0e-6, 1.0e-6, 0.1e-6),
        "dtheta": CurvilinearTrapezoid(-0.050, 0.050, 0.025),
    }
    inputs = [Input.from_distribution(name, each) for name, each in known.items()]
    return Problem(LENGTH, inputs, coverage_probability=0.99)
