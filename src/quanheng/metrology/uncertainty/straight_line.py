"""A straight line through readings by ordinary least squares, with covariance (JCGM 100:2008, H.3)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quanheng.metrology.uncertainty.errors import InvalidReadings
from quanheng.metrology.uncertainty.exact import Number, all_exact, exact, exact_sum, root


@dataclass(frozen=True, slots=True)
class StraightLine:
    """y = intercept + slope·(x − reference)."""

    intercept: float
    slope: float
    reference: float
    intercept_uncertainty: float
    slope_uncertainty: float
    correlation: float
    standard_deviation: float
    degrees_of_freedom: int

    def at(self, x: float) -> tuple[float, float]:
        """The line's value at `x` and its standard uncertainty, correlation included (H.3.4)."""
        distance = x - self.reference
        first, second = self.intercept_uncertainty, distance * self.slope_uncertainty
        variance = first**2 + second**2 + 2 * first * second * self.correlation
        return self.intercept + self.slope * distance, math.sqrt(max(variance, 0.0))


def fit_line(x: Sequence[Number], y: Sequence[Number], reference: Number = 0) -> StraightLine:
    """The line that fits `y` read at `x`, whose own uncertainty is negligible.

    Args:
        x, y: three or more pairs.
        reference: where the intercept is taken; a place amid the data makes intercept and slope nearly uncorrelated.

    Raises:
        InvalidReadings: unequal numbers, fewer than three pairs, or all `x` equal.

    Example:
        >>> line = fit_line([1, 2, 3], [2.0, 4.0, 6.0])
        >>> line.intercept, line.slope, line.standard_deviation
        (0.0, 2.0, 0.0)
    """
    if len(x) != len(y):
        raise InvalidReadings(f"{len(x)} values of x and {len(y)} of y: they belong together in pairs")
    if len(x) < 3:
        raise InvalidReadings(f"{len(x)} pairs: at least 3 are needed to fit a line with its uncertainty")
    count = len(x)
    places = [each - exact(reference) for each in all_exact(x)]
    values = all_exact(y)
    sum_x, sum_y = exact_sum(places), exact_sum(values)
    sum_xx = exact_sum(each * each for each in places)
    sum_xy = exact_sum(a * b for a, b in zip(places, values, strict=True))
    spread = count * sum_xx - sum_x**2  # D of equation (H.13)
    if not spread:
        raise InvalidReadings(f"all x equal {x[0]}: a line needs at least two different places")
    slope = (count * sum_xy - sum_x * sum_y) / spread
    intercept = (sum_y - slope * sum_x) / count
    squares = exact_sum((b - intercept - slope * a) ** 2 for a, b in zip(places, values, strict=True))
    variance = squares / (count - 2)
    correlation = root(sum_x**2 / (count * sum_xx))
    return StraightLine(
        intercept=float(intercept),
        slope=float(slope),
        reference=float(exact(reference)),
        intercept_uncertainty=root(variance * sum_xx / spread),
        slope_uncertainty=root(variance * count / spread),
        correlation=-correlation if sum_x > 0 else correlation,
        standard_deviation=root(variance),
        degrees_of_freedom=count - 2,
    )
