"""Files of what the list shows."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _, override
from django.views.decorators.http import require_safe

from quanheng.server.core.clock import today
from quanheng.server.core.errors import Refused
from quanheng.server.core.tables.exporting import csv_blocks, workbook_of
from quanheng.server.core.tables.spec import TableSpec, table_named
from quanheng.server.core.tables.views.arriving import XLSX


@login_required
@require_safe
def as_csv(request: HttpRequest, table: str) -> StreamingHttpResponse:
    """The rows as CSV, sent while they are read."""
    spec = _readable_table(request, table)
    language = request.LANGUAGE_CODE

    def blocks() -> Iterator[bytes]:
        # The request is over, and its language with it, when the last block is sent.
        with override(language):
            yield from csv_blocks(spec, request.actor, request.GET)

    response = StreamingHttpResponse(blocks(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(spec, "csv")
    return response


@login_required
@require_safe
def as_workbook(request: HttpRequest, table: str) -> FileResponse:
    """The rows as an Excel workbook."""
    spec = _readable_table(request, table)
    with TemporaryDirectory(prefix="quanheng-export-") as folder:
        path = Path(folder) / "export.xlsx"
        workbook_of(spec, request.actor, request.GET, path)
        response = FileResponse(path.open("rb"), content_type=XLSX)
    response.headers["Content-Disposition"] = _attachment(spec, "xlsx")
    return response


def _readable_table(request: HttpRequest, table: str) -> TableSpec:
    if request.actor.membership_id is None:
        raise Refused(_("You belong to no organisation yet. Ask its manager for an invitation."))
    return table_named(table)


def _attachment(spec: TableSpec, ending: str) -> str:
    name = f"{spec.label}-{today().isoformat()}.{ending}"
    plain = slugify(spec.name) or "table"
    return f"attachment; filename=\"{plain}-{today().isoformat()}.{ending}\"; filename*=UTF-8''{quote(name)}"
