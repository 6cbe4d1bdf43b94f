"""`/api/v1`, assembled from the routers of the apps: each app's `api.py` says `declare_router`."""

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from ninja import NinjaAPI, Router
from ninja.errors import ValidationErrorContext

from quanheng import __version__
from quanheng.server.core.api.bodies import StrictParser
from quanheng.server.core.api.document import Document
from quanheng.server.core.api.failures import explain_failures, invalid_values
from quanheng.server.core.api.field_errors import field_problem
from quanheng.server.core.api.problems import FieldProblem, RequestInvalid
from quanheng.server.core.errors import Text

VERSION_PATH = "/api/v1"
DESCRIPTION = """\
The platform's acts and readings for programs. 供程序调用的平台接口。

Every request is made by a person in one organisation, with a token (`Authorization: Bearer qh_…`) or a browser session;
what it may see and do follows from the roles held there at that moment. Errors are problem details (RFC 9457) in the
language of `Accept-Language` (`zh-Hans`, `en`). Lists come page by page with opaque cursors. Acts may carry an
`Idempotency-Key`. Changes carry `If-Match` with the ETag of the version that was read.
"""
_routers: dict[str, tuple[Router, Text]] = {}


class Api(NinjaAPI):
    """Ninja with our document, our strict bodies and our problems."""

    @cached_property
    def document(self) -> Document:
        """The OpenAPI document, which does not change while the process lives."""
        return self.get_openapi_schema()

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Document:
        return Document(self, VERSION_PATH if path_prefix is None else path_prefix)

    def validation_error_from_error_contexts(  # type: ignore[override]  # ninja only raises what comes back
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> RequestInvalid:
        return invalid_values([problem for each in error_contexts for problem in _problems_in(each)])


def _problems_in(context: ValidationErrorContext[Any]) -> Iterable[FieldProblem]:
    model = context.model
    place = model.__ninja_param_source__
    for error in context.pydantic_validation_error.errors(include_url=False):
        location: tuple[Any, ...] = error["loc"]
        if place == "body":  # the first part is the name of the view's argument
            path: tuple[Any, ...] = location[1:]
        else:
            known = model.__ninja_flatten_map_reverse__
            path = next((known[location[:n]] for n in range(len(location), 0, -1) if location[:n] in known), location)
        yield field_problem(place, path, dict(error))


def declare_router(name: str, router: Router, label: Text) -> Router:
    """Add an app's operations; `name` is their tag in the document, `label` what people read.

    Raises:
        ValueError: another router has that name.
    """
    if _routers.setdefault(name, (router, label)) != (router, label):
        raise ValueError(f"two routers are named {name!r}")
    return router


def label_of(name: str) -> Text:
    """What people read for the tag `name`."""
    return _routers[name][1] if name in _routers else name


def assembled(routers: dict[str, Router] | None = None) -> Api:
    """The API of `routers`; of all apps of the platform by default, whose `api` modules it imports."""
    api = Api(
        title="Quanheng 泉衡",
        version=__version__.partition("+")[0],
        description=DESCRIPTION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        parser=StrictParser(),
    )
    explain_failures(api)
    if routers is None:
        _import_the_apps_operations()
        routers = {name: router for name, (router, _label) in _routers.items()}
    for name, router in routers.items():
        api.add_router("", router, tags=[name])
    return api


def _import_the_apps_operations() -> None:
    for app in apps.get_app_configs():
        module = f"{app.name}.api"
        if app.name.startswith("quanheng.server.") and app.label != "core" and find_spec(module):
            import_module(module)
