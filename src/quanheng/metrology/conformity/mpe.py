"""Maximum permissible errors as regulations print them: tables by class, in the instrument's own terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quanheng.metrology.conformity.errors import InvalidTable, OutsideTable, UnknownName
from quanheng.metrology.conformity.exact import Given, exact, in_unit, shown, unit_of
from quanheng.metrology.conformity.expressions import Condition, Expression
from quanheng.metrology.conformity.tolerance import Tolerance
from quanheng.metrology.units import ONE, Quantity, Unit

#: What is known about a point: numbers or quantities by name, and texts for what is chosen, such as "stage".
Point = Mapping[str, Given]
Confidence = Literal["sourced", "known", "unsure"]


@dataclass(frozen=True, slots=True)
class MpeRow:
    """One row: where it holds, and what it permits.

    Attributes:
        where: conditions, all of which hold where the row does.
        lower, upper: of the error; a symmetric limit `mpe` is −mpe and mpe. None is no limit.
        given: choices that the row is for, such as {"connection": "direct"}.

    Raises:
        InvalidTable: no limit.
    """

    where: tuple[Condition, ...]
    lower: Expression | None
    upper: Expression | None
    is_symmetric: bool = False
    given: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise InvalidTable(f"the row {self.text!r} has no limit: give 'limit', or 'lower' and 'upper'")

    @classmethod
    def of(
        cls,
        where: str | Iterable[str],
        limit: str | None = None,
        *,
        lower: str | None = None,
        upper: str | None = None,
        given: Mapping[str, str] | None = None,
    ) -> "MpeRow":
        """From texts: `limit` for ±limit, or `lower` and `upper`, of which one may be missing.

        Raises:
            InvalidTable: both kinds of limit, or neither.
            InvalidExpression: a text that cannot be read.

        Example:
            >>> MpeRow.of("500 e < m <= 2000 e", "1 e").text
            '500 e < m <= 2000 e'
        """
        conditions = (where,) if isinstance(where, str) else tuple(where)
        if limit is not None and (lower is not None or upper is not None):
            raise InvalidTable(f"the row {conditions} has 'limit' and 'lower' or 'upper': give the one or the others")
        low, high = (limit, limit) if limit is not None else (lower, upper)
        return cls(
            tuple(Condition.parse(each) for each in conditions),
            None if low is None else Expression.parse(low),
            None if high is None else Expression.parse(high),
            limit is not None,
            tuple(sorted((given or {}).items())),
        )

    @property
    def text(self) -> str:
        """Where it holds, as printed."""
        choices = [f"{name}: {choice}" for name, choice in self.given]
        return ", ".join([*(each.text for each in self.where), *choices]) or "everywhere"

    @property
    def parts(self) -> tuple[Condition | Expression, ...]:
        """Conditions and limits."""
        return (*self.where, *(each for each in (self.lower, self.upper) if each is not None))

    def holds(self, values: Mapping[str, Fraction], choices: Mapping[str, str]) -> bool:
        """Whether it is the row of a point."""
        fits = all(choices.get(name) == choice for name, choice in self.given)
        return fits and all(each.holds(values) for each in self.where)


@dataclass(frozen=True, slots=True)
class AccuracyClass:
    """The rows of one class, and what an instrument must be to be of it.

    Attributes:
        name: such as "III", "0.5S", "F1"; "" where there are no classes.
        requires: conditions on the instrument, such as "5000 e <= Max".
    """

    name: str
    rows: tuple[MpeRow, ...]
    requires: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if not self.rows:
            raise InvalidTable(f"class {self.name!r} has no rows: give at least one")


@dataclass(frozen=True, slots=True)
class MpeTable:
    """Maximum permissible errors of a kind of instrument.

    Attributes:
        name: of the table, such as "OIML R 76".
        quantities: names that rows speak of, with their units; None for plain numbers.
        error_unit: of the errors that are judged; `%` where errors are relative.
        classes: the best first.
        stages: factor on all limits at each stage, such as {"initial": 1, "in_service": 2}.
        source, confidence: where it is from; a table that is "unsure" is never judged by.

    Raises:
        InvalidTable: no class, two of one name, a factor that is not positive, a name that no unit is declared for, or
            a comparison or limit that mixes two units of the same kind (kg and g).

    Example:
        >>> scale = MpeTable("R 76", {"m": "g", "e": "g"}, "g", (AccuracyClass("III", (
        ...     MpeRow.of("0 <= m <= 500 e", "0.5 e"),
        ...     MpeRow.of("500 e < m <= 2000 e", "1 e"))),), {"initial": 1, "in_service": 2})
        >>> print(scale.tolerance({"m": 5, "e": "0.01"}))
        [−0.005, 0.005] g
        >>> print(scale.tolerance({"m": "5.01", "e": "0.01"}, stage="in_service"))
        [−0.02, 0.02] g
    """

    name: str
    quantities: Mapping[str, Unit | None]
    error_unit: Unit
    classes: tuple[AccuracyClass, ...]
    stages: Mapping[str, Fraction]
    source: str = ""
    confidence: Confidence = "known"

    def __init__(
        self,
        name: str,
        quantities: Mapping[str, str | Unit | None],
        error_unit: str | Unit | None,
        classes: Iterable[AccuracyClass],
        stages: Mapping[str, Given] | None = None,
        source: str = "",
        confidence: Confidence = "known",
    ) -> None:
        set_ = object.__setattr__
        set_(self, "name", name)
        set_(self, "quantities", {each: unit_of(unit) for each, unit in quantities.items()})
        set_(self, "error_unit", unit_of(error_unit) or ONE)
        set_(self, "classes", tuple(classes))
        factors = {each: in_unit("factor", factor, None) for each, factor in (stages or {"initial": 1}).items()}
        set_(self, "stages", factors)
        set_(self, "source", source)
        set_(self, "confidence", confidence)
        self._check()

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes, the best first."""
        return tuple(each.name for each in self.classes)

    def accuracy_class(self, name: str | None = None) -> AccuracyClass:
        """A class by name; the only one where none is named.

        Raises:
            UnknownName: no such class, or several and none named.
        """
        if name is None and len(self.classes) == 1:
            return self.classes[0]
        for each in self.classes:
            if each.name == name:
                return each
        named = "no class is named" if name is None else f"class {name!r}"
        raise UnknownName(f"{self.name}: {named}: there are {', '.join(self.class_names)}")

    def tolerance(
        self, point: Point, accuracy_class: str | None = None, stage: str | None = None, **choices: str
    ) -> Tolerance:
        """The permissible errors at a point, exactly.

        Args:
            point: what rows speak of: plain numbers in the declared units, or quantities.
            accuracy_class: may be left out where there is one only.
            stage: the first one where none is given.
            choices: what rows are `given` for.

        Raises:
            OutsideTable: the class is not for such an instrument, or no row holds at the point: never extrapolated.
            UnknownName: no class, stage or quantity of that name.
            InvalidTable: several rows hold, the table is "unsure", or a limit is negative.
            InvalidExpression: a value is missing.
            UnitMismatch: a quantity of another kind than declared.
        """
        if self.confidence == "unsure":
            raise InvalidTable(f"{self.name} is marked as unsure: check it against its source before judging by it")
        chosen, factor = self.accuracy_class(accuracy_class), self._factor(stage)
        values = self._values(point)
        for condition in chosen.requires:
            if not condition.holds(values):
                raise OutsideTable(
                    f"{self.name}: class {chosen.name} requires {condition.text}, not {point_text(point)}"
                )
        row = self._row(chosen, values, choices, point)
        lower = None if row.lower is None else row.lower.value(values) * factor
        upper = None if row.upper is None else row.upper.value(values) * factor
        if row.is_symmetric and upper is not None:
            if upper < 0:
                raise InvalidTable(
                    f"{self.name}: ±({row.upper and row.upper.text}) is {shown(upper)} at {point_text(point)}: use |…|"
                )
            lower = -upper
        return Tolerance(lower, upper, self.error_unit, is_difference=True)

    def _row(
        self, chosen: AccuracyClass, values: Mapping[str, Fraction], choices: Mapping[str, str], point: Point
    ) -> MpeRow:
        found = [row for row in chosen.rows if row.holds(values, choices)]
        if len(found) == 1:
            return found[0]
        where = f"{self.name}{' class ' + chosen.name if chosen.name else ''}"
        at = point_text({**point, **choices})
        if not found:
            rows = "; ".join(row.text for row in chosen.rows[:8]) + ("; …" if len(chosen.rows) > 8 else "")
            raise OutsideTable(f"{where} gives no limit at {at}; it gives one where {rows}")
        raise InvalidTable(f"{where} gives {len(found)} limits at {at}: {'; '.join(row.text for row in found)}")

    def _factor(self, stage: str | None) -> Fraction:
        if stage is None:
            return next(iter(self.stages.values()))
        if stage not in self.stages:
            raise UnknownName(f"{self.name}: stage {stage!r}: there are {', '.join(self.stages)}")
        return self.stages[stage]

    def _values(self, point: Point) -> dict[str, Fraction]:
        unknown = [name for name in point if name not in self.quantities]
        if unknown:
            raise UnknownName(
                f"{self.name} knows nothing of {', '.join(unknown)}: it speaks of {', '.join(self.quantities)}"
            )
        return {name: in_unit(name, given, self.quantities[name]) for name, given in point.items()}

    def _check(self) -> None:
        if not self.classes:
            raise InvalidTable(f"{self.name} has no classes: give at least one, named '' where there are none")
        if len(set(self.class_names)) != len(self.classes):
            raise InvalidTable(f"{self.name}: classes {', '.join(self.class_names)}: each is named once")
        if self.confidence not in ("sourced", "known", "unsure"):
            raise InvalidTable(f"{self.name}: confidence {self.confidence!r}: there are sourced, known and unsure")
        for stage, factor in self.stages.items():
            if factor <= 0:
                raise InvalidTable(
                    f"{self.name}: factor {shown(factor)} at stage {stage!r}: a positive number is needed"
                )
        for each in self.classes:
            for condition in each.requires:
                self._check_units(condition, None)
            for row in each.rows:
                for part in row.parts:
                    self._check_units(part, self.error_unit if isinstance(part, Expression) else None)

    def _check_units(self, part: Condition | Expression, error_unit: Unit | None) -> None:
        undeclared = sorted(part.names - self.quantities.keys())
        if undeclared:
            raise InvalidTable(
                f"{self.name}: {part.text!r} speaks of {', '.join(undeclared)}, which no unit is declared for"
            )
        units = [unit for name in sorted(part.bare) if (unit := self.quantities[name]) is not None]
        if error_unit is not None and error_unit.factors:
            units.append(error_unit)
        for one in units:
            for other in units:
                if one != other and one.is_convertible_to(other):
                    raise InvalidTable(
                        f"{self.name}: {part.text!r} mixes '{one}' and '{other}': declare one unit for both, "
                        "or write value(name) where the number alone is meant"
                    )


def point_text(point: Mapping[str, Given]) -> str:
    """A point as a person reads it: m = 5, e = 0.01."""
    return ", ".join(f"{name} = {_given(given)}" for name, given in point.items())


def _given(given: Given) -> str:
    return str(given) if isinstance(given, str | Quantity) else shown(exact("value", given))
