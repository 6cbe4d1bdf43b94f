"""The core as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "quanheng.server.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from quanheng.server.core.kit import actions, events  # noqa: F401, PLC0415 (registering is their import)
