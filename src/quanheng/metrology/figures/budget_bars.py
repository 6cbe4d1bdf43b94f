"""The budget as bars: what part of the variance each input has, the largest first."""

from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.figures.svg import line, rectangle, text
from quanheng.metrology.figures.words import Words
from quanheng.metrology.uncertainty import budget

_MOST = 12
_ROW = 24.0
_TOP = 34.0
_PERCENT = 58.0


def bars_height(found: Evaluation) -> float:
    """How high the bars of an output are."""
    return _TOP + min(len(found.gum.inputs), _MOST + 1) * _ROW + 8.0


def budget_bars(found: Evaluation, output: str, width: float, words: Words) -> list[str]:
    """SVG elements, `width` wide. Inputs that lower the variance reach to the left, hatched."""
    rows = [(row.name, row.share) for row in budget(found.gum, output).by_share()]
    shown, left = rows[:_MOST], rows[_MOST:]
    if left:
        shown.append((words.others.format(len(left)), sum(share for _, share in left)))
    names = max(min(max((_columns(name) for name, _ in shown), default=1) * 7.5 + 10.0, 0.45 * width), 50.0)
    room = width - names - _PERCENT
    least, most = min([0.0, *(share for _, share in shown)]), max([0.0, *(share for _, share in shown)])
    scale = room / ((most - least) or 1.0)
    zero = names - least * scale
    parts = [text((0.0, 14.0), words.shares, "s")]
    for index, (name, share) in enumerate(shown):
        y = _TOP + index * _ROW
        parts.append(text((names - 8.0, y + 14.0), _cut(name, int((names - 10.0) / 7.5)), "", "end"))
        parts.append(rectangle((zero, y + 3.0), share * scale, _ROW - 9.0, "bar" if share >= 0.0 else "low"))
        percent = f"{round(100.0 * share, 1) + 0.0:.1f} %".replace("-", "−")
        parts.append(text((width, y + 14.0), percent, "", "end"))
    parts.append(line((zero, _TOP), (zero, _TOP + len(shown) * _ROW - 3.0), "axis"))
    return parts


def _columns(name: str) -> int:
    return sum(1 if character.isascii() else 2 for character in name)


def _cut(name: str, most: int) -> str:
    return name if _columns(name) <= most else name[: max(most - 1, 1)] + "…"
