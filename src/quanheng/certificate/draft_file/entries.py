"""Members of a draft as texts, dates, numbers and lists; what is wrong is refused with its line.

The text is read by the same parser as uncertainty budgets: digits stay as written, no tag makes an object, anchors and
keys given twice are refused.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from quanheng.certificate.building import InvalidDraft, named, said
from quanheng.certificate.model.texts import Text
from quanheng.metrology.budget_file import InvalidBudget
from quanheng.metrology.budget_file.located import Items, Members, Place, Scalar, Tree, tree_of
from quanheng.metrology.budget_file.members import decimal, items, members, refuse_unknown, word

T = TypeVar("T")


def root_of(text: str) -> "Entry":
    """The draft as a whole.

    Raises:
        InvalidDraft: no YAML, or no mapping.
    """
    with _refusals():
        return Entry(tree_of(text), "a draft")


class Entry:
    """A mapping of the draft. Every member that is asked for is known; `done` refuses the others."""

    def __init__(self, tree: Tree, what: str) -> None:
        with _refusals():
            self.members = members(tree, what)
        self.what = what
        self.known: list[str] = []

    @property
    def place(self) -> Place:
        return self.members.place

    def done(self) -> None:
        """Refuse members that nothing asked for.

        Raises:
            InvalidDraft: names the first of them and what was probably meant.
        """
        with _refusals():
            refuse_unknown(self.members, self.known, self.what)

    def has(self, name: str) -> bool:
        """Whether the member is there."""
        self.known.append(name)
        return name in self.members.entries

    def tree(self, name: str) -> Tree:
        """The member.

        Raises:
            InvalidDraft: it is missing.
        """
        if not self.has(name):
            raise refused(self.place, f"{self.what} needs '{name}'")
        return self.members.entries[name]

    def text(self, name: str) -> str:
        """A word or number as written."""
        with _refusals():
            return word(self.tree(name), name)

    def optional_text(self, name: str) -> str | None:
        """A word or number as written, if it is there."""
        return self.text(name) if self.has(name) else None

    def said(self, name: str) -> Text:
        """A text in Chinese and English, `{zh: …, en: …}`, or a proper name as a plain word."""
        return said_of(self.tree(name), name)

    def optional_said(self, name: str) -> Text | None:
        """A text, if it is there."""
        return self.said(name) if self.has(name) else None

    def day(self, name: str) -> date:
        """A date such as 2026-03-02."""
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise refused(
                self.tree(name).place, f"{text!r} is no date; write year-month-day, such as 2026-03-02"
            ) from error

    def optional_day(self, name: str) -> date | None:
        """A date, if it is there."""
        return self.day(name) if self.has(name) else None

    def truth(self, name: str) -> bool:
        """`true` or `false`."""
        text = self.text(name)
        if text not in ("true", "false"):
            raise refused(self.tree(name).place, f"{text!r}: write true or false")
        return text == "true"

    def optional_truth(self, name: str) -> bool | None:
        """`true` or `false`, if it is there."""
        return self.truth(name) if self.has(name) else None

    def entry(self, name: str, read: "Callable[[Entry], T]") -> T:
        """A mapping within, read whole."""
        return self._read(self.tree(name), name, read)

    def optional_entry(self, name: str, read: "Callable[[Entry], T]") -> T | None:
        """A mapping within, if it is there."""
        return self.entry(name, read) if self.has(name) else None

    def entries(self, name: str, read: "Callable[[Entry], T]", *, is_needed: bool = True) -> tuple[T, ...]:
        """A list of mappings."""
        return tuple(self._read(each, f"{name}", read) for each in self.list(name, is_needed=is_needed))

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words or numbers, or a single one, each as written."""
        tree = self.tree(name)
        if isinstance(tree, Scalar):
            return (self.text(name),)
        return tuple(_word(each, name) for each in self.list(name))

    def numbers(self, name: str) -> tuple[str, ...]:
        """A list of finite numbers, or a single one, each as written.

        Raises:
            InvalidDraft: one of them is no number.
        """
        tree = self.tree(name)
        trees = (tree,) if isinstance(tree, Scalar) else self.list(name)
        if not trees:
            raise refused(tree.place, f"'{name}' is an empty list: give a number, or leave it out")
        with _refusals():
            for each in trees:
                decimal(each)
        return tuple(_word(each, name).replace("−", "-") for each in trees)

    def number(self, name: str) -> str:
        """A single finite number, as written.

        Raises:
            InvalidDraft: no number, or several.
        """
        found = self.numbers(name)
        if len(found) != 1:
            raise refused(self.tree(name).place, f"{len(found)} numbers; '{name}' is one")
        return found[0]

    def list(self, name: str, *, is_needed: bool = True) -> tuple[Tree, ...]:
        """The members of a list."""
        if not is_needed and not self.has(name):
            return ()
        with _refusals():
            return items(self.tree(name), name).items

    def _read(self, tree: Tree, what: str, read: "Callable[[Entry], T]") -> T:
        inner = Entry(tree, f"'{what}'")
        found = read(inner)
        inner.done()
        return found


def said_of(tree: Tree, what: str) -> Text:
    """A text in both languages, or a proper name."""
    if isinstance(tree, Scalar):
        return named(_word(tree, what))
    inner = Entry(tree, f"'{what}'")
    found = said(inner.text("zh"), inner.text("en"))
    inner.done()
    return found


def choice(entry: Entry, name: str, allowed: Collection[str], default: str | None = None) -> str:
    """One of several words."""
    if default is not None and not entry.has(name):
        return default
    found = entry.text(name)
    if found not in allowed:
        raise refused(entry.tree(name).place, f"{found!r}; there are {', '.join(allowed)}")
    return found


def refused(place: Place, reason: str) -> InvalidDraft:
    """The error for what stands at a place."""
    return InvalidDraft(f"line {place.line}{', ' if place.path else ''}{place.path}", reason)


def located(error: InvalidDraft, root: Entry) -> InvalidDraft:
    """The same error with the line of the part that it names, as far as the path leads in the text."""
    tree: Tree = root.members
    for step in error.field.replace("]", "").replace("[", ".").split("."):
        inner: Tree | None = None
        if isinstance(tree, Members):
            inner = tree.entries.get(step)
        elif isinstance(tree, Items) and step.isdigit() and int(step) < len(tree.items):
            inner = tree.items[int(step)]
        if inner is None:
            break
        tree = inner
    return InvalidDraft(f"line {tree.place.line}, {error.field}", error.message)


def _word(tree: Tree, what: str) -> str:
    with _refusals():
        return word(tree, what)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except InvalidBudget as error:
        place = f"line {error.line}" if error.line is not None else ""
        field = ", ".join(each for each in (place, error.path) if each)
        # The parser is that of budgets, and says so where it speaks of the text as a whole.
        raise InvalidDraft(field, error.reason.replace("a budget", "a draft")) from error
