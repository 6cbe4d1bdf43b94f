"""Table import and export as a Django app of its own, inside the core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    name = "quanheng.server.core.tables"
    label = "tables"
    verbose_name = _("Tables")

    def ready(self) -> None:
        from quanheng.server.core.tables import actions, events, jobs, mending  # noqa: F401, PLC0415 (registering is their import)
