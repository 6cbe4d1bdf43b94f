"""Which column of the file goes where, and how the file is read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quanheng.server.core.errors import Conflict, Invalid
from quanheng.server.core.tables.actions import match_columns
from quanheng.server.core.tables.choices import TRANSITIONS, BatchState
from quanheng.server.core.tables.inspection import Inspection
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.reading.delimited import ENCODING_NAMES
from quanheng.server.core.tables.spec import TableSpec
from quanheng.server.core.tables.views.finding import batch_for
from quanheng.server.core.tables.views.frame import frame_of
from quanheng.server.core.tables.work import look_again, proceed

ENCODINGS = ("utf-8", "gb18030", "utf-16")


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """See and change where each column goes; another sheet, heading row or encoding is looked at again first."""
    spec, batch = batch_for(request, table, pk)
    if BatchState.MAPPED not in TRANSITIONS[batch.state]:
        return redirect("tables-batch", table, pk)
    asked = request.POST if request.method == "POST" else request.GET
    inspection, problem = None, None
    try:
        inspection = _look(batch, asked.get("sheet", ""), asked.get("header_row", ""), asked.get("encoding", ""))
        if request.method == "POST" and "look" not in request.POST:
            mapping = _mapping(request, spec, inspection)
            batch = match_columns(request.actor, batch, inspection, mapping)
            proceed(request.actor, batch)
            return redirect("tables-batch", table, pk)
    except (Invalid, Conflict) as error:
        problem = error
    context = {
        **frame_of(spec, batch),
        "problem": problem,
        "inspection": inspection,
        "lines": _lines(request, batch, inspection),
        "choices": [(column.key, column.label, column.is_required) for column in spec.writable],
        "encodings": [(name, ENCODING_NAMES[name]) for name in ENCODINGS],
        "encoding": inspection.traits.encoding.removesuffix("-sig").removesuffix("-le") if inspection else "",
    }
    return render(request, "tables/columns.html", context, status=problem.status if problem else 200)


def _look(batch: ImportBatch, sheet: str, header_row: str, encoding: str) -> Inspection:
    row = int(header_row) if header_row.isdigit() and len(header_row) < 8 else 0
    names = {name for name, _hidden in batch.traits.get("sheets", [])}
    return look_again(
        batch,
        sheet=sheet if sheet in names else "",
        header_row=row,
        encoding=encoding if encoding in ENCODINGS else "",
    )


def _mapping(request: HttpRequest, spec: TableSpec, inspection: Inspection) -> dict[int, str]:
    chosen = {place: request.POST.get(f"column_{place}", "") for place in range(len(inspection.header.labels))}
    return {place: key for place, key in chosen.items() if key in spec.by_key}


def _lines(request: HttpRequest, batch: ImportBatch, inspection: Inspection | None) -> list[dict[str, object]]:
    """The file's columns with what was chosen, is in force, or is proposed for each."""
    if inspection is None:
        return []
    is_same = inspection.header.row == batch.header_row and inspection.sheet == batch.sheet and bool(batch.mapping)
    return [
        {
            "column": each,
            "key": request.POST.get(f"column_{each.place}", "")
            if request.method == "POST" and "look" not in request.POST
            else batch.mapping.get(str(each.place), "")
            if is_same
            else each.key,
        }
        for each in inspection.proposal.columns
    ]
