"""Measurement models: written as text or as a Python function, read into a graph, and computed with.

    model = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")
    values, sensitivities = model.jacobian([50000623, 215, 0, -0.1, 11.5e-6, 0])

No `eval`: text is parsed by a grammar with limits on characters, nesting and operations.
"""

from quanheng.metrology.model.errors import (
    DimensionMismatch,
    InvalidStoredModel,
    ModelError,
    ModelSyntaxError,
    ModelTooLarge,
    UndefinedValue,
    UnknownFunction,
)
from quanheng.metrology.model.model import Model
from quanheng.metrology.model.trace import call, where

__all__ = [
    "DimensionMismatch",
    "InvalidStoredModel",
    "Model",
    "ModelError",
    "ModelSyntaxError",
    "ModelTooLarge",
    "UndefinedValue",
    "UnknownFunction",
    "call",
    "where",
]
