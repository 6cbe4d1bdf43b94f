"""Completing a choice while it is typed: the answer that `js/pickers.js` reads."""

from collections.abc import Iterable

from django.http import JsonResponse

from quanheng.server.core.kit.listing.filters import Option

MOST = 20


def completed(options: Iterable[Option]) -> JsonResponse:
    """The answer of a completing address: at most twenty options, narrowed by the `q` that was typed.

    The view asks its query with `visible_to(actor)`: a completion shows no more than a list would.
    """
    found = [
        {"value": option.value, "text": option.text, "note": option.note}
        for option, _number in zip(options, range(MOST), strict=False)
    ]
    return JsonResponse({"options": found})
