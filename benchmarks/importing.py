"""The cases of `import_rows`: one import, stage by stage, and the obvious loop over the ORM."""

import csv
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.http import QueryDict

from benchmarks.organisations import AREAS, COLUMNS, organisations
from benchmarks.register import made_divisions
from quanheng.server.accounts.actions.organisations import checked
from quanheng.server.accounts.credit_code import check_character, organisation_check_character
from quanheng.server.accounts.drafts import OrganisationDraft
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.tables import ORGANISATIONS
from quanheng.server.core.action import recorded_as
from quanheng.server.core.actors import Actor
from quanheng.server.core.tables import work
from quanheng.server.core.tables.actions import order_writing
from quanheng.server.core.tables.exporting import csv_blocks
from quanheng.server.core.tables.progress import Progress

LEFT_OUT = ("id", "status", "is_demonstration", "registered_at", "revision")


def write_file(path: Path, count: int) -> list[str]:
    """The file: made-up organisations with valid credit codes; its headings."""

    kept = [place for place, name in enumerate(COLUMNS) if name not in LEFT_OUT]
    headings = ["division" if COLUMNS[place] == "division_id" else COLUMNS[place] for place in kept]
    extra = ["longitude", "latitude", "authorisation_valid_until"]
    code_place = headings.index("credit_code")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*headings, *extra])
        areas: list[Any] = [area.code for area in AREAS]
        for number, row in enumerate(organisations(count, areas)):
            cells = ["" if row[place] == "\\N" else str(row[place]) for place in kept]
            body = f"MA{number:06d}"
            first = f"91370102{body}{organisation_check_character(body)}"
            cells[code_place] = first + check_character(first)
            position = [f"{116.2 + number % 170_000 / 100_000:.5f}", f"{36 + number % 97_000 / 65_000:.6f}"]
            writer.writerow([*cells, *position, ""])
    return [*headings, *extra]


def measure(count: int) -> dict[str, float]:
    """Seconds of each stage of one import of `count` rows, and the peak of this process's memory."""

    made_divisions()
    actor = Actor.system("benchmark")
    found: dict[str, float] = {"load": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory(prefix="quanheng-bench-") as folder:
        path = Path(folder) / "rows.csv"
        write_file(path, count)
        started = time.perf_counter()
        batch = work.receive(actor, ORGANISATIONS, path.name, _blocks(path))
        if batch.state == "mapped":
            stages = _Stages()
            with stages:
                batch = work.work_on(batch.pk, actor)
            found |= stages.seconds
        rehearsed = time.perf_counter()
        if batch.counts["new"] != count:
            raise RuntimeError(f"not all rows are new: {batch.counts} {batch.problems}")
        batch = work.work_on(order_writing(actor, batch, count).pk, actor)
        ended = time.perf_counter()
        if batch.state != "written":
            raise RuntimeError(f"{batch.state}: {batch.failure} {batch.notices}")
        found |= {"whole": ended - started, "written": ended - rehearsed}
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        size = sum(len(block) for block in csv_blocks(ORGANISATIONS, actor, QueryDict()))
        found |= {"exported": time.perf_counter() - started, "exported_mb": size / 1024**2}
        started = time.perf_counter()
        batch = work.receive(actor, ORGANISATIONS, path.name, _blocks(path))
        if batch.state == "mapped":
            batch = work.work_on(batch.pk, actor)
        if batch.counts["unchanged"] != count:
            raise RuntimeError(f"not all rows are unchanged: {batch.counts} {batch.problems}")
        found["again"] = time.perf_counter() - started
    return found


class _Stages:
    """Tells reading from rehearsing within one act, by the marks of its progress."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, float]] = []
        begin = Progress.begin

        def marked(progress: Progress, stage: str, total: int = 0) -> None:
            self.marks.append((stage, time.perf_counter()))
            begin(progress, stage, total)

        self.watched = patch.object(Progress, "begin", marked)

    def __enter__(self) -> None:
        self.watched.start()

    def __exit__(self, *_error: object) -> None:
        self.watched.stop()
        self.marks.append(("end", time.perf_counter()))

    @property
    def seconds(self) -> dict[str, float]:
        at = dict(self.marks)
        return {"staged": at["rehearsing"] - at["reading"], "rehearsed": at["end"] - at["rehearsing"]}


def measure_plain(count: int) -> dict[str, float]:
    """Seconds that the obvious loop takes: for each row look up, check, and save, in one transaction."""

    made_divisions()
    dates, decimals = ("established_on", "authorisation_valid_until"), ("longitude", "latitude")
    known = {each.name for each in fields(OrganisationDraft)}
    with tempfile.TemporaryDirectory(prefix="quanheng-bench-") as folder:
        path = Path(folder) / "rows.csv"
        write_file(path, count)
        started = time.perf_counter()
        with (
            path.open(encoding="utf-8-sig", newline="") as file,
            transaction.atomic(),
            recorded_as(Actor.system("benchmark"), "accounts.organisation_registered"),
        ):
            for row in csv.DictReader(file):
                values: dict[str, Any] = {key: text for key, text in row.items() if key in known}
                values["division"] = Division.objects.get(code=row["division"])
                values |= {key: date.fromisoformat(row[key]) if row[key] else None for key in dates}
                values |= {key: Decimal(row[key]) if row[key] else None for key in decimals}
                values["employees"] = int(row["employees"]) if row["employees"] else None
                draft = checked(OrganisationDraft(**values))
                existing = Organisation.objects.unrestricted("benchmark").filter(credit_code=draft.credit_code).first()
                if existing is None:
                    Organisation.objects.create(**draft.values())
        seconds = time.perf_counter() - started
    return {"whole": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block
