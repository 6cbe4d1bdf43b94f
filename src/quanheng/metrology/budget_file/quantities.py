"""An input quantity of a budget file: one of several ways to state its uncertainty, each refused beside another."""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TypeVar

from quanheng.metrology.budget_file.errors import InvalidBudget
from quanheng.metrology.budget_file.located import Items, Members, Scalar, Tree
from quanheng.metrology.budget_file.members import (
    decimal,
    items,
    members,
    number,
    optional_number,
    refuse_unknown,
    word,
)
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.uncertainty import Component, Input
from quanheng.metrology.uncertainty.coverage import coverage_factor
from quanheng.metrology.uncertainty.distributions import FAMILIES, distribution_from_dict
from quanheng.metrology.uncertainty.influences import SEPARATOR
from quanheng.metrology.uncertainty.shapes import HALF_WIDTHS, factor_of_shape

#: Ways to state an uncertainty; an input has one of them, or none when it is known exactly.
FORMS = ("standard_uncertainty", "half_width", "expanded_uncertainty", "bounds", "readings", "components")
COMMON = ("value", "distribution", "degrees_of_freedom", "unit", "ensemble", "influence", "note")
KNOWN = (*COMMON[:1], *FORMS, "coverage_factor", "coverage_probability", *COMMON[1:])
_OF_COMPONENT = (
    "influence", "standard_uncertainty", "half_width", "expanded_uncertainty", "coverage_factor",
    "coverage_probability", "distribution", "degrees_of_freedom", "note",
)  # fmt: skip
#: What people write for a member, and its name here.
MEANT = {
    "u": "standard_uncertainty", "uncertainty": "standard_uncertainty", "std": "standard_uncertainty",
    "sigma": "standard_uncertainty", "U": "expanded_uncertainty", "k": "coverage_factor", "a": "half_width",
    "dof": "degrees_of_freedom", "df": "degrees_of_freedom", "nu": "degrees_of_freedom", "estimate": "value",
    "x": "value", "mean": "value", "type": "distribution", "pdf": "distribution", "data": "readings",
    "observations": "readings", "units": "unit", "limits": "bounds", "p": "coverage_probability",
}  # fmt: skip
#: Other names of distributions.
SYNONYMS = {
    "gaussian": "normal", "gauss": "normal", "n": "normal", "student": "t", "student_t": "t", "students_t": "t",
    "uniform": "rectangular", "r": "rectangular", "rect": "rectangular", "triangle": "triangular",
    "u_shaped": "arcsine", "u": "arcsine", "arc_sine": "arcsine", "ctrap": "curvilinear_trapezoid",
    "curvilinear_trapezoidal": "curvilinear_trapezoid", "trapezoid": "trapezoidal", "trap": "trapezoidal",
    "正态": "normal", "均匀": "rectangular", "矩形": "rectangular", "三角": "triangular", "反正弦": "arcsine",
}  # fmt: skip
_NULLS = ("null", "~", "Null", "NULL")
T = TypeVar("T")


def quantity(name: str, tree: Tree, identifier: str = "") -> Input:
    """The input.

    Args:
        identifier: of the evaluation; components that name no influence of their own belong to it.

    Raises:
        InvalidBudget: a member that does not exist, is missing, contradicts another or cannot be.

    Example:
        >>> from quanheng.metrology.budget_file.located import tree_of
        >>> quantity("ls", tree_of("{value: 50000623, expanded_uncertainty: 75, coverage_factor: 3}")).standard_uncertainty
        25.0
    """
    if isinstance(tree, Scalar):
        return _checked(tree, lambda: Input(name, number(tree)))
    found = _without_nulls(members(tree, f"the input {name}"))
    parameters = _parameters(found)
    refuse_unknown(found, (*KNOWN, *parameters), "an input", MEANT)
    entries = found.entries
    given = [form for form in FORMS if form in entries]
    if len(given) > 1:
        raise entries[given[1]].place.refuse(f"'{given[1]}' beside '{given[0]}': state the uncertainty in one way")
    form = given[0] if given else None
    _refuse_strays(found, form)
    if form == "components":
        made = _checked(entries[form], lambda: _components(name, found, identifier))
    else:
        read = _FORMS[form] if form else _without_form
        made = _checked(entries[form] if form else found, lambda: read(name, found))
    changes: dict[str, str] = {
        member: word(entries[member], f"'{member}'")
        for member in ("unit", "ensemble", "influence")
        if member in entries
    }
    return _checked(found, lambda: replace(made, **changes)) if changes else made  # type: ignore[arg-type]  # text members


def _without_nulls(found: Members) -> Members:
    """Without members whose null says that there is nothing to say: no unit, infinite degrees of freedom."""
    kept = {
        name: tree
        for name, tree in found.entries.items()
        if not (name in COMMON[1:] and isinstance(tree, Scalar) and not tree.is_quoted and tree.text in _NULLS)
    }
    return Members(kept, found.place)


