"""What every distribution of an input quantity offers, and how its parameters are checked."""

import math
from abc import ABC, abstractmethod
from dataclasses import fields
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.uncertainty.errors import InvalidInput

Array = NDArray[np.float64]
#: As many values at a time as stay in a processor's cache, which is several times faster.
BLOCK: Final = 1 << 14


class Distribution(ABC):
    """What is known of one quantity (JCGM 101:2008, clause 6).

    `quantile` gives the same bits on every machine; `cumulative` and `density` are accurate, but not so fixed.

    Attributes:
        name: how the family is called in JSON and YAML.
    """

    __slots__ = ()
    name: ClassVar[str]

    @property
    @abstractmethod
    def mean(self) -> float:
        """The expectation; nan where there is none."""

    @property
    def standard_uncertainty(self) -> float:
        """What the propagation of JCGM 100 takes for u."""
        return self.standard_deviation

    @property
    @abstractmethod
    def standard_deviation(self) -> float:
        """Of the density; infinite where the variance is."""

    @property
    def degrees_of_freedom(self) -> float:
        """Infinite but for Student's distribution."""
        return math.inf

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The bounds of what the quantity can be."""

    @property
    def is_symmetric(self) -> bool:
        """About the middle of its support, or its location."""
        return True

    def quantile(self, p: ArrayLike, *, upper: bool = False) -> Array:
        """The value with the probability `p` below it, or, with `upper`, above it.

        Args:
            p: of any shape, each 0 < p < 1. For tails far out take the small probability and say on which side it is:
                1 − 10⁻²⁰ is no float64.

        Raises:
            InvalidInput: a p outside (0, 1).
        """
        probability = np.asarray(p, np.float64)
        if not bool(np.all((probability > 0.0) & (probability < 1.0))):
            outside = probability[~((probability > 0.0) & (probability < 1.0))].flat[0]
            raise InvalidInput(f"{self.name}: probability {outside}: a number between 0 and 1 is needed")
        flat = probability.ravel()
        found = np.empty_like(flat)
        for start in range(0, len(flat), BLOCK):
            found[start : start + BLOCK] = self._quantile(flat[start : start + BLOCK], upper)
        return found.reshape(probability.shape)

    def cumulative(self, x: ArrayLike, *, upper: bool = False) -> Array:
        """The probability of at most `x`, or, with `upper`, of at least `x`."""
        given = np.asarray(x, np.float64)
        with np.errstate(over="ignore", under="ignore"):
            return self._cumulative(np.atleast_1d(given), upper).reshape(given.shape)

    def density(self, x: ArrayLike) -> Array:
        """The probability density at `x`; zero outside the support."""
        given = np.asarray(x, np.float64)
        with np.errstate(over="ignore", under="ignore"):
            return self._density(np.atleast_1d(given)).reshape(given.shape)

    @abstractmethod
    def _quantile(self, p: Array, upper: bool) -> Array: ...

    @abstractmethod
    def _cumulative(self, x: Array, upper: bool) -> Array: ...

    @abstractmethod
    def _density(self, x: Array) -> Array: ...

    def to_dict(self) -> dict[str, Any]:
        """`{"distribution": name, parameter: value, …}`, as `distribution_from_dict` reads it."""
        parameters = {each.name: getattr(self, each.name) for each in fields(self) if each.init}  # type: ignore[arg-type]  # every family is a dataclass
        return {"distribution": self.name, **parameters}

    def _take(self, **numbers: object) -> None:
        """Replace parameters by finite floats, or refuse them."""
        for parameter, given in numbers.items():
            object.__setattr__(self, parameter, finite(self.name, parameter, given))


def finite(family: str, parameter: str, given: object) -> float:
    """The parameter as a float.

    Raises:
        InvalidInput: it is no number, or not finite.
    """
    if isinstance(given, bool | str | bytes):
        raise InvalidInput(f"{family}: {parameter} is {given!r}: a number is needed")
    try:
        number = float(given)  # type: ignore[arg-type]  # whatever cannot be a number is refused here
    except (TypeError, ValueError):
        raise InvalidInput(f"{family}: {parameter} is {given!r}: a number is needed") from None
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInput(f"{family}: {parameter} is {number}: a finite number is needed")
    return number


def require_positive(family: str, parameter: str, number: float) -> None:
    """Refuse zero and less.

    Raises:
        InvalidInput: see above.
    """
    if not number > 0.0:
        remedy = "; a quantity that is known exactly is a constant of the model" if number == 0.0 else ""
        raise InvalidInput(f"{family}: {parameter} is {number:g}: a positive number is needed{remedy}")


def require_bounds(family: str, a: float, b: float) -> None:
    """Refuse bounds that hold nothing.

    Raises:
        InvalidInput: a ≥ b, or so far apart that b − a is no float64.
    """
    if not a < b:
        raise InvalidInput(f"{family}: the bounds are a = {a!r} and b = {b!r}: a must be less than b")
    if math.isinf(b - a):
        raise InvalidInput(f"{family}: the bounds a = {a!r} and b = {b!r} are too far apart: b - a must be finite")


def tails(p: Array, upper: bool) -> tuple[Array, NDArray[np.bool_]]:
    """The smaller of the probabilities on either side, at most 1/2, and whether the lower side has it."""
    is_small = p <= 0.5
    return np.where(is_small, p, 1.0 - p), is_small != upper


def between(a: float, b: float, offset: Array, is_low: NDArray[np.bool_]) -> Array:
    """a + offset in the lower half, b − offset in the upper one."""
    return np.asarray(np.where(is_low, np.minimum(a + offset, b), np.maximum(b - offset, a)))
