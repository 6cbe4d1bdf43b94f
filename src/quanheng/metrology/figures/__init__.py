"""Pictures of evaluations as SVG text: no drawing library, no font and no file but what the viewer has."""

from quanheng.metrology.figures.evaluation import evaluation_figure

__all__ = ["evaluation_figure"]
