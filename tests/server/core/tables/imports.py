"""Imports of organisations as tests make them: a real file, taken in by the code that pages call."""

import csv
import io
from collections.abc import Sequence

from tests.server.accounts import world

from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.tables import ORGANISATIONS
from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.models import ImportBatch, ImportRow
from quanheng.server.core.tables.problems import Problem
from quanheng.server.core.tables.work import receive

HEADINGS = ["credit_code", "name", "kind", "division", "employees", "established_on", "longitude", "latitude"]


def line(
    code: str = "", name: str = "泺源农贸市场", kind: str = "market", division: str = world.LIXIA, **more: str
) -> list[str]:
    """One row under HEADINGS; a new credit code where none is given."""
    values = {"credit_code": code or world.credit_code(), "name": name, "kind": kind, "division": division, **more}
    return [values.get(heading, "") for heading in HEADINGS]


def content(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The text file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def taken_in(actor: Actor, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> ImportBatch:
    """The batch of these rows, rehearsed."""
    return receive(actor, ORGANISATIONS, "organisations.csv", [content(rows, headings)])


def row(batch: ImportBatch, number: int) -> ImportRow:
    """A staged row."""
    return ImportRow.objects.get(batch_id=batch.pk, number=number)


def cell(batch: ImportBatch, number: int, key: str) -> str:
    """A staged cell."""
    text: str = row(batch, number).cells[batch.columns.index(key)]
    return text


def problems(batch: ImportBatch, number: int) -> list[Problem]:
    """What is wrong with a staged row."""
    return [Problem.from_json(each) for each in row(batch, number).problems or []]


def fates(batch: ImportBatch) -> dict[int, str]:
    """The fate of each row."""
    return dict(ImportRow.objects.filter(batch_id=batch.pk).values_list("number", "fate"))


def registered(code: str) -> Organisation:
    """The organisation with this code."""
    found: Organisation = Organisation.objects.unrestricted("tests").get(credit_code=code)
    return found
