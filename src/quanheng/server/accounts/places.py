"""The places of the accounts in the side bar."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.navigation import Place, declare_group, declare_place

declare_group("overview", "")
declare_group("register", _("Register"))
declare_group("people", _("People and access"))
declare_group("platform", _("Platform"))

declare_place(Place("overview", _("Home"), "layout-dashboard", "home", lambda _actor: True, order=1))
