"""The sheet as one HTML page: no script, nothing from elsewhere, ready to print on A4."""

import html
import re
from importlib import resources

from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.rendering.codes import code_svg
from quanheng.certificate.rendering.layout import sheet_of
from quanheng.certificate.rendering.sheet import Grid, Line, Sheet
from quanheng.certificate.rendering.words import Language, Phrase

#: Symbols of quantities, which are slanted.
_SYMBOL = re.compile(r"\b([Ukpu])\b")
#: A date is not broken at its hyphens.
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def html_of(certificate: Certificate, language: Language = Language.CHINESE, address: str = "") -> str:
    """The certificate as a standalone HTML page.

    Args:
        address: where the certificate can be verified; the QR code says it.

    Raises:
        Unavailable: segno is not installed.
    """
    sheet = sheet_of(certificate, language, address)
    style = resources.files(__package__).joinpath("certificate.css").read_text(encoding="utf-8")
    title = html.escape(f"{sheet.title.main} {sheet.number.value.main}")
    tongue = "en" if language is Language.ENGLISH else "zh-CN"
    parts = [_front(sheet), _data(sheet), _results(sheet), _foot(sheet)]
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body class="{sheet.kind.value}">\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _front(sheet: Sheet) -> str:
    code = code_svg(sheet.code)
    return "\n".join([
        '<header class="front">',
        f'<p class="organisation">{_said(sheet.organisation)}</p>',
        f"<h1>{_said(sheet.title)}</h1>",
        f'<p class="number">{_inline(sheet.number.label)} <b>{_text(sheet.number.value.main)}</b></p>',
        _lines("facts", sheet.facts),
        '<div class="signed">',
        f'<figure class="code">{code}<figcaption>{_said(sheet.words["scan"])}</figcaption></figure>' if code else "",
        _lines("people", sheet.people),
        _lines("dates", sheet.dates),
        "</div>",
        _lines("contact", sheet.contact),
        "</header>",
    ])  # fmt: skip


def _data(sheet: Sheet) -> str:
    parts = ['<section class="data">']
    if sheet.methods is not None:
        parts += [_heading(sheet.methods.label), f"<p>{_said(sheet.methods.value)}</p>"]
    if sheet.conditions:
        parts += [_heading(sheet.conditions_heading), _lines("conditions", sheet.conditions)]
    parts += [_grid(each) for each in sheet.equipment]
    if sheet.digests is not None:
        parts.append(f'<div class="digests">{_grid(sheet.digests)}</div>')
    return "\n".join([*parts, "</section>"])


def _results(sheet: Sheet) -> str:
    parts = ['<section class="results">', f"<h2>{_said(sheet.results_heading)}</h2>"]
    parts += [_grid(each) for each in sheet.results]
    if sheet.statements:
        items = "".join(f"<li>{_said(each)}</li>" for each in sheet.statements)
        parts.append(f'{_heading(sheet.statements_heading)}<ol class="statements">{items}</ol>')
    return "\n".join([*parts, "</section>"])


def _foot(sheet: Sheet) -> str:
    digest = ""
    if sheet.digest:
        digest = f'<p class="digest">SHA-256 (XML): <code>{sheet.digest}</code></p>'
    return f'<footer><p class="end">— {_inline(sheet.words["blank"])} —</p>{digest}</footer>'


def _grid(grid: Grid) -> str:
    parts = [_heading(grid.heading)] if grid.heading.main else []
    if grid.intro.main:
        parts.append(f"<p>{_said(grid.intro)}</p>")
    if grid.rows:
        head = "".join(f'<th scope="col">{_symbols(_said(each))}</th>' for each in grid.headings)
        body = "".join(_row(grid, place) for place in range(len(grid.rows)))
        parts.append(
            f"<div class={'wide' if len(grid.weights) > 4 else 'table'}><table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table></div>"
        )
    parts += [f'<p class="note">{_symbols(_said(each))}</p>' for each in grid.notes]
    return "\n".join(parts)


def _row(grid: Grid, place: int) -> str:
    cells = "".join(_cell(cell, is_numeric) for cell, is_numeric in zip(grid.rows[place], grid.is_numeric, strict=True))
    return f"<tr{' class=marked' if place in grid.marked else ''}>{cells}</tr>"


def _cell(text: str, is_numeric: bool) -> str:
    if is_numeric:
        return f"<td class=number>{_text(text)}</td>"
    return f"<td{' class=date' if _DATE.fullmatch(text) else ''}>{_symbols(_text(text))}</td>"


def _lines(name: str, lines: tuple[Line, ...]) -> str:
    rows = "".join(f"<dt>{_said(each.label)}</dt><dd>{_said(each.value)}</dd>" for each in lines)
    return f'<dl class="{name}">{rows}</dl>'


def _heading(phrase: Phrase) -> str:
    return f"<h3>{_inline(phrase)}</h3>"


def _said(phrase: Phrase) -> str:
    below = f'<br><small lang="en">{_text(phrase.below)}</small>' if phrase.below else ""
    return _text(phrase.main) + below


def _inline(phrase: Phrase) -> str:
    return _text(phrase.main) + (f' <small lang="en">{_text(phrase.below)}</small>' if phrase.below else "")


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _symbols(markup: str) -> str:
    return _SYMBOL.sub(r"<i>\1</i>", markup)
