"""What the uncertainty of all inputs comes from: elementary influences with stable identifiers, and their correlation.

Every input is x = Σ a e over influences e of unit variance. A plain input has one of its own; one with components has
several, and inputs that name the same influence are correlated through it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.correlation import Correlation, checked, matrix_of, require_possible
from quanheng.metrology.uncertainty.errors import InvalidCorrelation, InvalidProblem, UndefinedDegreesOfFreedom
from quanheng.metrology.uncertainty.inputs import Input

Array = NDArray[np.float64]
Places = NDArray[np.intp]
#: Between the identifier of a problem and the name of what belongs to it alone.
SEPARATOR = "/"
#: Cells up to which a full matrix of amplitudes is quicker than the list of those that are not zero.
_DENSE = 4096


@dataclass(frozen=True, slots=True)
class Influence:
    """An elementary source of uncertainty."""

    identifier: str
    degrees_of_freedom: float = math.inf
    ensemble: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it belongs to a problem without identifier, so that nothing outside can refer to it."""
        return self.identifier.startswith(SEPARATOR)


@dataclass(frozen=True, eq=False)
class Influences:
    """The influences on the inputs of one problem.

    `amplitudes[i]` is the contribution of influence `columns[i]` to input `rows[i]`. `correlations` may name influences
    that are not known here: they are kept for evaluations in which both occur.
    """

    known: tuple[Influence, ...]
    correlations: tuple[Correlation, ...]
    rows: Places
    columns: Places
    amplitudes: Array
    input_count: int
    pairs: tuple[Places, Places, Array] = field(init=False)
    dense: Array | None = field(init=False)

    def __post_init__(self) -> None:
        place = {each.identifier: index for index, each in enumerate(self.known)} if self.correlations else {}
        within = [(place[a], place[b], r) for a, b, r in self.correlations if a in place and b in place]
        first = np.array([a for a, _, _ in within], dtype=np.intp)
        second = np.array([b for _, b, _ in within], dtype=np.intp)
        dense = None
        if self.input_count * len(self.known) <= _DENSE:
            dense = np.zeros((self.input_count, len(self.known)))
            np.add.at(dense, (self.rows, self.columns), self.amplitudes)
        object.__setattr__(self, "dense", dense)
        object.__setattr__(self, "pairs", (first, second, np.array([r for _, _, r in within], dtype=float)))

    @cached_property
    def reciprocal_degrees(self) -> Array:
        """1/ν of each influence, zero for those of an ensemble: these are taken together."""
        return np.array([0.0 if each.ensemble is not None else 1.0 / each.degrees_of_freedom for each in self.known])

    @cached_property
    def joint(self) -> "list[JointComponent]":
        """The ensembles with finite degrees of freedom."""
        return joint_components(self.known, self.correlations)

    def contributions(self, sensitivities: Array) -> Array:
        """(m, number of influences) signed contributions to the outputs, from their sensitivities (m, n)."""
        if self.dense is not None:
            return sensitivities @ self.dense
        found = np.zeros((len(self.known), len(sensitivities)))
        np.add.at(found, self.columns, (sensitivities[:, self.rows] * self.amplitudes).T)
        return found.T

    def correlated(self, contributions: Array) -> Array:
        """C·R: each output's covariance with the influences, (m, number of influences)."""
        first, second, r = self.pairs
        if not len(r):
            return contributions
        found = contributions.T.copy()
        np.add.at(found, first, (contributions[:, second] * r).T)
        np.add.at(found, second, (contributions[:, first] * r).T)
        return found.T

    def with_inputs(self, correlated: Array) -> Array:
        """From `correlated`: each output's covariance with the inputs, (m, n)."""
        if self.dense is not None:
            return correlated @ self.dense.T
        found = np.zeros((self.input_count, len(correlated)))
        np.add.at(found, self.rows, (correlated[:, self.columns] * self.amplitudes).T)
        return found.T

    def input_covariance(self) -> Array:
        """The covariance of the inputs, (n, n)."""
        return self.with_inputs(self.correlated(self.contributions(np.eye(self.input_count))))


def influences_of(inputs: Sequence[Input], correlations: Sequence[Correlation], identifier: str) -> Influences:
    """Take inputs apart into influences.

    Args:
        inputs: in the order of the model.
        correlations: between names of inputs.
        identifier: of the problem; makes the influences that belong to it alone distinct from those of others.

    Raises:
        InvalidCorrelation: see `correlation.checked` and `correlation.require_possible`; a correlation given for an
            input whose components determine it.
        InvalidProblem: one influence or one ensemble with different degrees of freedom.
        UndefinedDegreesOfFreedom: correlated influences with finite degrees of freedom outside a common ensemble.
    """
    known: list[Influence] = []
    rows: list[int] = []
    columns: list[int] = []
    amplitudes: list[float] = []
    place: dict[str, int] = {}
    for row, each in enumerate(inputs):
        for influence, amplitude in _parts(each, identifier):
            column = place.setdefault(influence.identifier, len(known))
            if column == len(known):
                known.append(influence)
            elif (kept := known[column]) != influence:
                raise InvalidProblem(
                    f"influence {influence.identifier} is described twice and differently: {kept}, {influence}"
                )
            rows.append(row)
            columns.append(column)
            amplitudes.append(amplitude)
    between = _between_influences(inputs, correlations, identifier)
    require_possible(between)
    _require_one_number_an_ensemble(known)
    _require_defined_degrees({each: known[column] for each, column in place.items()} if between else {}, between)
    return Influences(
        tuple(known),
        between,
        np.array(rows, dtype=np.intp),
        np.array(columns, dtype=np.intp),
        np.array(amplitudes, dtype=float),
        len(inputs),
    )


