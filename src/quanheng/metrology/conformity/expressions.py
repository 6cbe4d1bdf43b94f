"""Limits and conditions as regulations print them: `0.5 e`, `2 % V`, `max(0.06, 5 % x)`, `500 e < m ≤ 2000 e`.

Numbers are exact. A limit is made of numbers, names, + − × · * / ( ), |…|, max, min, abs, `%` and `‰`; what stands side
by side is multiplied; multiplication and division go from left to right. `value(L)` is the numerical value of L in the
unit that the table declares for it, for limits printed like (0.3 + 0.005 L) µm with L in mm. Texts come from outside:
length and depth are limited, and nothing is executed.
"""

from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidExpression
from quanheng.metrology.conformity.exact import shown
from quanheng.metrology.conformity.grammar import Parser, Term, Values

#: How comparisons may be written.
_COMPARISONS = {"≤": "<=", "≥": ">=", "==": "="}


@dataclass(frozen=True, slots=True)
class Expression:
    """A limit: text, the names in it, and what it comes to.

    Attributes:
        text: as written.
        names: all names.
        bare: those among them that are used as quantities, not through `value()`.

    Example:
        >>> Expression.parse("2 + 4 dt_min/dt").value({"dt_min": Fraction(3), "dt": Fraction(24)})
        Fraction(5, 2)
    """

    text: str
    names: frozenset[str]
    bare: frozenset[str]
    _term: Term

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """Read a limit.

        Raises:
            InvalidExpression: not of this grammar, too long or too deep. Shows the place.
        """
        parser = Parser(text)
        term = parser.sum()
        parser.finish()
        return cls(text, frozenset(parser.names), frozenset(parser.bare), term)

    def value(self, values: Values) -> Fraction:
        """What it comes to.

        Raises:
            InvalidExpression: a name without a value, or a division by zero.
        """
        return _evaluated(self.text, self._term, values)

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Expression) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[object, ...]:
        return Expression.parse, (self.text,)


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons in a chain, each end open or closed as printed.

    Example:
        >>> row = Condition.parse("500 e < m ≤ 2000 e")
        >>> [row.holds({"m": Fraction(m), "e": Fraction(1)}) for m in (500, 501, 2000, 2001)]
        [False, True, True, False]
    """

    text: str
    names: frozenset[str]
    bare: frozenset[str]
    _terms: tuple[Term, ...]
    _comparisons: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Condition":
        """Read a chain of comparisons by <, ≤ (or <=), >, ≥ (or >=) and =.

        Raises:
            InvalidExpression: not of this grammar, or without a comparison. Shows the place.
        """
        parser = Parser(text)
        terms, comparisons = [parser.sum()], []
        while (token := parser.take("compare")) is not None:
            comparisons.append(_COMPARISONS.get(token.text, token.text))
            terms.append(parser.sum())
        parser.finish()
        if not comparisons:
            raise InvalidExpression(f"{text!r} is no condition: a comparison is needed, such as 0 <= m <= 500 e")
        return cls(text, frozenset(parser.names), frozenset(parser.bare), tuple(terms), tuple(comparisons))

    def holds(self, values: Values) -> bool:
        """Whether all comparisons hold.

        Raises:
            InvalidExpression: a name without a value, or a division by zero.
        """
        numbers = [_evaluated(self.text, term, values) for term in self._terms]
        return all(
            _compare(comparison, left, right)
            for comparison, left, right in zip(self._comparisons, numbers, numbers[1:], strict=False)
        )

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Condition) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[object, ...]:
        return Condition.parse, (self.text,)


def _evaluated(text: str, term: Term, values: Values) -> Fraction:
    try:
        return term(values)
    except KeyError as error:
        known = ", ".join(f"{name} = {shown(number)}" for name, number in values.items()) or "none"
        raise InvalidExpression(f"{text!r}: {error} has no value; given are: {known}") from error
    except ZeroDivisionError as error:
        raise InvalidExpression(f"{text!r} divides by zero") from error


def _compare(comparison: str, left: Fraction, right: Fraction) -> bool:
    match comparison:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    return left == right
