"""What is drawn for a problem's inputs, and how the draws become the inputs.

Each elementary influence has a stream of its own, named after it. An influence that one input alone has is drawn in
the input's place; others are drawn in standard form (expectation 0, GUM uncertainty 1) and mixed into the inputs that
share them. Correlated influences are drawn together: normal ones as a multivariate normal distribution, those of one
ensemble with finite degrees of freedom as a multivariate t-distribution with a common χ² (JCGM 102:2011, 5.3.2), and
others through a Gaussian copula whose correlation is such that theirs is the one that was stated.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.copula import Copula, from_normal
from quanheng.metrology.uncertainty.correlation import Correlation, matrix_of
from quanheng.metrology.uncertainty.distributions import Distribution, Gamma, Normal, ScaledShiftedT
from quanheng.metrology.uncertainty.draws import Draw, draw_of
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.influences import SEPARATOR, Influence
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.magnitudes import require_squares, require_steps
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.shapes import standard_form
from quanheng.metrology.uncertainty.streams import stream_named

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """One stream, what is drawn from it, and into which row of the block."""

    row: int
    stream: int
    draw: Draw


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Rows of independent standard normal draws that become dependent ones of unit scale.

    `chi_squared` is the row of a Γ(ν/2, 1) draw, χ²/2, of a multivariate t-distribution. `marginals` are the
    distributions of a copula, in standard form; None where the row stays normal.
    """

    rows: tuple[int, ...]
    copula: Copula
    chi_squared: int | None = None
    degrees_of_freedom: float = 0.0
    marginals: tuple[Distribution | None, ...] = ()

    @property
    def factor(self) -> Array:
        """The lower triangular root of the rows' correlation."""
        return self.copula.factor

    def apply(self, block: Array) -> None:
        """Correlate the rows of `block` in place."""
        found = self.copula.normals(block[list(self.rows)])
        if self.chi_squared is not None:
            found *= np.sqrt((0.5 * self.degrees_of_freedom) / block[self.chi_squared])
        for place, row in enumerate(self.rows):
            marginal = self.marginals[place] if self.marginals else None
            block[row] = found[place] if marginal is None else from_normal(found[place], marginal)


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """An input that is its estimate and a sum of rows: x = value + Σ amplitude · row."""

    row: int
    value: float
    parts: tuple[tuple[int, float], ...]

    def apply(self, block: Array) -> None:
        """Fill the input's row."""
        found = block[self.row]
        found[...] = self.value
        for row, amplitude in self.parts:
            found += amplitude * block[row]


@dataclass(frozen=True, eq=False, slots=True)
class Recipe:
    """How blocks of draws are made: first all sources, then the groups, then the mixtures.

    Rows 0 to `input_count` − 1 of a block are the inputs in the model's order; `constants` are those without
    uncertainty. `least_degrees_of_freedom` is that of the t-distributions drawn from: what has two or fewer has no
    variance, and one no expectation either.
    """

    input_count: int
    row_count: int
    sources: tuple[Source, ...]
    groups: tuple[Group, ...]
    mixtures: tuple[Mixture, ...]
    constants: tuple[tuple[int, float], ...]
    least_degrees_of_freedom: float = np.inf


def recipe_of(problem: Problem) -> Recipe:
    """The recipe for a problem's inputs.

    Raises:
        InvalidProblem: one influence that its inputs describe by different distributions.
        InvalidInput: see `magnitudes.require_steps`.
        UncertaintyError: see `magnitudes.require_squares`.
    """
    require_squares(
        [each.name for each in problem.inputs], np.array([each.standard_uncertainty for each in problem.inputs])
    )
    require_steps((each.name, each.value, each.standard_uncertainty) for each in problem.inputs)
    return _Builder(problem).recipe()


