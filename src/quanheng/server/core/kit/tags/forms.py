"""Tags for forms: fields with label, help and errors; the summary of what is wrong; questions before an act."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from quanheng.server.core.errors import Text

register = template.Library()

#: How a widget is drawn, by its class; Django's own names.
CHECKS = ("CheckboxInput",)
CHOICES = ("RadioSelect", "CheckboxSelectMultiple")
SELECTS = ("Select", "SelectMultiple", "NullBooleanSelect")
FILES = ("FileInput", "ClearableFileInput")


@register.simple_tag
def field(bound: BoundField, label: Text = "", help_text: Text = "", is_required_shown: bool = True) -> SafeString:
    """`{% field form.name %}`: label, control, help and errors, tied together for screen readers."""
    if bound.is_hidden:
        return bound.as_widget()
    widget = type(bound.field.widget)
    names = {each.__name__ for each in widget.__mro__}
    kind = next(
        (
            kind
            for kind, known in (("choices", CHOICES), ("check", CHECKS), ("file", FILES), ("select", SELECTS))
            if names & set(known)
        ),
        "input",
    )
    about = [
        f"{bound.auto_id}_help" if help_text or bound.help_text else "",
        f"{bound.auto_id}_error" if bound.errors else "",
    ]
    attributes: dict[str, Any] = {"class": _classes(kind, bound)}
    described_by = " ".join(filter(None, about))
    if described_by:
        attributes["aria-describedby"] = described_by
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return SafeString(
        render_to_string(
            "kit/parts/field.html",
            {
                "field": bound,
                "kind": kind,
                "label": label or bound.label,
                "help": help_text or bound.help_text,
                "is_optional": is_required_shown and not bound.field.required and kind != "check",
                "control": bound.as_widget(attrs=attributes) if kind != "choices" else "",
                "choices": _choices(bound) if kind == "choices" else (),
                "described_by": described_by,
            },
        )
    )


@register.simple_tag
def fields(form: BaseForm, only: str = "", leave_out: str = "") -> SafeString:
    """`{% fields form %}`: the summary of errors and every field; `only="name kind"` or `leave_out="…"` choose."""
    wanted, unwanted = only.split(), leave_out.split()
    unknown = [name for name in wanted + unwanted if name not in form.fields]
    if unknown:
        raise template.TemplateSyntaxError(f"fields: {type(form).__name__} has no field {', '.join(unknown)}")
    shown = [form[name] for name in wanted] if wanted else [each for each in form if each.name not in unwanted]
    return format_html_join("\n", "{}", ((field(each),) for each in shown))


@register.simple_tag
def problems(form: BaseForm, takes_focus: bool = True) -> SafeString:
    """`{% problems form %}`: what is wrong, on top of the form, with a way to each field; it takes the focus."""
    if not form.errors:
        return SafeString("")
    wrong = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return SafeString(
        render_to_string("kit/parts/problems.html", {"form": form, "wrong": wrong, "takes_focus": takes_focus})
    )


@register.simple_tag
def confirm(title: Text, text: Text, verb: Text, is_danger: bool = False) -> SafeString:
    """`<form … {% confirm title=… text=… verb=… %}>`: asks before the act, and names what will happen.

    `{n}` in the words stands for the number of rows chosen. `is_danger=True` for what cannot be undone.
    """
    pairs = [("data-confirm-title", title), ("data-confirm-text", text), ("data-confirm-verb", verb)]
    if is_danger:
        pairs.append(("data-confirm-danger", "yes"))
    return format_html_join(" ", '{}="{}"', pairs)


def _choices(bound: BoundField) -> list[Any]:
    """The boxes of a choice, each of the kit's shape."""
    for box in bound.subwidgets:
        box.data["attrs"]["class"] = "form-check-input"
    return list(bound.subwidgets)


def _classes(kind: str, bound: BoundField) -> str:
    own = bound.field.widget.attrs.get("class", "")
    base = {
        "input": "form-control",
        "select": "form-select",
        "check": "form-check-input",
        "choices": "form-check-input",
        "file": "",
    }[kind]
    return f"{base} {own}".strip()
