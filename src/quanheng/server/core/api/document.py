"""The OpenAPI document: what ninja knows of the operations, with our problems, headers and links on top.

Every status that an operation can answer stands in it, so that a program (and schemathesis) can hold us to it.
"""

import json
from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from quanheng.server.core.api.operations import WITH_BODY, Contract
from quanheng.server.core.api.problems import MEDIA_TYPE
from quanheng.server.core.api.schemas import Problem

#: Headers of answers, by name, as the document describes them.
HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "The request's id, which log lines, events and row history share. 请求编号。",
        "required": True,
        "schema": {"type": "string"},
    },
    "ETag": {"description": "The version of the object; send it back in If-Match.", "schema": {"type": "string"}},
    "Location": {
        "description": "The address of what was made.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Link": {"description": "The neighbouring pages (RFC 8288).", "schema": {"type": "string"}},
    "Idempotent-Replayed": {
        "description": "Present when this is the kept answer of an earlier request with the same Idempotency-Key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    "WWW-Authenticate": {"description": "How to authenticate (RFC 6750).", "schema": {"type": "string"}},
    "Accept": {"description": "The media type that is read.", "schema": {"type": "string"}},
}

#: By status: what it means here, and the headers that come with it.
PROBLEMS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("The body cannot be read as JSON in UTF-8.", ()),
    401: ("No token, or one that is unknown, expired or revoked.", ("WWW-Authenticate",)),
    403: ("The actor's roles, or the token's scopes, do not cover this.", ()),
    404: ("There is no such thing, or the actor may not know of it.", ()),
    409: ("What is recorded already does not allow this.", ("Retry-After",)),
    412: ("The object has changed since the version named in If-Match.", ("ETag",)),
    413: ("The body is too large.", ()),
    415: ("The body is not declared as application/json.", ("Accept",)),
    422: ("Values are not valid; `errors` names each. Or the Idempotency-Key belongs to another request.", ()),
    428: ("If-Match is missing.", ()),
    429: ("Too many unknown tokens came from this address.", ("Retry-After",)),
    500: ("The platform failed; its log has the details under the request's id.", ()),
    503: ("The database does not answer at the moment.", ("Retry-After",)),
}


class Document(OpenAPISchema):
    """The OpenAPI 3.1 document of an API."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        contract: Contract = operation.view_func.contract  # type: ignore[attr-defined]  # set by `operations`
        details: dict[str, Any] = super().operation_details(operation)
        details["x-summary-zh"] = contract.zh
        details["x-callers"] = contract.callers
        details["security"] = [{"Token": [contract.scope]}, {"Session": []}]
        return details

    def responses(self, operation: Operation) -> dict[int, Any]:
        contract: Contract = operation.view_func.contract  # type: ignore[attr-defined]  # set by `operations`
        found: dict[int, Any] = super().responses(operation)
        success = found[contract.status]
        names = ("X-Request-ID", *contract.headers, *(["Idempotent-Replayed"] if contract.is_act else []))
        success["headers"] = _header_references(names)
        if contract.links:
            success["links"] = {
                target: {"operationId": target, "parameters": {parameter: "$response.body#/id"}}
                for target, parameter in contract.links
            }
        statuses = contract.problems | (WITH_BODY if self.request_body(operation) else set())
        for status in sorted(statuses):
            found[status] = {"$ref": f"#/components/responses/{_name(status)}"}
        return found

    def get_components(self) -> dict[str, Any]:
        _map, definitions = models_json_schema([(Problem, "serialization")], ref_template=REF_TEMPLATE)
        self.add_schema_definitions(definitions["$defs"])
        self.schemas = dict(sorted(self.schemas.items()))
        components: dict[str, Any] = super().get_components()
        return {
            **components,
            "headers": HEADERS,
            "responses": {_name(status): _problem(status) for status in PROBLEMS},
        }


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def _problem(status: int) -> dict[str, Any]:
    description, headers = PROBLEMS[status]
    return {
        "description": description,
        "headers": _header_references(("X-Request-ID", *headers)),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _header_references(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def document_text(document: OpenAPISchema) -> str:
    """The document as it is served and committed: stable, one member a line."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
