"""How much of a distribution a coverage factor covers: F(k) = P(|X| <= k·sigma) about the mean.

Sources: JCGM 100:2008, annex G; JCGM 101:2008, table 1 for the shapes. All are symmetric about zero with variance 1.
"""

import math
from collections.abc import Callable

Coverage = Callable[[float], float]


def normal(k: float) -> float:
    """erf(k/√2).

    Example:
        >>> round(normal(2), 4), round(normal(1.96), 3)
        (0.9545, 0.95)
    """
    return math.erf(k / math.sqrt(2))


def rectangular(k: float) -> float:
    """k/√3 up to 1.

    Example:
        >>> round(rectangular(1.65), 2)
        0.95
    """
    return min(1.0, k / math.sqrt(3))


def triangular(k: float) -> float:
    """1 − (1 − k/√6)² up to 1.

    Example:
        >>> round(triangular(1.902), 3)
        0.95
    """
    x = min(1.0, k / math.sqrt(6))
    return 1 - (1 - x) ** 2


def arcsine(k: float) -> float:
    """(2/π)·arcsin(k/√2) up to 1: the U-shaped distribution.

    Example:
        >>> round(arcsine(1.41), 2)
        0.95
    """
    return 2 / math.pi * math.asin(min(1.0, k / math.sqrt(2)))


#: Words that certificates use, in lower case; what contains one of them is of that shape.
SHAPES: tuple[tuple[tuple[str, ...], Coverage], ...] = (
    (("normal", "gauss", "正态"), normal),
    (("rect", "uniform", "均匀", "矩形"), rectangular),
    (("triang", "三角"), triangular),
    (("arcsin", "u-shaped", "u shaped", "反正弦"), arcsine),
)


def of_distribution(name: str) -> Coverage | None:
    """The coverage of a distribution by the name that a certificate gives it; None of one that is not known here."""
    lowered = name.casefold()
    return next((coverage for words, coverage in SHAPES if any(word in lowered for word in words)), None)
