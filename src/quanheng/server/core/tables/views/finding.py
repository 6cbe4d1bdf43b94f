"""What an address means to whoever asks: the table and the import, if they may know of them."""

from uuid import UUID

from django.http import HttpRequest

from quanheng.server.core.errors import Refused
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.policies import may_import
from quanheng.server.core.tables.queries import batch_with
from quanheng.server.core.tables.spec import TableSpec, table_named


def table_for(request: HttpRequest, name: str) -> TableSpec:
    """The table that the person may import.

    Raises:
        Missing: there is no such table.
        Refused: they may not import it.
    """
    spec = table_named(name)
    if not (verdict := may_import(request.actor, spec)):
        raise Refused(verdict.reason)
    return spec


def batch_for(request: HttpRequest, table: str, pk: UUID) -> tuple[TableSpec, ImportBatch]:
    """The table and one of its imports.

    Raises:
        Missing: there is no such import, or it is another organisation's.
        Refused: the person may not import this table.
    """
    spec = table_for(request, table)
    return spec, batch_with(request.actor, table, pk)
