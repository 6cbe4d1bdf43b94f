"""A model for the bare numbers of its inputs."""

from dataclasses import dataclass

from quanheng.metrology.model import Model


@dataclass(frozen=True, slots=True)
class InUnits:
    """The model for the bare numbers of the inputs, and the unit of each output as it will be written."""

    model: Model
    output_units: dict[str, str]
