"""From the dry run into the register: the order, how far it is, and how to go on where it broke off."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quanheng.server.core.errors import Conflict, Invalid
from quanheng.server.core.tables.actions import abandon_import, order_writing, rehearse_again
from quanheng.server.core.tables.choices import WORKING, BatchState
from quanheng.server.core.tables.queries import work_of
from quanheng.server.core.tables.views.finding import batch_for
from quanheng.server.core.tables.work import order_work, proceed


@login_required
@require_POST
def write(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """Write the rows that the button named."""
    _spec, batch = batch_for(request, table, pk)
    seen = request.POST.get("seen", "")
    if not seen.isdigit():
        raise Invalid(_("The form came without the number of rows to write. Open the page again."))
    try:
        proceed(request.actor, order_writing(request.actor, batch, int(seen)))
    except Conflict as problem:
        messages.error(request, str(problem.detail))
    return redirect("tables-batch", table, pk)


@login_required
@require_safe
def progress(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """How far the work is; a fragment that asks again by itself, and leaves for the page once the work is done."""
    spec, batch = batch_for(request, table, pk)
    response = render(request, "tables/parts/progress.html", {"spec": spec, "batch": batch, "work": work_of(batch)})
    if batch.state not in WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def carry_on(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """Go on with an import whose work broke off, or look again at one that failed."""
    _spec, batch = batch_for(request, table, pk)
    if batch.state == BatchState.FAILED:
        if not batch.counts:
            return redirect("tables-columns", table, pk)
        rehearse_again(request.actor, batch)
    elif batch.state in WORKING:
        order_work(batch)
    return redirect("tables-batch", table, pk)


@login_required
@require_POST
def abandon(request: HttpRequest, table: str, pk: UUID) -> HttpResponse:
    """End the import without writing anything."""
    spec, batch = batch_for(request, table, pk)
    try:
        abandon_import(request.actor, batch)
    except Conflict as problem:
        messages.error(request, str(problem.detail))
        return redirect("tables-batch", table, pk)
    messages.success(
        request, _("The import of “%(file)s” was abandoned; nothing was written.") % {"file": batch.file_name}
    )
    return redirect("tables-import", spec.name)
