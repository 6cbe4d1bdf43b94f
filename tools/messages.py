"""Translations without GNU gettext: extract, check and compile the message catalogues with Babel.

python -m tools.messages compile   *.po → *.mo (set-up does this)
python -m tools.messages check     every msgid in code and templates has a Chinese text; exit 1 if not
python -m tools.messages update    add new msgids to the catalogue of their folder, drop those that are gone
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SERVER = Path(__file__).resolve().parents[1] / "src" / "quanheng" / "server"
KEYWORDS = {
    "gettext": None,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}
Wanted = tuple[str | tuple[str, ...], str | None]


def catalogue_paths() -> list[Path]:
    return sorted(SERVER.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))


def owner_of(source: Path) -> Path:
    """The catalogue of the nearest folder above `source` that has one; the core's otherwise."""
    for folder in source.parents:
        candidate = folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        if candidate.exists():
            return candidate
        if folder == SERVER:
            break
    return SERVER / "core" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def messages_in(source: Path) -> Iterator[Wanted]:
    """Every message that `source` (Python or template) asks to have translated."""
    text = source.read_text(encoding="utf-8")
    if source.suffix in (".html", ".txt"):
        # What is left of the indentation would be read as that of Python.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    elif source.suffix == ".js":
        for _line, _function, message, _comments in extract_javascript(io.BytesIO(text.encode()), KEYWORDS, [], {}):
            yield (message if isinstance(message, str) else tuple(m for m in message if m)), None
        return
    for _line, function, message, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        parts = (message,) if isinstance(message, str) else tuple(part for part in message or () if part is not None)
        if not parts or not parts[0]:
            continue
        if "pgettext" in function:
            context, *rest = parts
            yield (rest[0] if len(rest) == 1 else tuple(rest[:2])), context
        else:
            yield (
                (parts[0] if len(parts) == 1 or function not in ("ngettext", "ngettext_lazy") else tuple(parts[:2])),
                None,
            )


def wanted() -> dict[Path, dict[Wanted, Path]]:
    """By catalogue, the messages that sources below its folder use."""
    found: dict[Path, dict[Wanted, Path]] = {}
    sources = [*SERVER.rglob("*.py"), *SERVER.rglob("templates/**/*.html"), *SERVER.rglob("templates/**/*.txt")]
    for source in sorted(sources):
        if "vendor" in source.parts or "migrations" in source.parts:
            continue
        for message in messages_in(source):
            found.setdefault(owner_of(source), {}).setdefault(message, source)
    return found


def read_catalogue(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def _is_translated(message: Message) -> bool:
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return bool(texts) and all(texts)


def compile_all() -> int:
    for path in catalogue_paths():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalogue(path))
    return 0


def check() -> int:
    known = {
        (message.id if isinstance(message.id, str) else tuple(message.id), message.context)
        for path in catalogue_paths()
        for message in read_catalogue(path)
        if message.id and _is_translated(message) and not message.fuzzy
    }
    missing = [
        (source, message) for each in wanted().values() for message, source in each.items() if message not in known
    ]
    for source, (text, context) in missing:
        print(f"{source.relative_to(SERVER)}: no Chinese text for {text!r}" + (f" ({context})" if context else ""))
    print(f"{len(known)} messages with a Chinese text, {len(missing)} without")
    return 1 if missing else 0


def update() -> int:
    for path, messages in wanted().items():
        old, new = read_catalogue(path), Catalog(locale="zh_Hans", domain="django", charset="utf-8", fuzzy=False)
        new.header_comment = "# Chinese texts of Quanheng.\n#"
        for (text, context), source in sorted(messages.items(), key=lambda item: str(item[0])):
            before = old.get(text, context=context)
            string = before.string if before else ("" if isinstance(text, str) else ("",))
            new.add(text, string, locations=[(str(source.relative_to(SERVER)), 0)], context=context)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, width=120, include_lineno=False, sort_output=True)
    return 0


if __name__ == "__main__":
    commands = {"compile": compile_all, "check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print(__doc__)
        sys.exit(2)
    sys.exit(commands[sys.argv[1]]())
