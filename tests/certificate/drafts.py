"""The example drafts of the documentation, and drafts of the tests."""

from dataclasses import replace
from pathlib import Path

from quanheng.certificate.building import Column, Draft, Evaluation, Table, said
from quanheng.certificate.draft_file import read_draft
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import Input, Problem, Result, propagate

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "certificates"
NAMES = ("balance-calibration", "scale-verification", "scale-rejection")


def text_of(name: str) -> str:
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")


def draft_of(name: str) -> Draft:
    return read_draft(text_of(name), EXAMPLES)


CALIBRATION, VERIFICATION, REJECTION = (draft_of(each) for each in NAMES)


def weighing(identifier: str, difference: float) -> Result:
    """A mass against the same standard weight as every other of these: u = 0.3 mg of the standard, 0.4 mg of its own."""
    inputs = [Input("s", 100.0, 0.3, influence="示例 standard 12"), Input("d", difference, 0.4)]
    return propagate(Problem(Model.parse("m = s + d"), inputs, identifier=identifier))


def weighed(identifier: str, difference: float) -> Draft:
    """A calibration certificate with one value from `weighing`."""
    column = Column.evaluated(
        said("质量", "Mass"),
        "quanheng_result",
        [Evaluation(weighing(identifier, difference), "m")],
        "mg",
        coverage_factor="2",
    )
    return replace(
        CALIBRATION, identifier=identifier, tables=(Table(name=said("称量结果", "Weighing"), columns=(column,)),)
    )


def long_table(rows: int) -> Draft:
    """A calibration certificate with many points, as of a weight set or a sensor."""
    values = tuple(f"{place * 0.5:.2f}" for place in range(1, rows + 1))
    nominal = Column(name=said("标称值", "Nominal"), ref_type="basic_nominalValue", values=values, unit="kg")
    return replace(CALIBRATION, tables=(Table(name=said("多点示值", "Many points"), columns=(nominal,)),))
