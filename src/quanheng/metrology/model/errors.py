"""What can be wrong with a measurement model."""

from quanheng.metrology.errors import MetrologyError

#: How much of a long text an error shows around the place.
SHOWN = 60


class ModelError(MetrologyError):
    """Base of the errors of measurement models."""


class ModelSyntaxError(ModelError):
    """The text is no model. Shows the place with a caret."""


class UnknownFunction(ModelSyntaxError):
    """The text calls a function that models do not have."""


class ModelTooLarge(ModelError):
    """The text, its nesting or its graph is larger than a model from outside may be."""


class UndefinedValue(ModelError):
    """The model has no finite value at these inputs."""


class InvalidStoredModel(ModelError):
    """What was stored is no model of a schema known here."""


class DimensionMismatch(ModelError):
    """Quantities of different dimensions are added or compared, or a function takes a pure number only."""


def at_place(message: str, text: str, position: int) -> str:
    """The message with the line of `text` around `position` and a caret below the place.

    Example:
        >>> print(at_place("a ) is missing", "l = (a + b", 10))
        a ) is missing
          l = (a + b
                    ^
    """
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)]
    column = position - start
    first = max(0, column - SHOWN)
    shown = line[first : column + SHOWN]
    left = "…" if first else ""
    right = "…" if column + SHOWN < len(line) else ""
    return f"{message}\n  {left}{shown}{right}\n  {' ' * (len(left) + column - first)}^"
