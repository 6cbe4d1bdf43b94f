"""What every page's template knows: the city, the navigation for this actor, the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quanheng.server.core.navigation import navigation_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the page shell."""
    actor = getattr(request, "actor", None)
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "actor": actor,
        "city_name": settings.CITY_NAME.get(language, settings.CITY_NAME["zh-hans"]),
        "is_demonstration": settings.DEMONSTRATION,
        "navigation": navigation_for(actor, request) if actor else [],
    }
