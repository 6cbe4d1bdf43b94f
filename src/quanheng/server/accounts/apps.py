"""The accounts as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "quanheng.server.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from quanheng.server.accounts import actions, events, fence, places, tables  # noqa: F401, PLC0415 (registering is their import)

        post_migrate.connect(fence.prepare, sender=self, dispatch_uid="accounts.fence")
