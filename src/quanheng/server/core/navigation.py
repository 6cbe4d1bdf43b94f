"""The frame of every page, filled by the apps: places of the side bar, parts of the person's menu, the search.

Each is declared once, in the app's `places.py`, with the policy that says who sees it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Text

#: Groups of the side bar in their order, by key; an app adds its places to one of them.
GROUPS: dict[str, Text] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the side bar. `count` gives the number beside it (None: no number); it must be one cheap query."""

    group: str
    label: Text
    icon: str
    url_name: str
    is_shown: Callable[[Actor], bool]
    order: int = 100
    count: Callable[[Actor], int | None] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The search field of the top bar: where it asks, under which parameter, and what it says it finds."""

    url_name: str
    placeholder: Text
    is_shown: Callable[[Actor], bool]
    parameter: str = "q"
    order: int = 100


@dataclass(frozen=True, slots=True)
class MenuPart:
    """A part of the person's menu: a template of the app, rendered with the page's context."""

    template: str
    order: int = 100


_places: list[Place] = []
_searches: list[Search] = []
_menu_parts: list[MenuPart] = []


def declare_group(key: str, label: Text) -> None:
    """Add a group of places below those declared before."""
    GROUPS.setdefault(key, label)


def declare_place(place: Place) -> None:
    """Add a place.

    Raises:
        ValueError: its group is not declared.
    """
    if place.group not in GROUPS:
        raise ValueError(f"navigation: group {place.group!r} is not declared; known: {', '.join(GROUPS)}")
    if place not in _places:
        _places.append(place)


def declare_search(search: Search) -> None:
    """Offer a search in the top bar; of those that an actor may use, the first in order is shown."""
    if search not in _searches:
        _searches.append(search)


def declare_menu_part(part: MenuPart) -> None:
    """Add a part to the person's menu, such as the switch between memberships."""
    if part not in _menu_parts:
        _menu_parts.append(part)


def navigation_for(actor: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with the places that `actor` may go to; the current one, the closest above the page, is marked."""
    shown = [(place, reverse(place.url_name)) for place in _places if place.is_shown(actor)]
    within = [url for _place, url in shown if _is_within(request.path, url)]
    current = max(within, key=len, default=None)
    groups: list[dict[str, Any]] = []
    for key, label in GROUPS.items():
        places = [
            {
                "label": place.label,
                "icon": place.icon,
                "url": url,
                "is_current": url == current,
                "count": place.count(actor) if place.count else None,
            }
            for place, url in sorted(shown, key=lambda each: each[0].order)
            if place.group == key
        ]
        if places:
            groups.append({"key": key, "label": label, "places": places})
    return groups


def search_for(actor: Actor) -> dict[str, Any] | None:
    """The search that the top bar shows to `actor`; None where no app offers one."""
    for search in sorted(_searches, key=lambda each: each.order):
        if search.is_shown(actor):
            return {
                "url": reverse(search.url_name),
                "placeholder": search.placeholder,
                "parameter": search.parameter,
            }
    return None


def menu_parts() -> list[str]:
    """Templates of the person's menu, in their order."""
    return [part.template for part in sorted(_menu_parts, key=lambda each: each.order)]


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