def _refuse_strays(found: Members, form: str | None) -> None:
    """Members that mean something beside another form only."""
    entries = found.entries
    for member in ("coverage_factor", "coverage_probability"):
        if member in entries and form != "expanded_uncertainty":
            raise entries[member].place.refuse(f"'{member}' belongs to 'expanded_uncertainty', which is not given")
    if form == "readings":
        for member, reason in (
            ("value", "the estimate is their mean"),
            ("degrees_of_freedom", "they follow from the number of readings"),
        ):
            if member in entries:
                raise entries[member].place.refuse(f"'{member}' beside 'readings': {reason}; leave it out")
    if form == "components" and "influence" in entries:
        raise entries["influence"].place.refuse("'influence' beside 'components': each component names its own")
    if form is None and "degrees_of_freedom" in entries and "distribution" not in entries:
        raise entries["degrees_of_freedom"].place.refuse(
            f"'degrees_of_freedom' of what is known exactly: state the uncertainty, by one of {', '.join(FORMS)}"
        )


def _parameters(found: Members) -> tuple[str, ...]:
    """The parameters of the distribution that the input names; () where it names none that is known."""
    family = FAMILIES.get(_distribution(found, ""))
    return tuple(each.name for each in fields(family) if each.init) if family else ()  # type: ignore[arg-type]  # every family is a dataclass


def _without_form(name: str, found: Members) -> Input:
    """Known exactly, or a distribution with its own parameters."""
    if "distribution" not in found.entries:
        return Input(name, _value(found))
    given = {each: found.entries[each] for each in _parameters(found) if each in found.entries}
    if not given or (set(given) == {"value"} != set(_parameters(found))):
        raise found.entries["distribution"].place.refuse(
            f"'distribution' without its width: state one of {', '.join(FORMS[:4])}, or the distribution's own "
            f"parameters {', '.join(_parameters(found)) or '(it is not known)'}"
        )
    return _from_parameters(name, found, {each: _parameter(tree) for each, tree in given.items()})


def _from_parameters(name: str, found: Members, parameters: dict[str, float | list[float]]) -> Input:
    made = Input.from_distribution(
        name, distribution_from_dict({"distribution": _distribution(found, ""), **parameters})
    )
    if "value" in found.entries and not math.isclose(_value(found), made.value, rel_tol=1e-12, abs_tol=1e-300):
        raise found.entries["value"].place.refuse(
            f"value {_value(found):g} beside a distribution whose expectation is {made.value:g}; leave it out"
        )
    return made


def _parameter(tree: Tree) -> float | list[float]:
    return [number(each) for each in tree.items] if isinstance(tree, Items) else number(tree)


def _between(name: str, found: Members, low: float, high: float) -> Input:
    """Between bounds, by a distribution that has further parameters, such as the inexactness of the bounds."""
    extra = {each: _parameter(found.entries[each]) for each in _parameters(found) if each in found.entries}
    return _from_parameters(name, found, {**extra, "a": low, "b": high})


def _needs_parameters(found: Members) -> bool:
    shape = _distribution(found, "rectangular")
    return shape in FAMILIES and shape not in HALF_WIDTHS and {"a", "b"} <= set(_parameters(found))


def _standard(name: str, found: Members) -> Input:
    u = number(found.entries["standard_uncertainty"])
    nu = _degrees(found)
    _refuse_t_alone(found)
    shape = _distribution(found, "normal" if math.isinf(nu) else "t")
    return Input(name, _value(found), u, nu, distribution=shape)  # type: ignore[arg-type]  # checked by Input


def _refuse_t_alone(found: Members) -> None:
    if _distribution(found, "") == "t" and "degrees_of_freedom" not in found.entries:
        raise found.entries["distribution"].place.refuse("the distribution 't' needs 'degrees_of_freedom'")


def _half_width(name: str, found: Members) -> Input:
    a = number(found.entries["half_width"])
    shape = _distribution(found, "rectangular")
    if _needs_parameters(found):
        return _between(name, found, _value(found) - a, _value(found) + a)
    return Input.from_half_width(name, _value(found), a, shape, degrees_of_freedom=_degrees(found))  # type: ignore[arg-type]  # checked there


