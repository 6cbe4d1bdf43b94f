"""Effective degrees of freedom: Welch-Satterthwaite (JCGM 100:2008, G.4), correlated ensembles included."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.correlation import Correlation
from quanheng.metrology.uncertainty.errors import InvalidInput
from quanheng.metrology.uncertainty.influences import Influence, JointComponent, joint_components


def effective_degrees_of_freedom(
    contributions: NDArray[np.float64],
    variances: NDArray[np.float64],
    influences: Sequence[Influence],
    correlations: Sequence[Correlation] = (),
) -> list[float]:
    """ν_eff = u_c⁴ / Σ (u_g⁴/ν_g), one for each output (equation G.2b).

    The influences of one ensemble form one component g: their contributions are added, with their correlation, before
    the fourth power is taken (R. Willink, Metrologia 44 (2007) 340-349; the way of GTC).

    Args:
        contributions: (m, number of influences), signed.
        variances: (m,) combined variances u_c².
        influences, correlations: what the contributions belong to.

    Example:
        >>> known = [Influence("ls", 18), Influence("d", 25.6), Influence("theta", 2), Influence("alpha", 50)]
        >>> c = np.array([[25.0, 9.7, 16.6, 2.9]])                              # JCGM 100:2008, H.1.6
        >>> [int(nu) for nu in effective_degrees_of_freedom(c, (c**2).sum(axis=1), known)]
        [16]
    """
    alone = np.array([0.0 if each.ensemble is not None else 1.0 / each.degrees_of_freedom for each in influences])
    return welch_satterthwaite(contributions, variances, alone, joint_components(influences, correlations))


def welch_satterthwaite(
    contributions: NDArray[np.float64],
    variances: NDArray[np.float64],
    reciprocal_degrees: NDArray[np.float64],
    joint: Sequence[JointComponent],
) -> list[float]:
    """The same from what `Influences` keeps: 1/ν of the influences that stand alone, and the ensembles."""
    found = []
    # Divided by u_c before the fourth power, so that nothing under- or overflows.
    for row, variance in zip(contributions, variances.tolist(), strict=True):
        if variance <= 0.0:
            found.append(math.inf)
            continue
        ratio = row / math.sqrt(variance)
        total = float((ratio**4) @ reciprocal_degrees)
        for group in joint:
            part = ratio[group.places]
            total += float(part @ group.correlation @ part) ** 2 / group.degrees_of_freedom
        found.append(1.0 / total if total > 0.0 else math.inf)
    return found


def from_reliability(relative_uncertainty: float) -> float:
    """Degrees of freedom of a Type B uncertainty that is itself known to this fraction (equation G.3): ½(Δu/u)⁻².

    Raises:
        InvalidInput: not between 0 and 1/√2, below which less than one degree of freedom would be left.

    Example:
        >>> from_reliability(0.25), from_reliability(0.1), from_reliability(0.0)
        (8.0, 49.99999999999999, inf)
    """
    if not 0.0 <= relative_uncertainty <= math.sqrt(0.5):
        raise InvalidInput(f"relative uncertainty {relative_uncertainty} of an uncertainty: 0 to 0.7 is needed")
    return math.inf if relative_uncertainty == 0.0 else max(1.0, 0.5 / relative_uncertainty**2)
