"""From what an operation returns to an HTTP response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel

from quanheng.server.core.api.pagination import ListPage, link_header
from quanheng.server.core.api.versions import tag_of_content


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with headers of its own, such as Location and ETag."""

    body: BaseModel | None
    headers: Mapping[str, str] = field(default_factory=dict)


def rendered(result: Any, status: int) -> HttpResponse:
    """The response for what an operation returned: a schema's object, an `Answer`, or None.

    Lists get their Link header; single objects an ETag, unless the operation gave the one of their revision.

    Raises:
        TypeError: the operation returned something else.
    """
    answer = result if isinstance(result, Answer) else Answer(result)
    if answer.body is None:
        return HttpResponse(status=204, headers=dict(answer.headers), content_type="application/json")
    if not isinstance(answer.body, BaseModel):
        raise TypeError(f"an operation returns a schema's object, not {type(answer.body).__name__}")
    content = answer.body.model_dump_json().encode()
    own = link_header(answer.body) if isinstance(answer.body, ListPage) else {"ETag": tag_of_content(content)}
    return HttpResponse(content, status=status, content_type="application/json", headers={**own, **answer.headers})