class _Builder:
    def __init__(self, problem: Problem) -> None:
        self.inputs = problem.inputs
        influences = problem.influences
        self.known = influences.known
        self.row_count = len(self.inputs)
        self.least_degrees_of_freedom = np.inf
        self.sources: list[Source] = []
        self.groups: list[Group] = []
        #: Per input: the influences (by index) and amplitudes that are not zero.
        self.parts: list[list[tuple[int, float]]] = [[] for _ in self.inputs]
        for row, column, amplitude in zip(
            influences.rows.tolist(), influences.columns.tolist(), influences.amplitudes.tolist(), strict=True
        ):
            if amplitude:
                self.parts[row].append((column, amplitude))
        used = Counter(column for parts in self.parts for column, _ in parts)
        index_of = {each.identifier: index for index, each in enumerate(self.known)}
        self.correlations = tuple(
            each
            for each in influences.correlations
            if used[index_of.get(each[0], -1)] and used[index_of.get(each[1], -1)]
        )
        self.joint = [sorted(group) for group in _joint(self.known, self.correlations, index_of, used)]
        self.grouped = {index for group in self.joint for index in group}
        self.used = used

    def recipe(self) -> Recipe:
        shapes = self._shapes()
        rows: dict[int, int] = {}
        for group in self.joint:
            self._draw_together(group, shapes, rows)
        mixtures, constants = [], []
        for place, (each, parts) in enumerate(zip(self.inputs, self.parts, strict=True)):
            if not parts:
                constants.append((place, each.value))
            elif len(parts) == 1 and self._is_own(parts[0][0]):
                self._draw_in_place(place, each, parts[0][0])
            else:
                for index, _ in parts:
                    if index not in rows:
                        rows[index] = self._draw(self.known[index].identifier, shapes[index])
                mixtures.append(Mixture(place, each.value, tuple((rows[index], size) for index, size in parts)))
        return Recipe(
            len(self.inputs),
            self.row_count,
            tuple(self.sources),
            tuple(self.groups),
            tuple(mixtures),
            tuple(constants),
            self.least_degrees_of_freedom,
        )

    def _is_own(self, index: int) -> bool:
        return index not in self.grouped and self.used[index] == 1

    def _draw(self, name: str, distribution: Distribution) -> int:
        row, self.row_count = self.row_count, self.row_count + 1
        self._source(row, name, distribution)
        return row

    def _source(self, row: int, name: str, distribution: Distribution) -> None:
        self._note(distribution.degrees_of_freedom)
        self.sources.append(Source(row, stream_named(name), draw_of(distribution)))

    def _note(self, degrees_of_freedom: float) -> None:
        self.least_degrees_of_freedom = min(self.least_degrees_of_freedom, degrees_of_freedom)

    def _draw_in_place(self, place: int, each: Input, index: int) -> None:
        influence = self.known[index]
        if each.components:
            size = self.parts[place][0][1]
            distribution: Distribution = (
                Normal(each.value, abs(size))
                if np.isinf(influence.degrees_of_freedom)
                else ScaledShiftedT(each.value, abs(size), influence.degrees_of_freedom)
            )
        else:
            distribution = each.density()
        self._source(place, influence.identifier, distribution)

    def _shapes(self) -> dict[int, Distribution]:
        """What each influence is drawn from, in standard form, where inputs share it or it is correlated."""
        found: dict[int, Distribution] = {}
        described: dict[int, str] = {}
        for each, parts in zip(self.inputs, self.parts, strict=True):
            for index, _ in parts:
                if self._is_own(index) and len(parts) == 1:
                    continue
                shape = _standard(self.known[index], None if each.components else each)
                known = found.setdefault(index, shape)
                if known != shape:
                    raise InvalidProblem(
                        f"influence {self.known[index].identifier.lstrip(SEPARATOR)}: {described[index]} describes it as "
                        f"{known}, {each.name} as {shape} (in standard form): one quantity has one distribution"
                    )
                described.setdefault(index, each.name)
        return found

    def _draw_together(self, group: list[int], shapes: Mapping[int, Distribution], rows: dict[int, int]) -> None:
        names = [self.known[index].identifier for index in group]
        members = [shapes[index] for index in group]
        matrix = matrix_of([each for each in self.correlations if each[0] in names and each[1] in names], names)
        called = tuple(name.lstrip(SEPARATOR) for name in names)
        for index, name in zip(group, names, strict=True):
            rows[index] = self._draw(name, Normal(0.0, 1.0))
        together = tuple(rows[index] for index in group)
        nu = {each.degrees_of_freedom for each in members if isinstance(each, ScaledShiftedT)}
        if len(nu) == 1 and all(isinstance(each, ScaledShiftedT) for each in members):
            (degrees,) = nu
            self._note(degrees)
            ensemble = self.known[group[0]].ensemble
            chi = self._draw(f"chi-squared of {ensemble}", Gamma(degrees / 2.0, 1.0))
            self.groups.append(Group(together, Copula(matrix, names=called), chi, degrees))
        elif all(isinstance(each, Normal) for each in members):
            self.groups.append(Group(together, Copula(matrix, names=called)))
        else:
            marginals = tuple(None if isinstance(each, Normal) else each for each in members)
            self.groups.append(Group(together, Copula.reaching(matrix, members, called), marginals=marginals))


def _joint(
    known: Sequence[Influence], correlations: Sequence[Correlation], index_of: Mapping[str, int], used: Counter[int]
) -> list[set[int]]:
    """The influences that depend on each other: correlated, or of one ensemble with finite degrees of freedom."""
    group_of: dict[int, set[int]] = {}

    def join(first: int, second: int) -> None:
        merged = group_of.get(first, {first}) | group_of.get(second, {second})
        for each in merged:
            group_of[each] = merged

    for a, b, _ in correlations:
        join(index_of[a], index_of[b])
    first_of: dict[str, int] = {}
    for index, each in enumerate(known):
        if each.ensemble is not None and np.isfinite(each.degrees_of_freedom) and used[index]:
            first = first_of.setdefault(each.ensemble, index)
            if first != index:
                join(first, index)
    unique = {id(group): group for group in group_of.values()}
    return sorted(unique.values(), key=min)


def _standard(influence: Influence, described_by: Input | None) -> Distribution:
    """The distribution of an influence with expectation 0 and GUM uncertainty 1."""
    if described_by is None:
        nu = influence.degrees_of_freedom
        return Normal(0.0, 1.0) if np.isinf(nu) else ScaledShiftedT(0.0, 1.0, nu)
    return standard_form(described_by.density())
