"""Who may do what with imports: what the table's own policy says, for the batches of one's own organisation."""

from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.policy import Verdict, denied
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.spec import TableSpec, table_named


def may_import(actor: Actor, subject: ImportBatch | TableSpec | str) -> Verdict:
    """Those whom the table's policy lets; a batch only for whom it belongs to."""
    if isinstance(subject, ImportBatch):
        if subject.organisation_id != actor.organisation_id:
            return denied(_("This import belongs to another organisation."))
        subject = subject.table
    spec = subject if isinstance(subject, TableSpec) else table_named(subject)
    return spec.allow(actor)
