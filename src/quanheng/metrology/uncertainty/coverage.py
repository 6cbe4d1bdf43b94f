"""Coverage factors: Student's t with truncated effective degrees of freedom (JCGM 100:2008, Annex G)."""

import math

from scipy.special import ndtri, stdtrit

from quanheng.metrology.uncertainty.errors import InvalidProblem

#: Degrees of freedom that fell short of a whole number by rounding alone are that number.
_ROUNDING = 1e-9


def require_probability(probability: float) -> float:
    """A coverage probability, as it is.

    Raises:
        InvalidProblem: not between 0 and 1, or so near to 1 that floating point has nothing between (1 + p)/2 and 1.
    """
    if not 0.0 < probability < 1.0:
        raise InvalidProblem(f"coverage probability {probability}: a number between 0 and 1 is needed, such as 0.95")
    if (1.0 + probability) / 2.0 >= 1.0:
        raise InvalidProblem(f"coverage probability {probability}: too near to 1 for floating point")
    return probability


def truncated(nu_eff: float) -> float:
    """The whole number of degrees of freedom that t is looked up with (G.4.1, note 1): the next lower one.

    Example:
        >>> truncated(16.75), truncated(17.999999999999996), truncated(math.inf)
        (16.0, 18.0, inf)
    """
    return nu_eff if math.isinf(nu_eff) else float(math.floor(nu_eff * (1.0 + _ROUNDING)))


def student_t(probability: float, nu: float) -> float:
    """t_p(ν): the interval ±t_p(ν) holds the fraction `probability` of Student's distribution (Table G.2).

    Raises:
        InvalidProblem: a probability that cannot be, or degrees of freedom that are not positive.

    Example:
        >>> round(student_t(0.99, 16), 2), round(student_t(0.95, math.inf), 2)
        (2.92, 1.96)
    """
    upper = (1.0 + require_probability(probability)) / 2.0
    if not nu > 0.0:
        raise InvalidProblem(f"{nu} degrees of freedom: a positive number is needed")
    return float(ndtri(upper)) if math.isinf(nu) else float(stdtrit(nu, upper))


def coverage_factor(nu_eff: float, probability: float) -> float:
    """k_p = t_p(ν_eff), ν_eff truncated first (G.4.1).

    Raises:
        InvalidProblem: see `student_t`; fewer than one degree of freedom.

    Example:
        >>> round(coverage_factor(16.75, 0.99), 2)                            # JCGM 100:2008, H.1.6
        2.92
    """
    nu = truncated(nu_eff)
    if not nu >= 1.0:
        raise InvalidProblem(f"{nu_eff} effective degrees of freedom: at least 1 is needed for a coverage factor")
    return student_t(probability, nu)
