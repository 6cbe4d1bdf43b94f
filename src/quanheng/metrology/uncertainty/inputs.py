"""Input quantities: best estimate, standard uncertainty, degrees of freedom and where the uncertainty comes from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from quanheng.metrology.uncertainty.correlation import checked
from quanheng.metrology.uncertainty.distributions import Distribution
from quanheng.metrology.uncertainty.errors import InvalidInput
from quanheng.metrology.uncertainty.exact import Number
from quanheng.metrology.uncertainty.shapes import HALF_WIDTHS, ShapeName, density_of, estimate_of
from quanheng.metrology.uncertainty.type_a import simultaneous, statistics_of

#: How far a correlation matrix that was rounded may seem not to be one.
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Component:
    """One influence on a quantity: `contribution` is signed and in the quantity's unit.

    Two quantities, also of two certificates, that name the same `influence` are correlated through it.
    """

    influence: str
    contribution: float
    degrees_of_freedom: float = math.inf
    ensemble: str | None = None

    def __post_init__(self) -> None:
        for attribute in ("contribution", "degrees_of_freedom"):
            object.__setattr__(self, attribute, _number(self.influence, attribute, getattr(self, attribute)))
        _require_finite(self.influence, "contribution", self.contribution)
        if not self.degrees_of_freedom >= 1.0:
            raise InvalidInput(f"{self.influence}: {self.degrees_of_freedom} degrees of freedom: at least 1 is needed")


@dataclass(frozen=True, slots=True)
class Input:
    """An input quantity.

    Attributes:
        name: as in the model.
        value: the best estimate.
        standard_uncertainty: u, not negative; zero for what is known exactly.
        degrees_of_freedom: at least 1; infinite for what is known reliably.
        ensemble: inputs evaluated from the same simultaneous readings carry the same name here and have the same
            finite degrees of freedom; they may then be correlated.
        unit: as written; plain text here.
        distribution: a distribution, which then has this expectation and uncertainty, or the name of a shape; unless
            given, Student's with these degrees of freedom, which is the normal one where they are infinite.
        influence: a stable identifier, such as the number of the standard's certificate; inputs of different problems
            with the same one are the same quantity. Without it the input is the problem's own.
        components: instead of one influence, several; `standard_uncertainty` is then their joint one.
        component_correlations: (identifier, identifier, coefficient), one of the two being among the components; the
            other may be an influence on other inputs.

    Raises:
        InvalidInput: names the input and the value that cannot be.

    Example:
        >>> Input("d", 215.0, -9.7)
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidInput: d: standard uncertainty -9.7: a finite number, not negative, is needed
    """

    name: str
    value: float
    standard_uncertainty: float = 0.0
    degrees_of_freedom: float = math.inf
    ensemble: str | None = None
    unit: str | None = None
    distribution: ShapeName | Distribution | None = None
    influence: str | None = None
    components: tuple[Component, ...] = ()
    component_correlations: tuple[tuple[str, str, float], ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise InvalidInput("an input without a name: each needs the name that it has in the model")
        for attribute in ("value", "standard_uncertainty", "degrees_of_freedom"):
            given = getattr(self, attribute)
            if type(given) is not float:
                object.__setattr__(self, attribute, _number(self.name, attribute, given))
        _require_finite(self.name, "value", self.value)
        _require_not_negative(self.name, "standard uncertainty", self.standard_uncertainty)
        if not self.degrees_of_freedom >= 1.0:
            raise InvalidInput(f"{self.name}: {self.degrees_of_freedom} degrees of freedom: at least 1 is needed")
        self._require_distribution()
        if self.components:
            joint = _joint_uncertainty(self.name, self.components, self.component_correlations)
            if not math.isclose(joint, self.standard_uncertainty, rel_tol=_SLACK):
                raise InvalidInput(
                    f"{self.name}: standard uncertainty {self.standard_uncertainty} beside components that give {joint}"
                )

    def _require_distribution(self) -> None:
        shape = self.distribution
        if shape is None:
            object.__setattr__(self, "distribution", "normal" if math.isinf(self.degrees_of_freedom) else "t")
        elif isinstance(shape, Distribution):
            said = (self.value, self.standard_uncertainty, self.degrees_of_freedom)
            meant = (estimate_of(shape), shape.standard_uncertainty, shape.degrees_of_freedom)
            for what, here, there in zip(
                ("value", "standard uncertainty", "degrees of freedom"), said, meant, strict=True
            ):
                if not math.isclose(here, there, rel_tol=_SLACK, abs_tol=_SLACK * self.standard_uncertainty):
                    raise InvalidInput(f"{self.name}: {what} {here} beside a distribution whose {what} is {there}")
        elif shape not in get_args(ShapeName):
            known = ", ".join(get_args(ShapeName))
            raise InvalidInput(f"{self.name}: distribution {shape!r} is not known; there are {known}")

    def density(self) -> Distribution:
        """What the input is drawn from (JCGM 101:2008, 6.4).

        Raises:
            InvalidInput: there is no uncertainty, or several components, each with a distribution of its own.
        """
        if isinstance(self.distribution, Distribution):
            return self.distribution
        if self.components or not self.standard_uncertainty:
            why = "its components have one each" if self.components else "its standard uncertainty is zero"
            raise InvalidInput(f"{self.name} has no distribution of its own: {why}")
        assert self.distribution is not None  # noqa: S101 (settled when it was made)
        return density_of(self.distribution, self.value, self.standard_uncertainty, self.degrees_of_freedom)

    @classmethod
    def from_distribution(
        cls, name: str, distribution: Distribution, *, unit: str | None = None, influence: str | None = None
    ) -> "Input":
        """From what is known of the quantity, as a distribution.

        Raises:
            InvalidInput: its expectation or its variance does not exist (but for Student's distribution, whose
                location and scale are meant).

        Example:
            >>> from quanheng.metrology.uncertainty.distributions import CurvilinearTrapezoid
            >>> quantity = Input.from_distribution("dtheta", CurvilinearTrapezoid(-0.05, 0.05, 0.025))
            >>> round(quantity.standard_uncertainty, 4)
            0.03
        """
        value, u = estimate_of(distribution), distribution.standard_uncertainty
        return cls(
            name, value, u, distribution.degrees_of_freedom, unit=unit, distribution=distribution, influence=influence
        )

    @classmethod
    def from_readings(
        cls, name: str, readings: Iterable[Number], *, unit: str | None = None, influence: str | None = None
    ) -> "Input":
        """Type A: mean, s/√n and n − 1 degrees of freedom (JCGM 100:2008, 4.2.3).

        Raises:
            InvalidReadings: fewer than two, or one that is no number.

        Example:
            >>> Input.from_readings("a", [1.0, 2.0, 3.0]).degrees_of_freedom
            2.0
        """
        found = statistics_of(readings)
        u, nu = found.standard_uncertainty, found.degrees_of_freedom
        return cls(name, found.mean, u, nu, unit=unit, distribution="t", influence=influence)

    @classmethod
    def from_half_width(
        cls,
        name: str,
        value: float,
        half_width: float,
        distribution: ShapeName = "rectangular",
        *,
        degrees_of_freedom: float = math.inf,
        unit: str | None = None,
        influence: str | None = None,
    ) -> "Input":
        """Type B from bounds value ± half_width: u = a/√3 rectangular, a/√6 triangular, a/√2 arcsine.

        Raises:
            InvalidInput: a negative half-width, or a distribution without bounds.

        Example:
            >>> round(Input.from_half_width("dtheta", 0.0, 0.05).standard_uncertainty, 4)
            0.0289
        """
        if distribution not in HALF_WIDTHS:
            known = ", ".join(HALF_WIDTHS)
            raise InvalidInput(f"{name}: a half-width belongs to the distributions {known}, not to {distribution!r}")
        _require_not_negative(name, "half-width", _number(name, "half-width", half_width))
        u = half_width / HALF_WIDTHS[distribution]
        return cls(name, value, u, degrees_of_freedom, unit=unit, distribution=distribution, influence=influence)

    @classmethod
    def from_expanded(
        cls,
        name: str,
        value: float,
        expanded_uncertainty: float,
        coverage_factor: float,
        *,
        degrees_of_freedom: float = math.inf,
        unit: str | None = None,
        influence: str | None = None,
    ) -> "Input":
        """From a certificate: u = U/k (JCGM 100:2008, 4.3.3).

        Raises:
            InvalidInput: a negative U, or a k that is not positive.

        Example:
            >>> Input.from_expanded("ls", 50000623.0, 75.0, 3.0, degrees_of_freedom=18).standard_uncertainty
            25.0
        """
        _require_not_negative(name, "expanded uncertainty", _number(name, "expanded uncertainty", expanded_uncertainty))
        if not 0.0 < _number(name, "coverage factor", coverage_factor) < math.inf:
            raise InvalidInput(f"{name}: coverage factor {coverage_factor}: a positive number is needed")
        u = expanded_uncertainty / coverage_factor
        return cls(name, value, u, degrees_of_freedom, unit=unit, influence=influence)

    @classmethod
    def from_components(
        cls,
        name: str,
        value: float,
        components: Sequence[Component],
        correlations: Sequence[tuple[str, str, float]] = (),
        *,
        unit: str | None = None,
    ) -> "Input":
        """From several influences, each with its own degrees of freedom (JCGM 100:2008, H.1.3.2 and H.1.3.4).

        Raises:
            InvalidInput: no component, an influence named twice, or correlations that give a negative variance.
            InvalidCorrelation: see `correlation.checked`.

        Example:
            >>> d = Input.from_components("d", 215.0, [
            ...     Component("repeated", 5.8, 24), Component("random", 3.9, 5), Component("systematic", 6.7, 8)])
            >>> round(d.standard_uncertainty, 1)
            9.7
        """
        if not components:
            raise InvalidInput(f"{name}: no components: at least one is needed")
        kept = checked(correlations, list({end: None for a, b, _ in correlations for end in (a, b)}))
        u = _joint_uncertainty(name, components, kept)
        return cls(name, value, u, unit=unit, components=tuple(components), component_correlations=kept)


def simultaneous_inputs(
    readings: Mapping[str, Sequence[Number]], ensemble: str, units: Mapping[str, str] | None = None
) -> tuple[tuple[Input, ...], tuple[tuple[str, str, float], ...]]:
    """Inputs from simultaneous readings: one ensemble, with the correlations of the means (JCGM 100:2008, H.2).

    Raises:
        InvalidReadings: see `type_a.simultaneous`.

    Example:
        >>> inputs, correlations = simultaneous_inputs({"V": [5.0, 5.2, 5.1], "I": [1.0, 1.2, 1.1]}, "meter")
        >>> [each.ensemble for each in inputs], correlations
        (['meter', 'meter'], (('V', 'I', 1.0),))
    """
    found = simultaneous(readings)
    units = units or {}
    inputs = tuple(
        Input(name, each.mean, each.standard_uncertainty, each.degrees_of_freedom, ensemble, units.get(name), "t")
        for name, each in zip(found.names, found.statistics, strict=True)
    )
    names, r = found.names, found.correlation
    correlations = tuple(
        (names[i], names[j], r[i][j]) for i in range(len(names)) for j in range(i + 1, len(names)) if r[i][j]
    )
    return inputs, correlations


def _joint_uncertainty(
    name: str, components: Sequence[Component], correlations: Sequence[tuple[str, str, float]]
) -> float:
    sizes = {each.influence: each.contribution for each in components}
    if len(sizes) != len(components):
        raise InvalidInput(f"{name}: {len(components)} components of {len(sizes)} influences: each is given once")
    products = []
    for a, b, r in correlations:
        if a not in sizes and b not in sizes:
            raise InvalidInput(f"{name}: correlation of {a} and {b}: neither is among the components")
        products.append(2.0 * r * sizes.get(a, 0.0) * sizes.get(b, 0.0))
    squares = math.fsum(size**2 for size in sizes.values())
    variance = squares + math.fsum(products)
    if variance < -_SLACK * squares:
        raise InvalidInput(f"{name}: the components' correlations give the negative variance {variance:g}")
    return math.sqrt(max(variance, 0.0))


def _number(name: str, what: str, value: object) -> float:
    if type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        try:
            return float(value.__float__())  # type: ignore[attr-defined]  # numbers of other libraries
        except AttributeError:
            raise InvalidInput(f"{name}: {what.replace('_', ' ')} {value!r} is not a number") from None
    return float(value)


def _require_finite(name: str, what: str, value: float) -> None:
    if not math.isfinite(value):
        raise InvalidInput(f"{name}: {what} {value}: a finite number is needed")


def _require_not_negative(name: str, what: str, value: float) -> None:
    if not 0.0 <= value < math.inf:
        raise InvalidInput(f"{name}: {what} {value}: a finite number, not negative, is needed")
