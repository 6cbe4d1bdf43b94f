"""Members of stored documents: written with null for what JSON has no number for, read with their kind checked."""

import json
import math
from typing import Any, Final

from quanheng.metrology.uncertainty.correlation import Correlation
from quanheng.metrology.uncertainty.errors import InvalidStoredForm

SCHEMA: Final = "quanheng.uncertainty/1"


def written(kind: str, members: dict[str, Any]) -> str:
    """The document.

    Raises:
        InvalidStoredForm: a number that is not finite.
    """
    try:
        return json.dumps({"schema": SCHEMA, "kind": kind, **members}, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise InvalidStoredForm(f"a {kind} with a number that is not finite cannot be stored: {error}") from error


def read(document: str, kind: str) -> dict[str, Any]:
    """The members of a document of this kind.

    Raises:
        InvalidStoredForm: no JSON, another kind or schema.
    """
    try:
        stored = json.loads(document, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidStoredForm(f"this is no JSON of a {kind}: {error}") from error
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA or stored.get("kind") != kind:
        found = (
            {key: stored.get(key) for key in ("schema", "kind")} if isinstance(stored, dict) else type(stored).__name__
        )
        raise InvalidStoredForm(f"{found} is not a {kind} of the schema {SCHEMA}")
    return stored


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def malformed(kind: str, error: Exception) -> InvalidStoredForm:
    """The error of a member that is missing or of the wrong kind."""
    said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return InvalidStoredForm(f"this {kind} of the schema {SCHEMA} is malformed: {said}")


def correlations(stored: list[Any]) -> tuple[Correlation, ...]:
    """Pairs and their coefficients."""
    return tuple((str(a), str(b), float(r)) for a, b, r in stored)


def text(stored: object) -> str:
    """Text."""
    if not isinstance(stored, str):
        raise TypeError(f"{stored!r} is not text")
    return stored


def optional(stored: object) -> str | None:
    """Text, or nothing."""
    return None if stored is None else text(stored)


def names(stored: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(stored, list):
        raise TypeError(f"{stored!r} is not a list of names")
    return tuple(text(each) for each in stored)


def null(number: float) -> float | None:
    """The number, or null for infinity."""
    return None if math.isinf(number) else number


def degrees(stored: float | None) -> float:
    """Degrees of freedom, null meaning infinite ones."""
    return math.inf if stored is None else float(stored)


def opened(stored: Any) -> Any:
    """The same with null for infinite degrees of freedom, at any depth."""
    if isinstance(stored, dict):
        return {key: null(value) if key == "degrees_of_freedom" else opened(value) for key, value in stored.items()}
    return [opened(each) for each in stored] if isinstance(stored, list | tuple) else stored
