"""SVG text, as little of it as the figures need."""

import math
from collections.abc import Iterable
from html import escape
from itertools import pairwise

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate, to a hundredth of a pixel.

    Example:
        >>> number(12.0), number(3.14159)
        ('12', '3.14')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def text(at: Point, content: str, style: str = "", anchor: str = "start") -> str:
    """A line of text, its base line at `at`."""
    x, y = at
    names = f' class="{style}"' if style else ""
    return f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"{names}>{escape(content)}</text>'


def line(start: Point, end: Point, style: str) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class="{style}"/>'
    )  # fmt: skip


def rectangle(corner: Point, width: float, height: float, style: str) -> str:
    """A rectangle; a negative width reaches to the left."""
    x, y = corner
    x, width = (x + width, -width) if width < 0 else (x, width)
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" class="{style}"/>'
    )  # fmt: skip


def path(points: Iterable[Point], style: str, *, closed: bool = False) -> str:
    """Straight lines from point to point."""
    drawn = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path d="M{drawn}{"Z" if closed else ""}" class="{style}"/>'


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, about so many.

    Example:
        >>> ticks(741.2, 933.0)
        [750.0, 800.0, 850.0, 900.0]
    """
    if not high > low:
        return [low]
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough)
    first = math.ceil(low / step)
    found = [(first + index) * step for index in range(int((high - first * step) / step + 1e-9) + 1)]
    # Multiples such as 0.30000000000000004 are the decimals that they stand for.
    return [float(f"{each:.12g}") for each in found]


def grouped(digits: str) -> str:
    """With a true minus, and thin spaces between groups of three digits of five or more.

    Example:
        >>> grouped("-50000838.25"), grouped("1234")
        ('−50\u202f000\u202f838.25', '1234')
    """
    sign, rest = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, point, decimals = rest.partition(".")
    if len(whole) > 4 and whole.isdigit():
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return sign + whole + point + decimals


def tick_labels(places: list[float]) -> list[str]:
    """The ticks with as many decimals as they need to differ.

    Example:
        >>> tick_labels([-0.5, 0.0, 0.5]), tick_labels([750.0, 800.0])
        (['−0.5', '0.0', '0.5'], ['750', '800'])
    """
    if not places:
        return []
    step = min((b - a for a, b in pairwise(places)), default=abs(places[0]) or 1.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return [grouped(f"{each:.{decimals}f}") for each in places]
