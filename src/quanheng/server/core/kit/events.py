"""What the kit announces: that a person keeps or drops a view of a list. Nothing of it matters in law."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.events import declare

VIEW_SAVED = declare("core.view_saved", _("View of a list saved"))
VIEW_DELETED = declare("core.view_deleted", _("View of a list deleted"))
