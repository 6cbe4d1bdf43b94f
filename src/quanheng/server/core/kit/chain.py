"""The traceability chain as a drawing and as a list that says the same in words."""

from dataclasses import dataclass

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.status import Status

GAP, HEIGHT, LOWER = 32, 60, 132
#: Widths that characters take at the sizes of the drawing, and the narrowest and widest box.
WIDE, SLIM, NARROWEST, WIDEST = 13, 7, 126, 196


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard of the chain; the last is the instrument itself."""

    name: Text
    detail: Text
    state: Status = Status.OK
    word: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Influence:
    """A measuring instrument for an influence quantity, used with the standard at `place` (from 0)."""

    name: Text
    detail: Text
    place: int
    state: Status = Status.OK
    word: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the drawing, with where its texts and its dot stand."""

    x: int
    y: int
    width: int
    height: int
    name: Text
    detail: Text
    state: Status
    is_self: bool

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def name_y(self) -> int:
        return self.y + (24 if self.height == HEIGHT else 21)

    @property
    def detail_y(self) -> int:
        return self.y + (44 if self.height == HEIGHT else 39)

    @property
    def dot_x(self) -> int:
        return self.x + self.width - 12

    @property
    def dot_y(self) -> int:
        return self.y + 12


@dataclass(frozen=True, slots=True)
class Chain:
    """From the national standard at the left to the instrument at the right; influence quantities hang below, dashed.

    Raises:
        ValueError: an influence names a place that the chain does not have.
    """

    label: Text
    standards: tuple[Standard, ...]
    influences: tuple[Influence, ...] = ()

    def __post_init__(self) -> None:
        wrong = [each.place for each in self.influences if not 0 <= each.place < len(self.standards)]
        if wrong:
            raise ValueError(f"chain: {len(self.standards)} standards have no place {wrong[0]}")

    @property
    def box(self) -> int:
        """The width of every box: that of the longest text, within bounds."""
        named: list[Standard | Influence] = [*self.standards, *self.influences]
        texts = [str(text) for each in named for text in (each.name, each.detail)]
        longest = max(sum(WIDE if ord(c) > 0x2E7F else SLIM for c in text) for text in texts)
        return max(NARROWEST, min(WIDEST, longest + 36))

    @property
    def pitch(self) -> int:
        """From one box to the next."""
        return self.box + GAP

    @property
    def width(self) -> int:
        return len(self.standards) * self.pitch - GAP + 4

    @property
    def height(self) -> int:
        return 190 if self.influences else 90

    @property
    def boxes(self) -> list[Box]:
        last = len(self.standards) - 1
        upper = [
            Box(2 + i * self.pitch, 20, self.box, HEIGHT, s.name, s.detail, s.state, is_self=i == last)
            for i, s in enumerate(self.standards)
        ]
        lower = [
            Box(2 + i.place * self.pitch, LOWER, self.box, 50, i.name, i.detail, i.state, is_self=False)
            for i in self.influences
        ]
        return upper + lower

    @property
    def lines(self) -> str:
        """The path of the solid lines between neighbours."""
        return "".join(f"M{2 + i * self.pitch + self.box} 50h{GAP - 2}" for i in range(len(self.standards) - 1))

    @property
    def arrows(self) -> str:
        """The path of the heads of the lines."""
        return "".join(f"M{2 + (i + 1) * self.pitch} 50l-7-4v8z" for i in range(len(self.standards) - 1))

    @property
    def hangers(self) -> str:
        """The path of the dashed lines down to the influences."""
        return "".join(f"M{2 + each.place * self.pitch + self.box // 2} 80V{LOWER}" for each in self.influences)
