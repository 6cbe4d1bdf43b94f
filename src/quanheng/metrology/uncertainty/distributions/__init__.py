"""Distributions of input quantities (JCGM 101:2008, 6.4): densities, and quantiles that are the same bits everywhere.

Rectangular(-0.05, 0.05).quantile([0.025, 0.975])
ScaledShiftedT.from_readings([5.007, 4.994, 5.005]).standard_uncertainty
distribution_from_dict({"distribution": "triangular", "a": 0.0, "b": 2.0})
"""

from quanheng.metrology.uncertainty.distributions.arcsine import Arcsine
from quanheng.metrology.uncertainty.distributions.base import Distribution
from quanheng.metrology.uncertainty.distributions.curvilinear import CurvilinearTrapezoid, InexactRectangular
from quanheng.metrology.uncertainty.distributions.empirical import Empirical
from quanheng.metrology.uncertainty.distributions.exponential import Exponential
from quanheng.metrology.uncertainty.distributions.gamma import Gamma
from quanheng.metrology.uncertainty.distributions.normal import Normal
from quanheng.metrology.uncertainty.distributions.rectangular import Rectangular
from quanheng.metrology.uncertainty.distributions.stored import FAMILIES, distribution_from_dict
from quanheng.metrology.uncertainty.distributions.student import ScaledShiftedT
from quanheng.metrology.uncertainty.distributions.trapezoidal import Trapezoidal
from quanheng.metrology.uncertainty.distributions.triangular import Triangular

__all__ = [
    "FAMILIES",
    "Arcsine",
    "CurvilinearTrapezoid",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "InexactRectangular",
    "Normal",
    "Rectangular",
    "ScaledShiftedT",
    "Trapezoidal",
    "Triangular",
    "distribution_from_dict",
]
