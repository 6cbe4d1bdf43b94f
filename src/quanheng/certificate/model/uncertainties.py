"""Uncertainties as stated, of one value and of a whole column.

D-SI up to 2.1 (DCC up to 3.2) writes `expandedUnc` and `coverageInterval`; D-SI 2.2 (DCC 3.3) `measurementUncertainty…`
with `standardMU`, `expandedMU` and `coverageIntervalMU`, and calls the former deprecated. Both become the same here;
`is_deprecated_form` remembers which it was.

What is not stated is None. An expanded uncertainty without a coverage factor has no known standard uncertainty:
k = 2 is never assumed (GUM 7.2.3, ISO/IEC 17025:2017 7.8.4.1).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from quanheng.certificate.model.numbers import Number

T = TypeVar("T")


class UncertaintyForm(StrEnum):
    """How an uncertainty is stated."""

    STANDARD = "standard"
    EXPANDED = "expanded"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The uncertainty of one value, in the value's unit.

    Attributes:
        form: which of the three statements it is.
        stated: the number stated: U of an expanded, u of a standard uncertainty and of a coverage interval.
        factor: k, where stated.
        probability: p, where stated.
        distribution: as written, where stated.
        low: lower end of a coverage interval.
        high: upper end of a coverage interval.

    Example:
        >>> stated = Uncertainty(UncertaintyForm.EXPANDED, Number("0.061"), factor=Number("2"))
        >>> stated.standard, stated.expanded
        (Decimal('0.0305'), Decimal('0.061'))
        >>> Uncertainty(UncertaintyForm.EXPANDED, Number("0.061")).standard is None
        True
    """

    form: UncertaintyForm
    stated: Number
    factor: Number | None = None
    probability: Number | None = None
    distribution: str | None = None
    low: Number | None = None
    high: Number | None = None

    @property
    def standard(self) -> Decimal | None:
        """u; of an expanded uncertainty U/k, and None where k is not stated."""
        if not self.stated.is_known:
            return None
        if self.form is not UncertaintyForm.EXPANDED:
            return self.stated.value
        k = self.k
        return None if k is None or not k else self.stated.value / k

    @property
    def expanded(self) -> Decimal | None:
        """U; of a coverage interval half its width; None of a bare standard uncertainty."""
        if self.form is UncertaintyForm.EXPANDED:
            return self.stated.value if self.stated.is_known else None
        if self.low is not None and self.high is not None and self.low.is_known and self.high.is_known:
            return (self.high.value - self.low.value) / 2
        return None

    @property
    def k(self) -> Decimal | None:
        """The coverage factor, where stated and known."""
        return self.factor.value if self.factor is not None and self.factor.is_known else None

    @property
    def p(self) -> Decimal | None:
        """The coverage probability, where stated and known."""
        return self.probability.value if self.probability is not None and self.probability.is_known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertaintyColumn:
    """The uncertainties of a column of values: as many of each as there are values, or one for all.

    Attributes:
        form: which statement it is.
        stated: U, or u.
        is_deprecated_form: written as `expandedUnc` or `coverageInterval`.
        place: XPath.
    """

    form: UncertaintyForm
    stated: tuple[Number, ...]
    factors: tuple[Number, ...] = ()
    probabilities: tuple[Number, ...] = ()
    distributions: tuple[str, ...] = ()
    lows: tuple[Number, ...] = ()
    highs: tuple[Number, ...] = ()
    is_deprecated_form: bool = field(default=False, compare=False)
    place: str = field(default="", compare=False, repr=False)

    def at(self, index: int) -> Uncertainty | None:
        """The uncertainty of the value at `index`; None where the column is too short or says NaN."""
        stated = at(self.stated, index)
        if stated is None or not stated.is_known:
            return None
        return Uncertainty(
            self.form,
            stated,
            at(self.factors, index),
            at(self.probabilities, index),
            at(self.distributions, index),
            at(self.lows, index),
            at(self.highs, index),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRegion:
    """A coverage region of several values together: the covariance matrix, column by column.

    Attributes:
        shape: `ellipsoidal` or `rectangular`.
        covariances: columns of the matrix; each entry a tuple of values (one, unless a list of matrices is stated).
        units: of the entries, in the same order.
    """

    shape: str
    covariances: tuple[tuple[tuple[Number, ...], ...], ...]
    units: tuple[tuple[tuple[str, ...], ...], ...] = ()
    factors: tuple[Number, ...] = ()
    probabilities: tuple[Number, ...] = ()
    distributions: tuple[str, ...] = ()
    place: str = field(default="", compare=False, repr=False)


def at(column: tuple[T, ...], index: int) -> T | None:
    """The entry at `index` of a column in which one entry stands for all."""
    if len(column) == 1:
        return column[0]
    return column[index] if index < len(column) else None
