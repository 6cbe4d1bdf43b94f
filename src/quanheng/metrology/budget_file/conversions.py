"""A model with linear conversions where its inputs enter and its outputs leave."""

from collections.abc import Sequence

from quanheng.metrology.model import Model
from quanheng.metrology.model.graph import Builder

#: (numerator, denominator, shift): x·numerator/denominator + shift.
Linear = tuple[float, float, float]


def scaled(model: Model, entering: Sequence[Linear], leaving: Sequence[Linear] | None) -> Model:
    """The model of quantities as the model of their numbers; the model itself where nothing is to be converted.

    Example:
        >>> scaled(Model.parse("y = 2*x"), [(1.0, 1000.0, 0.0)], None).value(x=3.0)
        0.006
    """
    if all(top == bottom and not shift for top, bottom, shift in (*entering, *(leaving or ()))):
        return model
    builder = Builder(model.inputs)
    inputs = [_linear(builder, place, each) for place, each in enumerate(entering)]
    outputs = builder.include(model.graph, inputs)
    if leaving is not None:
        outputs = [_linear(builder, node, each) for node, each in zip(outputs, leaving, strict=True)]
    return Model(builder.graph(outputs), model.outputs)


def _linear(builder: Builder, node: int, conversion: Linear) -> int:
    top, bottom, shift = conversion
    if top != bottom:
        node = builder.apply("mul", node, builder.const(top)) if top != 1.0 else node
        node = builder.apply("div", node, builder.const(bottom)) if bottom != 1.0 else node
    return builder.apply("add", node, builder.const(shift)) if shift else node
