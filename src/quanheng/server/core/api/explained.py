"""The OpenAPI document as people read it: operations, the members that they take and give, and a call to copy."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from quanheng.server.core.api.assembly import VERSION_PATH, label_of
from quanheng.server.core.api.document import PROBLEMS, Document
from quanheng.server.core.api.kinds import joined, kind_text, resolved
from quanheng.server.core.api.operations import Contract
from quanheng.server.core.errors import Text

#: “English sentence. 中文。”: descriptions in the document end with the Chinese term.
BILINGUAL = re.compile(r"(?P<english>.*[.)`])\s(?P<chinese>[\u3400-\u9fff].*。)", re.DOTALL)
DEEPEST = 3
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter or a member of a body: its name (with dots into objects), its kind in words, what it means."""

    name: str
    kind: str
    text: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Status:
    """A status that the operation may answer, and what it means."""

    code: int
    phrase: str
    text: Text
    is_error: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One operation."""

    id: str
    method: str
    path: str
    label: Text
    contract: Contract
    parameters: list[Member]
    body: list[Member]
    answer: list[Member]
    statuses: list[Status]
    call: str

    @property
    def short_path(self) -> str:
        """The address below the version's."""
        return self.path.removeprefix(VERSION_PATH)


def explained_operations(document: Document, language: str) -> list[Explained]:
    """Every operation of the document, those of one subject together, with texts in `language`."""
    contracts = document.contracts()
    found = [
        _explained(document, path, method, details, contracts[details["operationId"]], language)
        for path, methods in document["paths"].items()
        for method, details in methods.items()
    ]
    subjects = list(dict.fromkeys(str(each.label) for each in found))
    return sorted(found, key=lambda each: (subjects.index(str(each.label)), each.path, METHODS.index(each.method)))


def _explained(
    document: Document, path: str, method: str, details: dict[str, Any], contract: Contract, language: str
) -> Explained:
    reader = _Reader(document["components"]["schemas"], language)
    body = details.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer = details["responses"][contract.status].get("content", {}).get("application/json", {}).get("schema")
    return Explained(
        id=details["operationId"],
        method=method.upper(),
        path=path,
        label=label_of(details["tags"][0]),
        contract=contract,
        parameters=[reader.parameter(each) for each in details["parameters"]],
        body=sorted(reader.members(body), key=lambda each: not each.is_required) if body else [],
        answer=list(reader.members(answer)) if answer else [],
        statuses=[_status(code, contract) for code in sorted(details["responses"])],
        call=_call(method, path, reader.example(body), contract),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    schemas: dict[str, Any]
    language: str

    def parameter(self, parameter: dict[str, Any]) -> Member:
        places = {"path": _("in the path"), "query": _("in the query"), "header": _("in a header")}
        kind = joined(places[parameter["in"]], kind_text(parameter["schema"], self.schemas))
        return Member(parameter["name"], kind, self.text(parameter), parameter["required"])

    def members(self, schema: dict[str, Any], prefix: str = "", depth: int = 1) -> Iterator[Member]:
        schema = resolved(schema, self.schemas)
        required = set(schema.get("required", []))
        for name, member in schema.get("properties", {}).items():
            inner = resolved(member, self.schemas)
            is_list = inner.get("type") == "array"
            full = f"{prefix}{name}{'[]' if is_list else ''}"
            yield Member(full, kind_text(member, self.schemas), self.text(member, inner), name in required)
            below = resolved(inner["items"], self.schemas) if is_list else inner
            if "properties" in below and depth < DEEPEST:
                yield from self.members(below, f"{full}.", depth + 1)

    def text(self, *described: dict[str, Any]) -> str:
        text = next((each["description"] for each in described if each.get("description")), "")
        both = BILINGUAL.fullmatch(text)
        if both is None:
            return str(text)
        return both["chinese"] if self.language.startswith("zh") else both["english"]

    def example(self, schema: dict[str, Any] | None) -> Any:
        return next(iter(resolved(schema, self.schemas).get("examples", [])), {}) if schema else None


def _status(code: int, contract: Contract) -> Status:
    phrase = HTTPStatus(code).phrase
    if code == contract.status:
        return Status(code, phrase, _("Done.") if contract.is_act else _("The answer."), False)
    return Status(code, phrase, PROBLEMS[code][1], True)


def _call(method: str, path: str, example: Any, contract: Contract) -> str:
    lines = [f"curl {settings.SITE_URL.rstrip('/')}{path}", '  -H "Authorization: Bearer $QUANHENG_TOKEN"']
    if method != "get":
        lines[0] = lines[0].replace("curl ", f"curl -X {method.upper()} ")
    if contract.is_act:
        lines.append('  -H "Idempotency-Key: $(uuidgen)"')
    if 428 in contract.problems:
        lines.append("  -H 'If-Match: \"1\"'")
    if example is not None:
        lines += ["  -H 'Content-Type: application/json'", f"  -d '{json.dumps(example, ensure_ascii=False)}'"]
    return " \\\n".join(lines)