def _bounds(name: str, found: Members) -> Input:
    ends = items(found.entries["bounds"], "'bounds'").items
    if len(ends) != 2:
        raise found.entries["bounds"].place.refuse(f"{len(ends)} bounds: the lower and the upper one are needed")
    low, high = (decimal(each) for each in ends)
    if not low <= high:
        raise ends[0].place.refuse(f"the lower bound {low} is above the upper one, {high}: exchange them")
    middle = float((low + high) / 2)
    if "value" in found.entries and not math.isclose(_value(found), middle, rel_tol=1e-12, abs_tol=1e-300):
        raise found.entries["value"].place.refuse(
            f"value {_value(found):g} beside bounds whose middle is {middle:g}: the estimate of a symmetric distribution "
            "is the middle; leave it out, or correct the bounds"
        )
    if _needs_parameters(found):
        return _between(name, found, float(low), float(high))
    shape = _distribution(found, "rectangular")
    half_width = float((high - low) / 2)
    return Input.from_half_width(name, middle, half_width, shape, degrees_of_freedom=_degrees(found))  # type: ignore[arg-type]  # checked there


def _expanded(name: str, found: Members) -> Input:
    _refuse_t_alone(found)
    u, nu = number(found.entries["expanded_uncertainty"]), _degrees(found)
    made = Input.from_expanded(name, _value(found), u, _factor(found, nu), degrees_of_freedom=nu)
    if "distribution" not in found.entries:
        return made
    return replace(made, distribution=_distribution(found, ""))  # type: ignore[arg-type]  # checked by Input


def _factor(found: Members, nu: float) -> float:
    entries = found.entries
    if "coverage_factor" in entries and "coverage_probability" in entries:
        raise entries["coverage_probability"].place.refuse(
            "'coverage_probability' beside 'coverage_factor': the certificate's k is enough; leave the other out"
        )
    if "coverage_factor" in entries:
        return number(entries["coverage_factor"])
    if "coverage_probability" in entries:
        probability, shape = entries["coverage_probability"], _distribution(found, "normal")
        if shape in HALF_WIDTHS:
            return _checked(probability, lambda: factor_of_shape(shape, number(probability)))
        return _checked(probability, lambda: coverage_factor(nu, number(probability)))
    raise entries["expanded_uncertainty"].place.refuse(
        "an expanded uncertainty needs its 'coverage_factor' k, or the 'coverage_probability' that it is stated for"
    )


def _readings(name: str, found: Members) -> Input:
    values = [decimal(each) for each in items(found.entries["readings"], "'readings'").items]
    if _distribution(found, "t") not in ("t", "normal"):
        raise found.entries["distribution"].place.refuse("the mean of readings follows a t-distribution; leave it out")
    return Input.from_readings(name, values)


def _components(name: str, found: Members, identifier: str) -> Input:
    if "distribution" in found.entries or "degrees_of_freedom" in found.entries:
        member = "distribution" if "distribution" in found.entries else "degrees_of_freedom"
        raise found.entries[member].place.refuse(f"'{member}' beside 'components': each component has its own")
    parts = items(found.entries["components"], "'components'").items
    own = [f"{identifier}{SEPARATOR}{name}.{index}" for index in range(1, len(parts) + 1)]
    made = [_component(name, one, each) for one, each in zip(own, parts, strict=True)]
    return Input.from_components(name, _value(found), made)


def _component(name: str, own: str, tree: Tree) -> Component:
    found = members(tree, "a component")
    refuse_unknown(found, _OF_COMPONENT, "a component", MEANT)
    given = [form for form in FORMS[:3] if form in found.entries]
    if len(given) != 1:
        raise found.place.refuse(f"a component has one of {', '.join(FORMS[:3])}; here are {len(given)}")
    with_value = Members({**found.entries, "value": Scalar("0", False, found.place)}, found.place)
    made = _checked(found.entries[given[0]], lambda: _FORMS[given[0]](name, with_value))
    known_as = word(found.entries["influence"], "'influence'") if "influence" in found.entries else own
    return Component(known_as, made.standard_uncertainty, made.degrees_of_freedom)


_FORMS: Mapping[str, Callable[[str, Members], Input]] = {
    "standard_uncertainty": _standard,
    "half_width": _half_width,
    "expanded_uncertainty": _expanded,
    "bounds": _bounds,
    "readings": _readings,
}


def _value(found: Members) -> float:
    if "value" not in found.entries:
        raise found.place.refuse("'value' is missing: the best estimate of the quantity")
    return number(found.entries["value"])


def _degrees(found: Members) -> float:
    nu = optional_number(found.entries, "degrees_of_freedom")
    return math.inf if nu is None else nu


def _distribution(found: Members, default: str) -> str:
    if "distribution" not in found.entries:
        return default
    written = word(found.entries["distribution"], "'distribution'").lower().replace("-", "_").replace(" ", "_")
    return SYNONYMS.get(written.replace("'", "").removesuffix("分布"), written)


def _checked(tree: Tree, make: Callable[[], T]) -> T:
    """What `make` gives; its refusal gets the place of `tree`."""
    try:
        return make()
    except MetrologyError as error:
        if isinstance(error, InvalidBudget):
            raise
        raise tree.place.refuse(str(error), kind=type(error).__name__) from error
