"""JSON Schema in words: of what kind a value is, and between what bounds."""

from typing import Any

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quanheng.server.core.errors import Text

KINDS: dict[str, Text] = {
    "string": pgettext_lazy("kind of value", "text"),
    "integer": pgettext_lazy("kind of value", "whole number"),
    "number": pgettext_lazy("kind of value", "number"),
    "boolean": pgettext_lazy("kind of value", "true or false"),
    "object": pgettext_lazy("kind of value", "object"),
    "null": "null",
}
FORMATS: dict[str, Text] = {
    "uuid": pgettext_lazy("kind of value", "id (UUID)"),
    "date": _("date, such as 2026-11-23"),
    "date-time": _("moment, such as 2026-11-23T15:30:00+08:00"),
    "uri-reference": pgettext_lazy("kind of value", "address"),
}


def resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema without references and without the alternative null; what stands beside a reference is kept."""
    inner = dict(schema)
    for key in ("allOf", "anyOf"):
        others = [each for each in inner.pop(key, []) if each.get("type") != "null"]
        if others:
            inner = {**resolved(others[0], schemas), **inner}
    if "$ref" in inner:
        inner = {**resolved(schemas[inner.pop("$ref").rpartition("/")[2]], schemas), **inner}
    return inner


def kind_text(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """The kind of value in words, with its bounds; “or null” where that may come."""
    inner = resolved(schema, schemas)
    may_be_null = any(each.get("type") == "null" for each in schema.get("anyOf", []))
    text = joined(_kind(inner, schemas), _bounds(inner))
    return str(_("%(kind)s, or null") % {"kind": text}) if may_be_null else text


def joined(kind: str, bounds: str) -> str:
    """Two parts of a description, with the comma of the language."""
    return str(_("%(kind)s, %(bounds)s") % {"kind": kind, "bounds": bounds}) if bounds else kind


def _kind(inner: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "enum" in inner:
        return str(_("one of: %(values)s") % {"values": ", ".join(map(str, inner["enum"]))})
    if inner.get("type") == "array":
        return str(_("list of: %(kind)s") % {"kind": kind_text(inner["items"], schemas)})
    if inner.get("format") in FORMATS:
        return str(FORMATS[inner["format"]])
    return str(KINDS.get(inner.get("type", ""), pgettext_lazy("kind of value", "any value")))


def _bounds(inner: dict[str, Any]) -> str:
    least, most = inner.get("minLength", 0), inner.get("maxLength")
    if most is not None and least:
        return str(_("%(least)s to %(most)s characters") % {"least": least, "most": most})
    if most is not None:
        return str(_("at most %(most)s characters") % {"most": most})
    if "minimum" in inner and "maximum" in inner:
        return str(_("from %(least)s to %(most)s") % {"least": _signed(inner["minimum"]), "most": inner["maximum"]})
    if "maxItems" in inner:
        return str(_("at most %(most)s") % {"most": inner["maxItems"]})
    return ""


def _signed(number: float) -> str:
    return str(number).replace("-", "\u2212")
