"""Certificates as documents: PDF/A-3b and HTML, each with a number of its own, fonts read once before."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Row
from quanheng.certificate import Certificate, read
from quanheng.certificate.building import Column, Table, build, said
from quanheng.certificate.draft_file import read_draft
from quanheng.certificate.rendering import Language, html_of, pdf_of

TITLE = "Certificates as PDF/A-3b and HTML (milliseconds a document)"
EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "certificates"
COUNT = 20
TARGET_MS = 100.0
POINTS = 500


def run(*, rebuild: bool) -> list[Row]:
    """Median of documents that differ, so that nothing is answered from memory; `rebuild` has nothing to make anew."""
    calibration, verification = (_certificates(name) for name in ("balance-calibration", "scale-verification"))
    long = _certificates("balance-calibration", POINTS)
    return [
        _row("PDF, calibration, 3 pages, zh", calibration, pdf_of, TARGET_MS),
        _row("PDF, calibration, 3 pages, zh-en", calibration, lambda each: pdf_of(each, Language.BOTH), TARGET_MS),
        _row("PDF, verification, 3 pages, zh", verification, pdf_of, TARGET_MS),
        _row(f"PDF, {POINTS} points", long, pdf_of, None),
        _row("HTML, verification", verification, html_of, None),
    ]


def _row(
    case: str, certificates: list[Certificate], render: Callable[[Certificate], object], target: float | None
) -> Row:
    render(certificates[0])
    taken = []
    for each in certificates[1:]:
        start = time.perf_counter()
        render(each)
        taken.append(1000.0 * (time.perf_counter() - start))
    return Row(case, statistics.median(taken), "ms", target=target, details={"max": round(max(taken), 1)})


def _certificates(name: str, points: int = 0) -> list[Certificate]:
    draft = read_draft((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), EXAMPLES)
    if points:
        values = tuple(f"{place * 0.5:.1f}" for place in range(points))
        column = Column(name=said("标称值", "Nominal"), ref_type="basic_nominalValue", values=values, unit="kg")
        draft = replace(draft, tables=(Table(name=said("多点", "Many points"), columns=(column, column)),))
    return [read(build(replace(draft, identifier=f"{draft.identifier}-{place}"))) for place in range(COUNT + 1)]
