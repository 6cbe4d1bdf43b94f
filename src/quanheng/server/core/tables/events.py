"""What the imports announce. Bodies hold counts and digests, never the contents of a file."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.events import declare

declare("tables.file_received", _("Table uploaded"))
declare("tables.columns_matched", _("Columns of a table matched"))
declare("tables.import_rehearsed", _("Import rehearsed"))
declare("tables.import_rehearsed_again", _("Import rehearsed again"))
declare("tables.rows_mended", _("Rows of an import mended"))
declare("tables.proposals_accepted", _("Proposals for an import accepted"))
declare("tables.row_edited", _("Row of an import edited"))
declare("tables.row_left_out", _("Row left out of an import"))
declare("tables.import_ordered", _("Import ordered"))
declare("tables.import_written", _("Table imported"))
declare("tables.import_abandoned", _("Import abandoned"))
declare("tables.import_failed", _("Import failed"))
