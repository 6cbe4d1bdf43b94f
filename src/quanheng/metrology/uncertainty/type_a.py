"""Type A evaluation (JCGM 100:2008, 4.2): exact statistics of readings, pooled, simultaneous."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.uncertainty.errors import InvalidReadings
from quanheng.metrology.uncertainty.exact import Number, Steps, exact, exact_sum, in_steps, root

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of n independent readings: everything exact inside, correctly rounded when asked for."""

    count: int
    exact_mean: Fraction
    exact_variance: Fraction

    @property
    def mean(self) -> float:
        """The arithmetic mean (4.2.1)."""
        return float(self.exact_mean)

    @property
    def standard_deviation(self) -> float:
        """The experimental standard deviation of one reading, s (4.2.2)."""
        return root(self.exact_variance)

    @property
    def standard_uncertainty(self) -> float:
        """The experimental standard deviation of the mean, s/√n (4.2.3)."""
        return root(self.exact_variance / self.count)

    @property
    def degrees_of_freedom(self) -> int:
        """n − 1."""
        return self.count - 1


def statistics_of(readings: Iterable[Number]) -> Statistics:
    """Mean and variance of readings, without any rounding.

    Args:
        readings: at least two; text and Decimal are taken as they stand, a float as the decimal that it prints as.

    Raises:
        InvalidReadings: fewer than two, or one that is no finite number.

    Example:
        >>> found = statistics_of([10000000.2] + 500 * [10000000.1, 10000000.3])      # NIST NumAcc4
        >>> found.mean, found.standard_deviation
        (10000000.2, 0.1)
    """
    found = in_steps(readings)
    values, step = found
    if len(values) < 2:
        raise InvalidReadings(f"{len(values)} readings: at least 2 are needed for a standard deviation")
    return Statistics(len(values), Fraction(sum(values), len(values)) * step, _covariance(found, found))


def _covariance(one: Steps, other: Steps) -> Fraction:
    """s(q, r) = (n Σqr − Σq Σr)/(n (n − 1)), which cancels without loss among whole numbers."""
    (q, q_step), (r, r_step), n = one, other, len(one[0])
    products = n * sum(a * b for a, b in zip(q, r, strict=True)) - sum(q) * sum(r)
    return Fraction(products, n * (n - 1)) * q_step * r_step


@dataclass(frozen=True, slots=True)
class PooledDeviation:
    """An estimate of the standard deviation of one reading from several series (JCGM 100:2008, 4.2.4, H.3.6)."""

    exact_variance: Fraction
    degrees_of_freedom: int

    @property
    def standard_deviation(self) -> float:
        """s_p."""
        return root(self.exact_variance)

    def uncertainty_of_mean(self, count: int) -> float:
        """s_p/√n of the mean of `count` readings.

        Raises:
            InvalidReadings: `count` is not positive.
        """
        if count < 1:
            raise InvalidReadings(f"the mean of {count} readings: at least 1 is needed")
        return root(self.exact_variance / count)


def pooled(series: Iterable[Sequence[Number] | Statistics]) -> PooledDeviation:
    """s_p² = Σ ν s² / Σ ν over series of readings of equal precision.

    Args:
        series: each as readings or as their statistics; where only s and ν are known, see `pooled_deviations`.

    Raises:
        InvalidReadings: no series, or one that has fewer than two readings.

    Example:
        >>> found = pooled([[1, 2, 3], [11, 12, 13, 14]])
        >>> round(found.standard_deviation, 4), found.degrees_of_freedom
        (1.1832, 5)
    """
    known = [each if isinstance(each, Statistics) else statistics_of(each) for each in series]
    return _pooled([(each.exact_variance, each.degrees_of_freedom) for each in known])


def pooled_deviations(deviations: Iterable[tuple[Number, int]]) -> PooledDeviation:
    """Like `pooled`, from pairs of a standard deviation and its degrees of freedom.

    Raises:
        InvalidReadings: none given, a negative standard deviation, or degrees of freedom below one.
    """
    known = []
    for deviation, degrees_of_freedom in deviations:
        s = exact(deviation)
        if s < 0 or degrees_of_freedom < 1:
            raise InvalidReadings(
                f"s = {deviation} with {degrees_of_freedom} degrees of freedom: s ≥ 0 and at least 1 are needed"
            )
        known.append((s * s, degrees_of_freedom))
    return _pooled(known)


def _pooled(known: Sequence[tuple[Fraction, int]]) -> PooledDeviation:
    total = sum(degrees for _, degrees in known)
    if not total:
        raise InvalidReadings("no series of readings: at least one is needed")
    return PooledDeviation(exact_sum(variance * degrees for variance, degrees in known) / total, total)


@dataclass(frozen=True, slots=True)
class SimultaneousStatistics:
    """Of several quantities read together (JCGM 100:2008, 5.2.3, H.2)."""

    names: tuple[str, ...]
    statistics: tuple[Statistics, ...]
    exact_covariance: tuple[tuple[Fraction, ...], ...]

    @property
    def means(self) -> tuple[float, ...]:
        """The mean of each."""
        return tuple(each.mean for each in self.statistics)

    @property
    def standard_uncertainties(self) -> tuple[float, ...]:
        """The standard uncertainty of each mean."""
        return tuple(each.standard_uncertainty for each in self.statistics)

    @property
    def degrees_of_freedom(self) -> int:
        """n − 1, common to all."""
        return self.statistics[0].degrees_of_freedom

    @property
    def covariance(self) -> Matrix:
        """Of the means: s(q, r)/n (JCGM 100:2008, equation 17)."""
        return tuple(tuple(float(each) for each in row) for row in self.exact_covariance)

    @property
    def correlation(self) -> Matrix:
        """Correlation coefficients of the means; zero beside a quantity that did not vary."""
        return tuple(
            tuple(1.0 if i == j else self._coefficient(i, j) for j in range(len(self.names)))
            for i in range(len(self.names))
        )

    def _coefficient(self, i: int, j: int) -> float:
        covariance = self.exact_covariance
        product = covariance[i][i] * covariance[j][j]
        if not product:
            return 0.0
        size = root(covariance[i][j] ** 2 / product)
        return size if covariance[i][j] > 0 else -size


def simultaneous(readings: Mapping[str, Sequence[Number]]) -> SimultaneousStatistics:
    """Means of quantities that were read together, and their covariance.

    Args:
        readings: name → readings; the k-th readings of all belong together.

    Raises:
        InvalidReadings: unequal numbers of readings, fewer than two, or no quantity.

    Example:
        >>> found = simultaneous({"U": [1.0, 2.0, 3.0], "I": [3.0, 2.0, 1.0]})
        >>> found.correlation
        ((1.0, -1.0), (-1.0, 1.0))
    """
    if not readings:
        raise InvalidReadings("no quantity: at least one is needed")
    counts = {name: len(values) for name, values in readings.items()}
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{name}: {count}" for name, count in counts.items())
        raise InvalidReadings(f"simultaneous readings of unequal number ({listed}): each needs as many as the others")
    statistics = tuple(statistics_of(values) for values in readings.values())
    count = statistics[0].count
    in_one_step = [in_steps(values) for values in readings.values()]
    covariance = tuple(tuple(_covariance(first, second) / count for second in in_one_step) for first in in_one_step)
    return SimultaneousStatistics(tuple(readings), statistics, covariance)
