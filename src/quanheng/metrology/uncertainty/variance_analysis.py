"""Analysis of variance of nested readings: does the quantity vary between groups (JCGM 100:2008, H.5)?"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy.special import fdtri

from quanheng.metrology.uncertainty.errors import InvalidReadings
from quanheng.metrology.uncertainty.exact import Number, all_exact, exact_sum, root
from quanheng.metrology.uncertainty.type_a import Statistics, statistics_of


@dataclass(frozen=True, slots=True)
class VarianceAnalysis:
    """J groups (days) of K readings each.

    `exact_variance_of_means` is that of the group means about their mean, `exact_variance_within` the mean of the
    variances within the groups.
    """

    groups: int
    readings: int
    exact_mean: Fraction
    exact_variance_of_means: Fraction
    exact_variance_within: Fraction

    @property
    def mean(self) -> float:
        """Of all readings."""
        return float(self.exact_mean)

    @property
    def deviation_of_means(self) -> float:
        """The standard deviation of the group means."""
        return root(self.exact_variance_of_means)

    @property
    def deviation_within(self) -> float:
        """s_b: the pooled standard deviation of one reading within a group, J(K − 1) degrees of freedom."""
        return root(self.exact_variance_within)

    @property
    def deviation_from_means(self) -> float:
        """s_a: the same, estimated from the group means, J − 1 degrees of freedom."""
        return root(self.readings * self.exact_variance_of_means)

    @property
    def ratio(self) -> float:
        """F = s_a²/s_b² with (J − 1, J(K − 1)) degrees of freedom."""
        if not self.exact_variance_within:
            raise InvalidReadings("no variation within the groups: F is not defined")
        return float(self.readings * self.exact_variance_of_means / self.exact_variance_within)

    def critical_ratio(self, probability: float = 0.95) -> float:
        """What F exceeds with probability 1 − `probability` when there is no effect between the groups."""
        return float(fdtri(self.groups - 1, self.groups * (self.readings - 1), probability))

    @property
    def deviation_between(self) -> float:
        """s_B: the effect between groups; zero where the means vary less than the readings within explain."""
        between = self.exact_variance_of_means - self.exact_variance_within / self.readings
        return root(max(between, Fraction(0)))

    @property
    def standard_uncertainty(self) -> float:
        """Of the mean, with an effect between the groups: J − 1 degrees of freedom (H.5.2.5)."""
        return root(self.exact_variance_of_means / self.groups)

    @property
    def standard_uncertainty_without_effect(self) -> float:
        """Of the mean, when all readings are taken as one sample: JK − 1 degrees of freedom."""
        j, k = self.groups, self.readings
        squares = (j - 1) * k * self.exact_variance_of_means + j * (k - 1) * self.exact_variance_within
        return root(squares / (j * k - 1) / (j * k))


def analyse_variance(groups: Sequence[Sequence[Number]]) -> VarianceAnalysis:
    """From the readings of each group.

    Raises:
        InvalidReadings: fewer than two groups, or groups of unequal number.

    Example:
        >>> analyse_variance([[1, 2, 3], [2, 3, 4]]).ratio
        1.5
    """
    statistics = [statistics_of(group) for group in groups]
    counts = sorted({each.count for each in statistics})
    if len(counts) != 1:
        raise InvalidReadings(f"groups of {counts} readings: at least one group, and as many readings in each")
    return _analysis([each.exact_mean for each in statistics], [each.exact_variance for each in statistics], counts[0])


def analyse_summaries(
    means: Sequence[Number], standard_deviations: Sequence[Number], readings: int
) -> VarianceAnalysis:
    """From the mean and standard deviation of each group of `readings` readings.

    Raises:
        InvalidReadings: fewer than two groups, unequal numbers of means and deviations, or fewer than two readings.
    """
    if len(means) != len(standard_deviations):
        raise InvalidReadings(
            f"{len(means)} means and {len(standard_deviations)} standard deviations: one each a group"
        )
    return _analysis(all_exact(means), [s * s for s in all_exact(standard_deviations)], readings)


def _analysis(means: Sequence[Fraction], variances: Sequence[Fraction], readings: int) -> VarianceAnalysis:
    if len(means) < 2 or readings < 2:
        raise InvalidReadings(f"{len(means)} groups of {readings} readings: at least 2 of 2 are needed")
    overall: Statistics = statistics_of(means)
    return VarianceAnalysis(
        groups=len(means),
        readings=readings,
        exact_mean=overall.exact_mean,
        exact_variance_of_means=overall.exact_variance,
        exact_variance_within=exact_sum(variances) / len(variances),
    )
