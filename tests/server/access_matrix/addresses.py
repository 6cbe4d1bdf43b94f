"""Every address that the project answers, from Django's own resolver; and what stands in its place holders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
STEPS = ("suspend", "reopen", "close")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as the tables write it: `organisations/<pk>/change/`."""

    route: str

    @property
    def holes(self) -> list[str]:
        """The names of its place holders."""
        return CONVERTER.findall(self.route)

    def filled(self, values: dict[str, Any]) -> str:
        """The address with `values` in its place holders."""
        return "/" + CONVERTER.sub(lambda hole: str(values[hole[1]]), self.route)


def all_addresses() -> list[Address]:
    """Every address once, in the order of the alphabet. A choice of steps in an address counts as three."""
    routes = {spread for route in _routes(get_resolver()) for spread in _spread(_readable(route))}
    return [Address(route) for route in sorted(routes)]


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


def _readable(route: str) -> str:
    plain = NAMED_GROUP.sub(r"<\1>", route).replace("^", "").replace("$", "").replace("\\", "")
    return CONVERTER.sub(r"<\1>", plain)


def _spread(route: str) -> list[str]:
    return [route.replace("<step>", step) for step in STEPS] if "<step>" in route else [route]
