"""The places of the accounts in the side bar, their part of the person's menu, and the search of the top bar."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.choices import Role
from quanheng.server.core.actors import Actor
from quanheng.server.core.navigation import (
    MenuPart,
    Place,
    Search,
    declare_group,
    declare_menu_part,
    declare_place,
    declare_search,
)


def _is_member(actor: Actor) -> bool:
    return actor.membership_id is not None


def _knows_others(actor: Actor) -> bool:
    """Whether the actor may know of more organisations than their own."""
    return actor.has(Role.REGULATOR, Role.SECURITY_ADMINISTRATOR, *policies.READ_ALL)


def _may_lend(actor: Actor) -> bool:
    return _is_member(actor) and bool(policies.may_delegate_role(actor))


declare_group("overview", "")
declare_group("register", _("Register"))
declare_group("people", _("People and access"))
declare_group("platform", _("Platform"))

declare_place(Place("overview", _("Home"), "layout-dashboard", "home", lambda _actor: True, order=1))
declare_place(Place("register", _("Organisations"), "building", "organisations", _knows_others, order=30))
declare_place(Place("register", _("My organisation"), "building", "own-organisation", _is_member, order=20))
declare_place(Place("register", _("Divisions"), "map-2", "divisions", _is_member, order=40))
declare_place(Place("people", _("People"), "users", "people", _is_member, order=10))
declare_place(Place("people", _("Delegations"), "arrows-exchange", "delegations", _is_member, order=20))
declare_place(
    Place(
        "people",
        _("Accounts"),
        "shield-lock",
        "accounts",
        lambda actor: bool(policies.may_release_lockout(actor)),
        order=30,
    )
)
declare_place(
    Place(
        "people",
        _("Record of events"),
        "history",
        "events",
        lambda actor: bool(policies.may_read_events(actor)),
        order=40,
    )
)

declare_search(Search("organisations", _("Organisations, two characters will do"), _knows_others, order=50))
declare_menu_part(MenuPart("accounts/parts/menu.html", order=10))
