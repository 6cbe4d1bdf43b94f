"""The dry run: what becomes of each row, and what is mended on the spot."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quanheng.server.core.errors import Conflict, Invalid, Missing, PlatformError
from quanheng.server.core.tables.choices import WORKING, BatchState, Fate
from quanheng.server.core.tables.exporting import annotated_workbook
from quanheng.server.core.tables.mending import accept_proposals, edit_row, leave_out, mend_equal
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.problems import Problem
from quanheng.server.core.tables.queries import (
    PAGE,
    RowFilter,
    equal_rows,
    row_page,
    staged_row,
    work_of,
)
from quanheng.server.core.tables.reading import letters
from quanheng.server.core.tables.spec import TableSpec
from quanheng.server.core.tables.views.arriving import XLSX
from quanheng.server.core.tables.views.finding import batch_for
from quanheng.server.core.tables.views.frame import frame_of
from quanheng.server.core.tables.views.problems import problem_name
from quanheng.server.core.tables.views.rows import SIGNS, label_of, row_views, shown_columns


@login_required
@require_safe
def batch_page(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """The import, wherever it stands."""
    spec, batch = batch_for(request, table, pk)
    if batch.state == BatchState.UPLOADED:
        return redirect("tables-columns", table, pk)
    context = frame_of(spec, batch)
    if batch.state in WORKING:
        return render(request, "tables/working.html", {**context, "work": work_of(batch)})
    if batch.state == BatchState.REHEARSED:
        return render(request, "tables/rehearsal.html", context | _rehearsal(request.GET, spec, batch))
    return render(request, "tables/over.html", context)


@login_required
@require_POST
def mend(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """Put one value into all equal cells."""
    spec, batch = batch_for(request, table, pk)
    given = request.POST
    value = given.get("typed", "").strip() or given.get("value", "")
    try:
        mend_equal(request.actor, batch, given.get("column", ""), given.get("text", ""), given.get("code", ""), value)
    except (Invalid, Conflict, Missing) as problem:
        return _answer(request, spec, batch, problem, at=given.get("number", ""))
    return _answer(request, spec, batch)


@login_required
@require_POST
def accept(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """Put every proposal into its cell."""
    spec, batch = batch_for(request, table, pk)
    try:
        accept_proposals(request.actor, batch)
    except (Conflict, Missing) as problem:
        return _answer(request, spec, batch, problem)
    return _answer(request, spec, batch)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, table: str, pk: UUID, number: int) -> HttpResponse:
    """Every cell of one row, to be typed anew."""
    spec, batch = batch_for(request, table, pk)
    if batch.state != BatchState.REHEARSED:
        return redirect("tables-batch", table, pk)
    row = staged_row(batch, number)
    columns = [spec.by_key[key] for key in batch.columns]
    problems = [Problem.from_json(each) for each in row.problems or []]
    wrong = {key: str(each) for each in reversed(problems) for key in each.columns}
    texts = {
        column.key: text if column.key in wrong else label_of(column, text)
        for column, text in zip(columns, row.cells, strict=True)
    }
    problem: PlatformError | None = None
    if request.method == "POST":
        typed = {column.key: request.POST.get(column.key, "") for column in columns}
        changed = {key: text for key, text in typed.items() if text.strip() != texts[key]}
        texts |= typed
        try:
            if changed:
                edit_row(request.actor, batch, number, changed)
            return redirect(_back(request, table, pk))
        except Invalid as error:
            problem, wrong = error, {key: str(said) for key, said in error.fields.items()}
        except Conflict as error:
            problem = error
    lines = [{"column": column, "text": texts[column.key], "wrong": wrong.get(column.key, "")} for column in columns]
    context = {
        **frame_of(spec, batch),
        "row": row,
        "lines": lines,
        "problem": problem,
        "back": _back(request, table, pk),
    }
    return render(request, "tables/row.html", context, status=problem.status if problem else 200)


@login_required
@require_POST
def leave_out_row(request: HttpRequest, table: str, pk: UUID, number: int) -> HttpResponse:
    """Take one row out of the import."""
    _spec, batch = batch_for(request, table, pk)
    leave_out(request.actor, batch, number)
    messages.success(request, _("Row %(number)d is left out.") % {"number": number})
    return redirect(_back(request, table, pk))


@login_required
@require_safe
def annotated(request: HttpRequest, table: str, pk: UUID) -> FileResponse:
    """The rows that are not written, with what is wrong beside each."""
    spec, batch = batch_for(request, table, pk)
    with TemporaryDirectory(prefix="quanheng-annotated-") as folder:
        path = Path(folder) / "annotated.xlsx"
        annotated_workbook(spec, batch, path)
        name = _("%(file)s, to mend.xlsx") % {"file": Path(batch.file_name).stem}
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def _answer(
    request: HttpRequest, spec: TableSpec, batch: ImportBatch, problem: PlatformError | None = None, at: str = ""
) -> HttpResponse:
    """The dry run as it is now: its part of the page for htmx, else the whole page."""
    if not request.htmx:
        if problem is not None:
            messages.error(request, str(problem.detail))
        return redirect(_back(request, batch.table, batch.pk))
    batch.refresh_from_db()
    asked = QueryDict(request.htmx.current_url_abs_path.partition("?")[2] if request.htmx.current_url_abs_path else "")
    context = {**frame_of(spec, batch), **_rehearsal(asked, spec, batch), "problem": problem, "problem_at": at}
    return render(request, "tables/parts/rehearsal.html", context)


def _back(request: HttpRequest, table: str, pk: UUID) -> str:
    """The dry run with the filter from which one came."""
    here = reverse("tables-batch", args=[table, pk])
    query = (request.POST or request.GET).get("back", "")
    return f"{here}?{query}" if query else here


def _rehearsal(asked: QueryDict, spec: TableSpec, batch: ImportBatch) -> dict[str, Any]:
    code, _colon, column = asked.get("problem", "").partition(":")
    fate = asked.get("fate", "")
    wanted = RowFilter(
        fate=fate if fate in Fate.values else "",
        code=code,
        column=column,
        is_open=asked.get("open") == "1",
    )
    after = asked.get("after", "")
    page = row_page(batch, wanted, int(after) if after.isdigit() and len(after) < 10 else 0)
    columns = shown_columns(spec, batch, page.rows)
    here = reverse("tables-batch", args=[batch.table, batch.pk])
    return {
        "wanted": wanted,
        "columns": columns,
        "rows": row_views(spec, batch, page.rows, columns, equal_rows(batch, page.rows)),
        "next_url": f"{here}?{_query(asked, after=page.after)}" if page.after else "",
        "is_later_page": bool(after),
        "page_size": PAGE,
        "tabs": _tabs(batch, here, wanted),
        "kinds": _kinds(spec, batch, here),
        "here": here,
        "back": asked.urlencode(),
        "fixable": sum(each["fixable"] for each in batch.problems),
        "proposals_text": _proposals_text(batch),
        "matches": _matches(spec, batch),
        "unused": _unused(batch),
        "asked_problem": f"{code}:{column}",
        "key_labels": [spec.label_of(key) for key in spec.natural_key],
    }


def _query(asked: QueryDict, **changes: Any) -> str:
    kept = {key: asked[key] for key in ("fate", "problem", "open") if asked.get(key)}
    return urlencode(kept | {key: value for key, value in changes.items() if value})


def _tabs(batch: ImportBatch, here: str, wanted: RowFilter) -> list[dict[str, Any]]:
    """All rows, then each fate with its count; each opens the rows that it counts."""
    tabs: list[dict[str, Any]] = [
        {"count": batch.total, "label": _("all rows"), "url": here, "is_on": not wanted.is_set, "kind": "", "icon": ""}
    ]
    for fate in Fate:
        kind, icon = SIGNS[fate]
        tabs.append(
            {
                "count": batch.counts.get(fate, 0),
                "label": fate.label,
                "url": f"{here}?{urlencode({'fate': fate.value})}",
                "is_on": wanted.fate == fate,
                "kind": kind,
                "icon": icon,
            }
        )
    return tabs


def _kinds(spec: TableSpec, batch: ImportBatch, here: str) -> list[dict[str, Any]]:
    """The kinds of problems, the most frequent first."""
    return [
        {
            "label": f"{spec.label_of(each['column'])}: {problem_name(each['code'])}",
            "count": each["rows"],
            "value": f"{each['code']}:{each['column']}",
            "url": f"{here}?{urlencode({'problem': each['code'] + ':' + each['column']})}",
        }
        for each in batch.problems
        if each["column"] in spec.by_key
    ]


def _proposals_text(batch: ImportBatch) -> str:
    count = sum(each["fixable"] for each in batch.problems)
    return ngettext(
        "The likeliest value goes into %(count)d cell. Nothing is written into the register by this.",
        "The likeliest value goes into each of %(count)d cells. Nothing is written into the register by this.",
        count,
    ) % {"count": count}


def _matches(spec: TableSpec, batch: ImportBatch) -> list[dict[str, Any]]:
    """Which of the file's columns goes where."""
    labels = batch.header.get("labels") or []
    return [
        {"label": spec.label_of(key), "letter": letters(int(place)), "heading": labels[int(place)]}
        for place, key in sorted(batch.mapping.items(), key=lambda item: int(item[0]))
    ]


def _unused(batch: ImportBatch) -> list[dict[str, str]]:
    labels = batch.header.get("labels") or []
    return [
        {"letter": letters(place), "heading": heading}
        for place, heading in enumerate(labels)
        if heading and str(place) not in batch.mapping
    ]
