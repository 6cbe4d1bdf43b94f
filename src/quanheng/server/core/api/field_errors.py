"""From pydantic's error list to what a person can act on: which value, what is wrong, what would be right."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.api.problems import FieldProblem, Place
from quanheng.server.core.errors import Text

#: By pydantic's kind of error: our code, what is wrong, what would be right (filled with the error's context).
EXPLANATIONS: dict[str, tuple[str, Text, Text]] = {
    "missing": ("missing", _("This value is missing."), _("Give it.")),
    "extra_forbidden": ("unknown", _("No such member is known here."), _("Leave it out, or correct its name.")),
    "string_type": ("wrong-kind", _("This must be a text."), _("Put it in quotes.")),
    "string_unicode": ("not-text", _("This text holds half a character."), _("Send whole characters.")),
    "string_too_short": ("too-short", _("The text is too short."), _("Give at least %(min_length)s characters.")),
    "string_too_long": ("too-long", _("The text is too long."), _("Give at most %(max_length)s characters.")),
    "string_pattern_mismatch": (
        "wrong-form",
        _("The text has not the form that is asked for."),
        _("It must match %(pattern)s."),
    ),
    "enum": ("not-listed", _("This is none of the possible values."), _("Choose one of: %(expected)s.")),
    "literal_error": ("not-listed", _("This is none of the possible values."), _("Choose one of: %(expected)s.")),
    "int_type": ("wrong-kind", _("This must be a whole number."), _("Give a number without quotes and fraction.")),
    "int_parsing": ("wrong-kind", _("This must be a whole number."), _("Write it with digits only.")),
    "int_parsing_size": ("too-large", _("The number is too large."), _("Give a number of usual size.")),
    "int_from_float": ("wrong-kind", _("This must be a whole number."), _("Leave the fraction out.")),
    "float_type": ("wrong-kind", _("This must be a number."), _("Give a number without quotes.")),
    "finite_number": ("wrong-kind", _("This must be a finite number."), _("Give a number of usual size.")),
    "bool_type": ("wrong-kind", _("This must be true or false."), _("Give true or false without quotes.")),
    "bool_parsing": ("wrong-kind", _("This must be true or false."), _("Give true or false.")),
    "greater_than_equal": ("too-small", _("The number is too small."), _("Give at least %(ge)s.")),
    "less_than_equal": ("too-large", _("The number is too large."), _("Give at most %(le)s.")),
    "list_type": ("wrong-kind", _("This must be a list."), _("Put it in square brackets.")),
    "too_short": ("too-short", _("The list is too short."), _("Give at least %(min_length)s.")),
    "too_long": ("too-long", _("The list is too long."), _("Give at most %(max_length)s.")),
    "model_type": ("wrong-kind", _("This must be an object."), _("Put its members in curly brackets.")),
    "model_attributes_type": ("wrong-kind", _("This must be an object."), _("Put its members in curly brackets.")),
    "uuid_parsing": ("wrong-form", _("This is no identifier."), _("Give the id as the platform gave it.")),
    "uuid_type": ("wrong-kind", _("This is no identifier."), _("Give the id as the platform gave it, in quotes.")),
}
OTHERWISE = (
    "not-valid",
    _("This value does not have the form that is asked for."),
    _("Compare it with the reference of this operation."),
)
ABSENT = object()


def field_problem(place: Place, path: Sequence[str | int], error: dict[str, Any]) -> FieldProblem:
    """The field problem that pydantic's `error` means, at `path` within its place."""
    code, detail, remedy = EXPLANATIONS.get(error["type"], OTHERWISE)
    context = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    if error["type"] == "value_error":
        # A validator of ours, which speaks the reader's language already and says what would be right.
        code, detail, remedy = "not-valid", context["error"], ""
    return FieldProblem(
        place=place,
        name=pointer(path) if place == "body" else str(path[0] if path else ""),
        code=code,
        detail=detail,
        remedy=str(remedy) % context if remedy else "",
        received="" if error["type"] == "missing" else kind_of(error.get("input", ABSENT)),
    )


def pointer(path: Sequence[str | int]) -> str:
    """The path as a JSON pointer (RFC 6901) in the form of a URI fragment's text.

    Example:
        >>> pointer(["roles", 0, "a/b"])
        '#/roles/0/a~1b'
    """
    return "#" + "".join("/" + str(each).replace("~", "~0").replace("/", "~1") for each in path)


def kind_of(value: Any) -> str:
    """What JSON calls the kind of `value`; empty where that is not known."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return ""
