"""An element with its children by name and its XPath; names are matched by name space, never by prefix."""

from functools import lru_cache

from lxml import etree

from quanheng.certificate.errors import Unreadable

DCC = "https://ptb.de/dcc"
SI = "https://ptb.de/si"

#: The prefixes that places are written with, whatever the document's own prefixes are.
PREFIXES = {DCC: "dcc", SI: "si", "http://www.w3.org/2000/09/xmldsig#": "ds"}


class Node:
    """One element, its XPath, and its children in the order written.

    Every child of a certificate's element is dcc: or si:; those of other name spaces are named by their local names
    only, and asked for by nobody.
    """

    __slots__ = ("_path", "by_name", "children", "element", "name", "parent", "position")

    def __init__(self, element: "etree._Element", name: str, parent: "Node | None" = None, position: int = 1) -> None:
        self.element = element
        self.name = name
        self.parent = parent
        self.position = position
        self._path = ""
        if not len(element):
            # Most elements are leaves.
            self.children, self.by_name = _NO_CHILDREN, _NO_NAMES
            return
        self.children = []
        self.by_name = {}
        for child in element:
            step = _step(str(child.tag))
            same = self.by_name.setdefault(step, [])
            node = Node(child, step, self, len(same) + 1)
            same.append(node)
            self.children.append(node)

    @property
    def path(self) -> str:
        """The XPath of the element, with the prefixes `dcc`, `si` and `ds`."""
        if not self._path:
            parent = self.parent
            self._path = f"/{self.name}" if parent is None else f"{parent.path}/{self.name}[{self.position}]"
        return self._path

    def all(self, *names: str) -> "list[Node]":
        """The children of these names, such as `dcc:item`, in the order written."""
        if len(names) == 1:
            return self.by_name.get(names[0], [])
        return [each for each in self.children if each.name in names]

    def one(self, *names: str) -> "Node | None":
        """The one child of one of these names.

        Raises:
            Unreadable: there are several: two readers might take different ones.
        """
        found: Node | None = None
        for name in names:
            same = self.by_name.get(name)
            if same is None:
                continue
            if found is not None or len(same) > 1:
                raise Unreadable(f"{names[0]} stands here more than once", place=self.path)
            found = same[0]
        return found

    def needed(self, *names: str) -> "Node":
        """The one child of these names.

        Raises:
            Unreadable: there is none, or there are several.
        """
        found = self.one(*names)
        if found is None:
            raise Unreadable(f"{names[0]} is missing", place=self.path)
        return found

    def text(self) -> str:
        """The text of the element, white space at its ends taken away.

        Raises:
            Unreadable: elements stand in it.
        """
        if self.children:
            raise Unreadable(f"{self.children[0].name} stands where a text should", place=self.path)
        return (self.element.text or "").strip()

    def text_of(self, *names: str) -> str | None:
        """The text of a child; None where it is missing or empty."""
        found = self.one(*names)
        return (found.text() or None) if found is not None else None

    def texts_of(self, *names: str) -> tuple[str, ...]:
        """The texts of all children of these names."""
        return tuple(each.text() for each in self.all(*names))

    def words_of(self, *names: str) -> tuple[str, ...]:
        """The blank-separated words of a child (an XML list); none where it is missing."""
        found = self.one(*names)
        return tuple(found.text().split()) if found is not None else ()

    def truth_of(self, *names: str) -> bool | None:
        """An xs:boolean of a child; None where it is missing.

        Raises:
            Unreadable: another word than true, false, 1 and 0.
        """
        found = self.one(*names)
        return None if found is None else truth(found.text(), found.path)

    def attribute(self, name: str) -> str | None:
        """An attribute without name space."""
        value = self.element.get(name)
        return None if value is None else str(value)


def truth(word: str, place: str) -> bool:
    """An xs:boolean.

    Raises:
        Unreadable: another word than true, false, 1 and 0.
    """
    if word in ("true", "1"):
        return True
    if word in ("false", "0"):
        return False
    raise Unreadable(f"{word!r} is neither true nor false", place=place)


def root_of(tree: "etree._ElementTree") -> Node:
    """The node of a document's root."""
    root = tree.getroot()
    name = _step(str(root.tag))
    return Node(root, name)


#: Shared by all leaves, and never changed.
_NO_CHILDREN: list[Node] = []
_NO_NAMES: dict[str, list[Node]] = {}


@lru_cache(maxsize=1024)
def _step(qualified: str) -> str:
    if not qualified.startswith("{"):
        return f"*[name()='{qualified}']"
    namespace, _, local = qualified[1:].partition("}")
    prefix = PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else f"*[local-name()='{local}']"
