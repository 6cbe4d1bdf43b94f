"""Where an import begins: the tables, the file, its template."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quanheng.server.core.errors import Invalid, Refused
from quanheng.server.core.tables.exporting import template_workbook
from quanheng.server.core.tables.limits import limits
from quanheng.server.core.tables.policies import may_import
from quanheng.server.core.tables.queries import batches_of
from quanheng.server.core.tables.spec import all_tables
from quanheng.server.core.tables.views.finding import table_for
from quanheng.server.core.tables.work import receive

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 10


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The tables that the person may import."""
    specs = [spec for spec in all_tables() if may_import(request.actor, spec)]
    if not specs:
        raise Refused(_("Your roles do not let you import any table."))
    if len(specs) == 1:
        return redirect("tables-import", specs[0].name)
    return render(request, "tables/home.html", {"tables": specs})


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, table: str) -> HttpResponse:
    """Choose a file; the imports of late stand below."""
    spec = table_for(request, table)
    problem: Invalid | None = None
    if request.method == "POST":
        try:
            upload = _uploaded(request)
            batch = receive(request.actor, spec, upload.name or "table", _blocks(upload))
        except Invalid as error:
            problem = error
        else:
            return redirect("tables-batch", spec.name, batch.pk)
    context = {
        "spec": spec,
        "problem": problem,
        "recent": batches_of(request.actor, spec.name)[:RECENT],
        "limits": limits(),
        "most_megabytes": limits().file_bytes // 1024**2,
    }
    return render(request, "tables/begin.html", context, status=problem.status if problem else 200)


def _uploaded(request: HttpRequest) -> UploadedFile:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Invalid(_("Choose a file first."))
    return upload


def _blocks(upload: UploadedFile) -> Iterator[bytes]:
    yield from upload.chunks(1 << 20)


@login_required
@require_safe
def template(request: HttpRequest, table: str) -> FileResponse:
    """The empty workbook to fill in."""
    spec = table_for(request, table)
    with TemporaryDirectory(prefix="quanheng-template-") as folder:
        path = Path(folder) / "template.xlsx"
        template_workbook(spec, path)
        # Opened before the folder goes: the file lives as long as it is read.
        return FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=_("%(table)s, template.xlsx") % {"table": spec.label},
            content_type=XLSX,
        )
