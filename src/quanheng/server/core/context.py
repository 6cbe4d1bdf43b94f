"""What every page's template knows: the city, the navigation for this actor, the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from quanheng.server.core.clock import now
from quanheng.server.core.kit.dates import moment_text
from quanheng.server.core.navigation import menu_parts, navigation_for, search_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the page shell. Lazy: a fragment for htmx does not pay for the side bar."""
    actor = getattr(request, "actor", None)
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "actor": actor,
        "city_name": settings.CITY_NAME.get(language, settings.CITY_NAME["zh-hans"]),
        "is_chinese": language.startswith("zh"),
        "is_demonstration": settings.DEMONSTRATION,
        "navigation": SimpleLazyObject(lambda: navigation_for(actor, request) if actor else []),
        "page_search": SimpleLazyObject(lambda: search_for(actor) if actor else None),
        "person_menu": menu_parts(),
        "printed_at": moment_text(now()),
        "shell_template": "kit/page.html" if actor else "kit/plain.html",
    }
