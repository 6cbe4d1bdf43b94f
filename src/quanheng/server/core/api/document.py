"""The OpenAPI document: what ninja knows of the operations, with our problems, headers and links on top.

Every status that an operation can answer stands in it, so that a program (and schemathesis) can hold us to it.
"""

import json
import re
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from quanheng.server.core.api.operations import WITH_BODY, Contract
from quanheng.server.core.api.problems import MEDIA_TYPE
from quanheng.server.core.api.schemas import Problem
from quanheng.server.core.errors import Text

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

#: By status: its name in the document, what it means here, and the headers that come with it.
PROBLEMS: dict[int, tuple[str, Text, tuple[str, ...]]] = {
    400: ("Malformed", _("The body cannot be read as JSON in UTF-8."), ()),
    401: ("Unauthenticated", _("No token, or one that is unknown, expired or revoked."), ("WWW-Authenticate",)),
    403: ("Forbidden", _("The actor's roles, or the token's scopes, do not cover this."), ()),
    404: ("NotFound", _("There is no such thing, or the actor may not know of it."), ()),
    409: ("Conflict", _("What is recorded already does not allow this."), ("Retry-After",)),
    412: ("PreconditionFailed", _("The object has changed since the version named in If-Match."), ("ETag",)),
    413: ("TooLarge", _("The body is too large."), ()),
    415: ("UnsupportedMediaType", _("The body is not declared as application/json."), ("Accept",)),
    422: (
        "Invalid",
        _("Values are not valid; “errors” names each. Or the Idempotency-Key belongs to another request."),
        (),
    ),
    428: ("PreconditionRequired", _("If-Match is missing."), ()),
    429: ("TooManyFailures", _("Too many unknown tokens came from this address."), ("Retry-After",)),
    500: ("InternalError", _("The platform failed; its log has the details under the request's id."), ()),
    503: ("Unavailable", _("The database does not answer at the moment."), ("Retry-After",)),
}


class Document(OpenAPISchema):
    """The OpenAPI 3.1 document of an API."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        with translation.override("en"):
            super().__init__(api, path_prefix)
        for name in set(self.schemas) - _referenced_schemas(self):
            del self["components"]["schemas"][name]  # ninja has spread a model of parameters into its members

    def contracts(self) -> dict[str, Contract]:
        """The contract of every operation, by its id."""
        routers = self.api._get_bound_routers()
        views = [view for router in routers for view in router.path_operations.values()]
        operations = [operation for view in views for operation in view.operations]
        return {str(each.operation_id): each.view_func.contract for each in operations}  # type: ignore[attr-defined]  # set by `operations`

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        return [_parameter(each) for each in super().operation_parameters(operation)]

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        contract: Contract = operation.view_func.contract  # type: ignore[attr-defined]  # set by `operations`
        details: dict[str, Any] = super().operation_details(operation)
        details["summary"] = str(contract.summary)
        details["description"] = f"{contract.text}\n\nWho may call it: {contract.callers}"
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
            found[status] = {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}
        return found

    def get_components(self) -> dict[str, Any]:
        _map, definitions = models_json_schema([(Problem, "serialization")], ref_template=REF_TEMPLATE)
        self.add_schema_definitions(definitions["$defs"])
        self.schemas = {name: _without_titles(schema) for name, schema in sorted(self.schemas.items())}
        components: dict[str, Any] = super().get_components()
        return {
            **components,
            "headers": HEADERS,
            "responses": {name: _problem(text, headers) for name, text, headers in PROBLEMS.values()},
        }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter as the wire knows it: absent rather than null, described once, in words."""
    schema = {
        key: value for key, value in parameter["schema"].items() if key not in ("title", "description", "example")
    }
    alternatives = [each for each in schema.pop("anyOf", []) if each != {"type": "null"}]
    name = parameter["name"]
    described = parameter.get("description") or "The id, as the platform gave it. 平台给出的编号。"
    # A change without If-Match is answered 428 by the operation, after it knows that the caller may ask at all.
    is_required = parameter["required"] or name == "If-Match"
    if name == "If-Match":
        schema["format"] = "entity-tags"
    return {
        **parameter,
        "required": is_required,
        "description": described,
        "schema": {**(alternatives[0] if alternatives else {}), **schema},
    }


def _referenced_schemas(document: Any) -> set[str]:
    """The names of the schemas that any part of the document refers to."""
    return set(re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(document, default=str)))


def _without_titles(schema: Any) -> Any:
    """The schema without the titles that pydantic makes of its members' names."""
    members = {
        name: {key: value for key, value in member.items() if key != "title"}
        for name, member in schema.get("properties", {}).items()
    }
    return {**schema, "properties": members} if members else schema


def _problem(description: Text, headers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "description": str(description),
        "headers": _header_references(("X-Request-ID", *headers)),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _header_references(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def document_text(document: OpenAPISchema) -> str:
    """The document as it is served and committed: stable, one member a line."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
