"""Results as a laboratory has them: tables of columns, and observations that are no quantity."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scipy.special import stdtr

from quanheng.certificate.model.texts import Text
from quanheng.metrology.conformity import Tolerance
from quanheng.metrology.uncertainty import Estimate, Result, round_result
from quanheng.metrology.uncertainty.rounding import Digits, Rounding


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An output of an evaluation of uncertainty, from which a value of a column comes."""

    result: Result
    output: str

    @property
    def estimate(self) -> Estimate:
        """The output with its uncertainty."""
        return self.result.estimate(self.output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """Expanded uncertainties of a column: one for all values, or one each.

    Attributes:
        stated: U, in the column's unit, with one or two significant digits.
        factors: k.
        probabilities: p, as a part of 1.
        distributions: of the values that could be attributed to the measurand.
    """

    stated: tuple[str, ...]
    factors: tuple[str, ...] = ("2",)
    probabilities: tuple[str, ...] = ("0.95",)
    distributions: tuple[str, ...] = ("normal",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A quantity at every point of a table.

    Attributes:
        ref_type: what it is, a word of `vocabulary.COLUMN_TYPES`.
        values: digits as they are to stand in the certificate.
        unit: in any notation that `metrology.units` reads.
        evaluations: what the values come from, one each; their influences are attached.
        tolerances: limits of the values, one for all or one each; conformity is stated for each value.
        quantity_kind: a word of `vocabulary.QUANTITY_KINDS`.
    """

    name: Text
    ref_type: str
    values: tuple[str, ...]
    unit: str
    uncertainty: Expanded | None = None
    evaluations: tuple[Evaluation, ...] = ()
    tolerances: tuple[Tolerance, ...] = ()
    quantity_kind: str | None = None

    @classmethod
    def evaluated(
        cls,
        name: Text,
        ref_type: str,
        evaluations: Sequence[Evaluation],
        unit: str,
        *,
        coverage_factor: str | None = None,
        digits: Digits = 2,
        rounding: Rounding = "half-even",
        tolerances: Sequence[Tolerance] = (),
        quantity_kind: str | None = None,
    ) -> "Column":
        """A column from evaluations of uncertainty: rounded values, U, k, p and distribution follow from them.

        Args:
            coverage_factor: k to state, such as "2"; unless given, that of the evaluation's coverage probability.

        Raises:
            InvalidInput: an evaluation without uncertainty.

        Example:
            >>> from quanheng.certificate.building.words import said
            >>> from quanheng.metrology.model import Model
            >>> from quanheng.metrology.uncertainty import Input, Problem, propagate
            >>> found = propagate(Problem(Model.parse("E = I - m"), [Input("I", 100.0), Input("m", 99.9988, 0.0012)]))
            >>> column = Column.evaluated(said("示值误差", "Error"), "basic_measurementError", [Evaluation(found, "E")],
            ...                           "g", coverage_factor="2")
            >>> column.values, column.uncertainty.stated, column.uncertainty.probabilities
            (('0.0012',), ('0.0024',), ('0.9545',))
        """
        rows = [_reported(each.estimate, coverage_factor, digits, rounding) for each in evaluations]
        values, stated, factors, probabilities, distributions = zip(*rows, strict=True) if rows else ((),) * 5
        return cls(
            name=name,
            ref_type=ref_type,
            values=tuple(values),
            unit=unit,
            uncertainty=Expanded(
                stated=tuple(stated),
                factors=_one_where_equal(tuple(factors)),
                probabilities=_one_where_equal(tuple(probabilities)),
                distributions=_one_where_equal(tuple(distributions)),
            ),
            evaluations=tuple(evaluations),
            tolerances=tuple(tolerances),
            quantity_kind=quantity_kind,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A column of words, such as the phase or the position of each row; words have no blanks."""

    name: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns of the same length, with a heading."""

    name: Text
    columns: tuple[Column | Labels, ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A finding that is no quantity, such as the state of a seal: `found` in words, `conforms` where it is judged."""

    name: Text
    found: Text
    conforms: bool | None = None


def _reported(
    estimate: Estimate, coverage_factor: str | None, digits: Digits, rounding: Rounding
) -> tuple[str, str, str, str, str]:
    nu = estimate.truncated_degrees_of_freedom
    distribution = "normal" if nu == float("inf") else "t"
    if coverage_factor is None:
        factor = f"{estimate.coverage_factor:.2f}"
        probability = f"{estimate.coverage_probability:.6g}"
        expanded = estimate.expanded_uncertainty
    else:
        factor = coverage_factor
        probability = f"{2.0 * float(stdtr(nu, float(factor))) - 1.0:.4f}"
        expanded = float(factor) * estimate.standard_uncertainty
    rounded = round_result(estimate.value, expanded, digits, rounding)
    return _plain(rounded.value), _plain(rounded.uncertainty), factor, probability, distribution


def _plain(number: Decimal) -> str:
    """Digits without a power of ten as long as no zero is only there to fill a place."""
    exponent = number.as_tuple().exponent
    return f"{number:f}" if isinstance(exponent, int) and exponent <= 0 else f"{number:e}"


def _one_where_equal(entries: tuple[str, ...]) -> tuple[str, ...]:
    return entries[:1] if len(set(entries)) == 1 else entries