def _own(each: Input, identifier: str) -> str:
    return each.influence if each.influence is not None else f"{identifier}{SEPARATOR}{each.name}"


def _parts(each: Input, identifier: str) -> list[tuple[Influence, float]]:
    if each.components:
        return [(Influence(c.influence, c.degrees_of_freedom, c.ensemble), c.contribution) for c in each.components]
    ensemble = None if each.ensemble is None else f"{identifier}{SEPARATOR}{each.ensemble}"
    return [(Influence(_own(each, identifier), each.degrees_of_freedom, ensemble), each.standard_uncertainty)]


def _between_influences(
    inputs: Sequence[Input], correlations: Sequence[Correlation], identifier: str
) -> tuple[Correlation, ...]:
    by_name = {each.name: each for each in inputs} if correlations else {}
    found: dict[frozenset[str], Correlation] = {}
    given: list[Correlation] = []
    for a, b, r in correlations:
        composed = [name for name in (a, b) if by_name[name].components]
        if composed:
            raise InvalidCorrelation(f"correlation of {a} and {b}: it follows from the components of {composed[0]}")
        first, second = _own(by_name[a], identifier), _own(by_name[b], identifier)
        if first == second:
            raise InvalidCorrelation(f"correlation of {a} and {b}: both are the influence {first}, it is 1")
        given.append((first, second, r))
    given += [each for one in inputs for each in one.component_correlations]
    for a, b, r in given:
        kept = found.setdefault(frozenset((a, b)), (a, b, r))
        if kept[2] != r:
            raise InvalidCorrelation(f"correlation of {a} and {b} is given as {kept[2]} and as {r}")
    names = list({name: None for a, b, _ in found.values() for name in (a, b)})
    return checked(list(found.values()), names)


def _require_one_number_an_ensemble(known: Sequence[Influence]) -> None:
    degrees: dict[str, Influence] = {}
    for each in known:
        if each.ensemble is None:
            continue
        first = degrees.setdefault(each.ensemble, each)
        if first.degrees_of_freedom != each.degrees_of_freedom:
            raise InvalidProblem(
                f"ensemble {each.ensemble.lstrip(SEPARATOR)}: {first.identifier.lstrip(SEPARATOR)} has {first.degrees_of_freedom:g} degrees of freedom, "
                f"{each.identifier.lstrip(SEPARATOR)} {each.degrees_of_freedom:g}; what was read together has the same number"
            )


def _require_defined_degrees(known: Mapping[str, Influence], correlations: Sequence[Correlation]) -> None:
    for a, b, r in correlations:
        if a not in known or b not in known:
            continue
        one, other = known[a], known[b]
        together = one.ensemble is not None and one.ensemble == other.ensemble
        reliable = math.isinf(one.degrees_of_freedom) and math.isinf(other.degrees_of_freedom)
        if not together and not reliable:
            raise UndefinedDegreesOfFreedom(
                f"{a.lstrip(SEPARATOR)} and {b.lstrip(SEPARATOR)} are correlated ({r:g}) with {one.degrees_of_freedom:g} and {other.degrees_of_freedom:g} "
                "degrees of freedom: the Welch-Satterthwaite formula holds for independent estimates only; put both "
                "into one ensemble if they were evaluated from the same readings, or give infinite degrees of freedom"
            )


@dataclass(frozen=True, slots=True)
class JointComponent:
    """The influences of one ensemble: places, their correlation and their common degrees of freedom."""

    places: Places
    correlation: Array
    degrees_of_freedom: float


def joint_components(influences: Sequence[Influence], correlations: Sequence[Correlation]) -> list[JointComponent]:
    """The ensembles with finite degrees of freedom."""
    members: dict[str, list[int]] = {}
    for index, each in enumerate(influences):
        if each.ensemble is not None and math.isfinite(each.degrees_of_freedom):
            members.setdefault(each.ensemble, []).append(index)
    ensemble_of = {influences[index].identifier: name for name, places in members.items() for index in places}
    within: dict[str, list[Correlation]] = {}
    for pair in correlations:
        first = ensemble_of.get(pair[0])
        if first is not None and first == ensemble_of.get(pair[1]):
            within.setdefault(first, []).append(pair)
    found = []
    for ensemble, places in members.items():
        names = [influences[index].identifier for index in places]
        among = within.get(ensemble, [])
        nu = influences[places[0]].degrees_of_freedom
        found.append(JointComponent(np.array(places, dtype=np.intp), matrix_of(among, names), nu))
    return found
