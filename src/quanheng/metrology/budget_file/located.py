"""YAML or JSON text as a tree that knows where each member stands.

Read from the parser's events, without constructing anything: a number stays the digits that were written, `no` stays a
word, `1e-6` is a number (YAML 1.1 took it for text), and no tag makes an object. Anchors and aliases are refused, so
that no text grows; keys given twice are refused, so that no value is silently lost.
"""

import re
from dataclasses import dataclass

import yaml

from quanheng.metrology.budget_file.errors import InvalidBudget

#: A budget is written by people; a mebibyte holds a hundred thousand readings.
MOST_CHARACTERS = 1_048_576
MOST_NODES = 300_000
DEEPEST = 16
#: The parser in C where PyYAML was built with it; both read the same language.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, counted from 1, and the path of members that leads there."""

    line: int
    column: int
    path: str = ""

    def refuse(self, reason: str, kind: str = "") -> InvalidBudget:
        """The error for what stands here."""
        return InvalidBudget(reason, path=self.path, line=self.line, column=self.column, kind=kind)


@dataclass(frozen=True, slots=True)
class Scalar:
    """Digits or words as written; `is_quoted` when they stood in quotation marks or in a block."""

    text: str
    is_quoted: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Tree", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Members:
    """A mapping: name → what it holds, in the order of the text."""

    entries: dict[str, "Tree"]
    place: Place


Tree = Scalar | Items | Members
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _joined(pair: re.Match[str]) -> str:
    high, low = (int(each, 16) for each in pair.groups())
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` is the name whose value comes next."""

    is_mapping: bool
    place: Place
    items: list[Tree]
    entries: dict[str, Tree]
    key: str | None = None

    def path_of_next(self) -> str:
        step = f"[{len(self.items)}]" if not self.is_mapping else f".{self.key}" if self.place.path else str(self.key)
        return f"{self.place.path}{step}"


def tree_of(text: str) -> Tree:
    """The tree of a text.

    Raises:
        InvalidBudget: too long, too deep, no YAML, several documents, a tag, an anchor or alias, a key given twice.

    Example:
        >>> tree = tree_of("inputs: {d: {value: 215, standard_uncertainty: 9.7}}")
        >>> tree.entries["inputs"].entries["d"].entries["value"].text
        '215'
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidBudget(f"the text has {len(text)} characters; a budget has at most {MOST_CHARACTERS}")
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        # JSON may be indented with tabs, which YAML's parser refuses; within JSON strings none can stand. And it writes
        # characters beyond 16 bits as two escapes, YAML as one.
        text = _SURROGATES.sub(_joined, text.replace("\t", " "))
    try:
        tree = _Reader().read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        raise InvalidBudget(f"this is no YAML: {said}", line=line, column=column) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, InvalidBudget):
            raise
        raise InvalidBudget(f"this is no YAML: {str(error).splitlines()[0]}") from error
    if tree is None:
        raise InvalidBudget("the text is empty; a budget needs at least 'model' and 'inputs'")
    return tree


class _Reader:
    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.root: Tree | None = None
        self.count = 0

    def read(self, text: str) -> Tree | None:
        documents = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._at(event).refuse("a second document begins here; a budget file holds one")
            elif isinstance(event, yaml.AliasEvent):
                raise self._at(event).refuse(f"the alias *{event.anchor}: write the value itself")
            elif isinstance(event, yaml.NodeEvent):
                self._refuse_marks(event)
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.stack.pop()
                self._keep(
                    Members(closed.entries, closed.place)
                    if closed.is_mapping
                    else Items(tuple(closed.items), closed.place)
                )
        return self.root

    def _begin(self, event: yaml.NodeEvent) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise self._at(event).refuse(f"more than {MOST_NODES} members; a budget has fewer")
        if self._names_next():
            self._name(event)
            return
        place = self._at(event)
        if isinstance(event, yaml.ScalarEvent):
            self._keep(Scalar(event.value, event.style is not None and event.style != "", place))
            return
        if len(self.stack) >= DEEPEST:
            raise place.refuse(f"nested more than {DEEPEST} levels deep; a budget has five")
        self.stack.append(_Open(isinstance(event, yaml.MappingStartEvent), place, [], {}))

    def _names_next(self) -> bool:
        return bool(self.stack) and self.stack[-1].is_mapping and self.stack[-1].key is None

    def _name(self, event: yaml.NodeEvent) -> None:
        inside = self.stack[-1]
        where = _place(event, inside.place.path)
        if not isinstance(event, yaml.ScalarEvent):
            raise where.refuse("the name of a member is a word, not a list or mapping")
        if event.value in inside.entries:
            first = inside.entries[event.value].place.line
            raise where.refuse(f"'{event.value}' is given twice, first in line {first}; keep one")
        inside.key = event.value

    def _keep(self, tree: Tree) -> None:
        if not self.stack:
            self.root = tree
        elif self.stack[-1].is_mapping:
            inside = self.stack[-1]
            inside.entries[str(inside.key)] = tree
            inside.key = None
        else:
            self.stack[-1].items.append(tree)

    def _at(self, event: yaml.Event) -> Place:
        path = self.stack[-1].path_of_next() if self.stack and not self._names_next() else ""
        return _place(event, path)

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            raise self._at(event).refuse(
                f"the anchor &{event.anchor}: a budget has none; write values where they belong"
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self._at(event).refuse(f"the tag {tag}: a budget has none; numbers and words need no tag")


def _place(event: yaml.Event, path: str) -> Place:
    mark = event.start_mark
    return Place(1, 1, path) if mark is None else Place(mark.line + 1, mark.column + 1, path)
