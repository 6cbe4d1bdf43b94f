"""Declaring operations: a reading, or an act, with the contract that the reference and the checks read.

An operation's view is a few lines: it takes typed values, asks a query or an act, and returns a schema's object. What
is common to all operations happens here: scope, parameters nobody knows, idempotency, rendering.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.models import Header
from ninja.utils import contribute_operation_args
from pydantic import BaseModel

from quanheng.server.core import fence
from quanheng.server.core.api.answers import rendered
from quanheng.server.core.api.authentication import ApiRequest, Session, Token
from quanheng.server.core.api.idempotency import KEY_PATTERN, answered_once
from quanheng.server.core.api.problems import FieldProblem, RequestInvalid
from quanheng.server.core.errors import Text

View = Callable[..., Any]
Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]

#: What any operation may answer, whatever it does.
ALWAYS = frozenset({401, 403, 422, 429, 500, 503})
WITH_BODY = frozenset({400, 413, 415})


@dataclass(frozen=True, slots=True)
class Contract:
    """What an operation promises besides its parameters.

    `text` says what it does and `callers` who may call it, in a sentence each. `links` are operations that go on from
    the answer: the operation's id and its path parameter, filled with the answer's `id`.
    """

    scope: str
    status: int
    summary: Text
    text: Text
    callers: Text
    is_act: bool
    problems: frozenset[int]
    headers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def reads(
    router: Router,
    path: str,
    *,
    returns: type[BaseModel],
    scope: str,
    summary: Text,
    text: Text,
    callers: Text,
    problems: tuple[int, ...] = (),
    headers: tuple[str, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
) -> Callable[[View], View]:
    """Declare a reading: `GET path`, for tokens with `scope`. See `Contract` for the rest."""
    contract = Contract(scope, 200, summary, text, callers, False, ALWAYS | set(problems), headers, links)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def operation(request: ApiRequest, **values: Any) -> HttpResponse:
            _require_known_parameters(operation, request)
            with fence.raised_for(request.auth):
                return rendered(view(request, **values), contract.status)

        return _register(router, "GET", path, operation, contract, returns)

    return declare


def acts(
    router: Router,
    method: Method,
    path: str,
    *,
    returns: type[BaseModel] | None,
    status: int,
    scope: str,
    summary: Text,
    text: Text,
    callers: Text,
    problems: tuple[int, ...] = (),
    headers: tuple[str, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
) -> Callable[[View], View]:
    """Declare an act, which may carry an idempotency key; `status` is that of success."""
    contract = Contract(scope, status, summary, text, callers, True, ALWAYS | {409} | set(problems), headers, links)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def operation(request: ApiRequest, idempotency_key: str | None = None, **values: Any) -> HttpResponse:
            _require_known_parameters(operation, request)

            def carry_out() -> HttpResponse:
                with transaction.atomic():  # an act whose answer cannot be given has not happened
                    return rendered(view(request, **values), contract.status)

            return carry_out() if idempotency_key is None else answered_once(request, idempotency_key, carry_out)

        key_type: Any = str | None
        contribute_operation_args(operation, "idempotency_key", key_type, _key_header())
        return _register(router, method, path, operation, contract, returns)

    return declare


def _key_header() -> Header:
    return Header(
        None,
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        max_length=200,
        description=(
            "A text of your choice (a UUID, say) that names this request. Sent again within 24 hours with the same "
            "body, it gets the first answer again and nothing is done twice; with another body it is refused (422). "
            "幂等键：24 小时内重发同一请求，只执行一次并返回原应答。"
        ),
        example="0190f2c4-6d5e-7c3a-9f10-2b7d5a6e8c11",
    )


def _register(
    router: Router,
    method: Method,
    path: str,
    operation: View,
    contract: Contract,
    returns: type[BaseModel] | None,
) -> View:
    operation.contract = contract  # type: ignore[attr-defined]  # read by `document`
    declared: View = router.api_operation(
        [method],
        path,
        auth=[Token(contract.scope), Session()],
        response={contract.status: returns},
        operation_id=operation.__name__,
    )(operation)
    return declared


def _require_known_parameters(operation: View, request: ApiRequest) -> None:
    """Refuse query parameters that the operation does not know: a mistyped filter would give the wrong list.

    Raises:
        RequestInvalid: one is unknown, or given more often than it can mean something.
    """
    models = operation._ninja_operation.models  # type: ignore[attr-defined]  # set by ninja
    queries = [each for each in models if each.__ninja_param_source__ == "query"]
    known = {name for each in queries for name in each.__ninja_flatten_map__}
    lists = {name for each in queries for name in each.__ninja_collection_fields__}
    errors = []
    for name, values in request.GET.lists():
        if name not in known:
            remedy = _("Known here: %(names)s.") % {"names": ", ".join(sorted(known)) or _("none")}
            errors.append(FieldProblem("query", name[:100], "unknown", _("No such parameter is known here."), remedy))
        elif len(values) > 1 and name not in lists:
            remedy = _("Give it once.")
            errors.append(FieldProblem("query", name, "repeated", _("This parameter is given several times."), remedy))
    if errors:
        raise RequestInvalid(_("The address has parameters that mean nothing here."), errors)
