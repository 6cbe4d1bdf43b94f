"""The picture of an evaluation: for each output the densities with both intervals, and the budget as bars."""

from html import escape

from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.figures.budget_bars import bars_height, budget_bars
from quanheng.metrology.figures.density import HEIGHT, density_panel
from quanheng.metrology.figures.svg import number, text
from quanheng.metrology.figures.words import words_in

WIDTH = 940.0
_LEFT, _DENSITY, _GAP = 24.0, 540.0, 40.0
#: Told apart in black and white too: a light area, a dark line, dashes beside dots, hatching.
_STYLE = """
text{font-family:-apple-system,"Segoe UI",Roboto,"Helvetica Neue","PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif;font-size:13px;fill:#18242a;font-variant-numeric:tabular-nums}
.h{font-size:16px;font-weight:600}.s{font-size:12px;fill:#4b5a62}.ground{fill:#fff}
.axis{stroke:#4b5a62;stroke-width:1}.grid{stroke:#dee5e7;stroke-width:1}
.mc{fill:#d3e8eb;stroke:#0b6a78;stroke-width:1}.mcline{stroke:#0b6a78;stroke-width:2}.mcedge{stroke:#0b6a78;stroke-width:1.5;stroke-dasharray:1.5 3}
.gum{fill:none;stroke:#9a4f0c;stroke-width:2}.gumline{stroke:#9a4f0c;stroke-width:2}.gumedge{stroke:#9a4f0c;stroke-width:1.5;stroke-dasharray:7 3}
.bar{fill:#0b6a78}.low{fill:url(#hatch);stroke:#0b6a78;stroke-width:1}
"""
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#0b6a78"/></pattern></defs>'
)


def evaluation_figure(found: Evaluation, language: str = "en") -> str:
    """SVG text: above one another, each output with its densities on the left and its budget on the right.

    Args:
        found: with the model values kept, if the Monte Carlo density is to be seen.
        language: `en` or `zh`.

    Example:
        >>> from quanheng.metrology.budget_file.budget import read_budget
        >>> from quanheng.metrology.budget_file.evaluation import evaluate
        >>> budget = read_budget("{model: P = U*I, inputs: {U: {value: 5, standard_uncertainty: 0.1}, I: 2}}")
        >>> evaluation_figure(evaluate(budget, ["gum"])).startswith("<svg ")
        True
    """
    words = words_in(language)
    parts = []
    top = 24.0
    title = found.budget.title or found.budget.text.splitlines()[0]
    parts.append(text((_LEFT, top + 8), _cut(title, 100), "h"))
    top += 28.0
    for place, name in enumerate(found.gum.outputs):
        parts.append(f'<g transform="translate({number(_LEFT)} {number(top)})">')
        parts += density_panel(found, place, _DENSITY, words)
        parts.append("</g>")
        parts.append(f'<g transform="translate({number(_LEFT + _DENSITY + _GAP)} {number(top)})">')
        parts += budget_bars(found, name, WIDTH - 2 * _LEFT - _DENSITY - _GAP, words)
        parts.append("</g>")
        top += max(HEIGHT, bars_height(found)) + 24.0
    size = f'viewBox="0 0 {number(WIDTH)} {number(top)}" width="{number(WIDTH)}" height="{number(top)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{words.tag}" aria-labelledby="t d">'
    about = [f'<title id="t">{escape(title)}</title>', f'<desc id="d">{words.description}</desc>']
    ground = f'<rect width="{number(WIDTH)}" height="{number(top)}" class="ground"/>'
    return "\n".join([head, *about, f"<style>{_STYLE}</style>", _HATCH, ground, *parts, "</svg>", ""])


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
