"""The calibration of a gauge block, JCGM 100:2008, H.1: inputs with unrounded uncertainties."""

import math

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.problem import Problem

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
