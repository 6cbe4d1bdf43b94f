"""The side bar: apps register their places, each with the policy that says who sees it."""

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


_places: list[Place] = []


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


def navigation_for(actor: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with the places that `actor` may go to; the current one is marked."""
    groups: list[dict[str, Any]] = []
    for key, label in GROUPS.items():
        places = [
            {
                "label": place.label,
                "icon": place.icon,
                "url": (url := reverse(place.url_name)),
                "is_current": _is_within(request.path, url),
                "count": place.count(actor) if place.count else None,
            }
            for place in sorted(_places, key=lambda each: each.order)
            if place.group == key and place.is_shown(actor)
        ]
        if places:
            groups.append({"key": key, "label": label, "places": places})
    return groups


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
