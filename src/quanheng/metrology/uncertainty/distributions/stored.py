"""Distributions from what JSON or YAML says of them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from typing import Any, Final

from quanheng.metrology.uncertainty.distributions.arcsine import Arcsine
from quanheng.metrology.uncertainty.distributions.base import Distribution
from quanheng.metrology.uncertainty.distributions.curvilinear import CurvilinearTrapezoid, InexactRectangular
from quanheng.metrology.uncertainty.distributions.empirical import Empirical
from quanheng.metrology.uncertainty.distributions.exponential import Exponential
from quanheng.metrology.uncertainty.distributions.gamma import Gamma
from quanheng.metrology.uncertainty.distributions.normal import Normal
from quanheng.metrology.uncertainty.distributions.rectangular import Rectangular
from quanheng.metrology.uncertainty.distributions.student import ScaledShiftedT
from quanheng.metrology.uncertainty.distributions.trapezoidal import Trapezoidal
from quanheng.metrology.uncertainty.distributions.triangular import Triangular
from quanheng.metrology.uncertainty.errors import InvalidInput

#: By their names in JSON and YAML.
FAMILIES: Final[Mapping[str, type[Distribution]]] = {
    family.name: family
    for family in (
        Rectangular,
        InexactRectangular,
        CurvilinearTrapezoid,
        Trapezoidal,
        Triangular,
        Arcsine,
        Normal,
        ScaledShiftedT,
        Exponential,
        Gamma,
        Empirical,
    )
}


def distribution_from_dict(stored: Mapping[str, Any]) -> Distribution:
    """The distribution that `Distribution.to_dict` wrote.

    Raises:
        InvalidInput: no or an unknown family, a parameter missing, unknown or impossible.

    Example:
        >>> distribution_from_dict({"distribution": "t", "value": 1.0, "scale": 0.1, "nu": 4})
        ScaledShiftedT(value=1.0, scale=0.1, nu=4.0)
        >>> distribution_from_dict({"distribution": "triangle", "a": 0, "b": 1})
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidInput: distribution 'triangle' is not known; did you mean 'triangular'?
    """
    if not isinstance(stored, Mapping) or "distribution" not in stored:
        raise InvalidInput(f"{stored!r} is no stored distribution: an object with the member 'distribution' is needed")
    name = stored["distribution"]
    family = FAMILIES.get(name) if isinstance(name, str) else None
    if family is None:
        raise InvalidInput(f"distribution {name!r} is not known; {_suggestion(str(name))}")
    given = {str(key): value for key, value in stored.items() if key != "distribution"}
    parameters = {each.name: each for each in fields(family) if each.init}  # type: ignore[arg-type]  # every family is a dataclass
    unknown = [key for key in given if key not in parameters]
    missing = [key for key, each in parameters.items() if each.default is MISSING and key not in given]
    if unknown or missing:
        said = [f"{', '.join(keys)} {what}" for keys, what in ((unknown, "not known"), (missing, "missing")) if keys]
        raise InvalidInput(f"{name}: {'; '.join(said)}: the parameters are {', '.join(parameters)}")
    return family(**given)


def _suggestion(name: str) -> str:
    near = get_close_matches(name.lower(), FAMILIES, 1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FAMILIES)}"
