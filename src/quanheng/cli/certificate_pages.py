"""Certificates, findings, comparisons and chains as people read them in a terminal."""

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from quanheng.certificate import Certificate
from quanheng.certificate.chain import Chain, LinkState
from quanheng.certificate.checking import Report, SchemaResult, Severity
from quanheng.certificate.comparing import Comparison
from quanheng.certificate.model import Context, Uncertainty, UncertaintyForm
from quanheng.certificate.tables import Cell, Column, Table, cells_of, printed_unit, tables
from quanheng.cli.certificate_words import fact_in, words_in
from quanheng.cli.language import Language

#: Where the output is no terminal.
_WIDTH = 110
_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
    LinkState.BROKEN: "bold red",
    LinkState.OPEN: "yellow",
    LinkState.HOLDS: "green",
}
_SIGNS = {LinkState.BROKEN: "✗", LinkState.OPEN: "?", LinkState.HOLDS: "✓"}


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def show(certificate: Certificate, language: Language) -> None:
    """A whole certificate."""
    console, words = _console(), words_in(language)
    order = (language.value, "en", "zh")
    data, core = certificate.administrative, certificate.administrative.core
    facts = _facts_grid(f"{words['certificate']} {core.unique_identifier}")
    performed = " – ".join(dict.fromkeys(filter(None, (core.begin_performance_date, core.end_performance_date))))
    rows = [
        (words["schema"], f"DCC {certificate.schema_version}"),
        (words["signature"], words["signed"] if certificate.is_signed else words["unsigned"]),
        (words["laboratory"], "; ".join(each.name.within(*order) for each in data.laboratory.contacts)),
        (words["laboratory code"], data.laboratory.code or ""),
        (words["customer"], data.customer.name.within(*order)),
        (words["performed"], performed),
        (words["issued"], core.issue_date or ""),
        (words["persons"], "; ".join(each.person.name.within(*order) for each in data.persons)),
    ]
    for item in data.items.items:
        numbers = ", ".join(each.value for each in item.identifications)
        maker = item.manufacturer.name.within(*order) if item.manufacturer else ""
        described = " · ".join(filter(None, (item.name.within(*order), maker, item.model or "", numbers)))
        rows.append((words["item"], described))
    for measurement in certificate.results:
        rows += _how(measurement.context, words, order)
    for statement in data.statements:
        if statement.conformity:
            rows.append((words["conformity"], ", ".join(words.get(each, each) for each in statement.conformity)))
    for name, text in rows:
        if text:
            facts.add_row(escape(name), escape(text))
    console.print(facts)
    for table in tables(certificate, *order):
        console.print(_results_grid(table))


def _how(context: Context, words: dict[str, str], order: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = [
        (words["method"], " · ".join(filter(None, (each.name.within(*order), ", ".join(each.norms)))))
        for each in context.methods
    ]
    for used in context.equipment:
        numbers = ", ".join(each.value for each in used.identifications)
        certificate = used.certificate.referral_id if used.certificate else ""
        rows.append((words["equipment"], " · ".join(filter(None, (used.name.within(*order), numbers, certificate)))))
    for condition in context.conditions:
        cells = [
            (quantity.name.within(*order) if quantity.name else "", cell)
            for quantity in condition.data.quantities()
            for cell in cells_of(quantity.values)
        ]
        said = "; ".join(f"{name} {_printed(cell)}".strip() for name, cell in cells)
        rows.append((words["condition"], f"{condition.name.within(*order)}: {said}"))
    return rows


def _results_grid(table: Table) -> Grid:
    grid = Grid(title=escape(table.title) or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        units = {printed_unit(each.unit) for each in column.cells if each.unit}
        unit = f" / {units.pop()}" if len(units) == 1 and units != {""} else ""
        is_number = any(each.value is not None for each in column.cells)
        grid.add_column(escape(f"{column.name}{unit}"), justify="right" if is_number else "left")
        if _has_uncertainty(column):
            grid.add_column("U", justify="right")
            grid.add_column("k", justify="right")
    for row in range(len(table)):
        cells: list[str] = []
        for number, column in enumerate(table.columns):
            cell = table.cell(row, number)
            cells.append(escape(_minus(cell.text)))
            if _has_uncertainty(column):
                stated = cell.point.uncertainty if cell.point else None
                shown = "" if stated is None else _uncertainty(stated)
                cells += [shown, "" if stated is None else str(stated.k if stated.k is not None else "?")]
        grid.add_row(*cells)
    return grid


def show_report(file: str, report: Report, language: Language) -> None:
    """What a check found in one file."""
    console, words = _console(), words_in(language)
    said = {
        SchemaResult.VALID: words["valid"],
        SchemaResult.INVALID: words["invalid"],
        SchemaResult.NOT_CHECKED: words["not checked"],
    }[report.schema]
    console.print(
        f"{escape(file)}  {escape(report.certificate.identifier)}  DCC {report.certificate.schema_version}",
        soft_wrap=True,
    )
    note = f" ({escape(report.schema_note)})" if report.schema_note else ""
    console.print(f"  schema: {said}{note}", soft_wrap=True)
    for each in report.findings:
        console.print(
            f"  [{_STYLES[each.severity]}]{words[each.severity]}[/] {each.rule}  {escape(each.message.within(language))}",
            soft_wrap=True,
        )
        line = f"  ({words['line']} {each.line})" if each.line else ""
        console.print(f"      {words['place']}: {escape(each.place)}{line}", soft_wrap=True)
        console.print(f"      {words['remedy']}: {escape(each.remedy.within(language))}", soft_wrap=True)
    counts = ", ".join(f"{words[f'{each}s']}: {len(report.of(each))}" for each in Severity)
    console.print(f"  {counts}")


def show_comparison(comparison: Comparison, language: Language) -> None:
    """Drifts, points without partner, changes."""
    console, words = _console(), words_in(language)
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, title=words["drift title"], title_justify="left")
    for name in ("quantity", "at", "earlier", "later", "drift", "U(drift)", "En"):
        grid.add_column(words.get(name, name), justify="left" if name in ("quantity", "at") else "right")
    for each in comparison.drifts:
        en = "" if each.en is None else f"{each.en:.2f}"
        style = "bold red" if each.en is not None and abs(each.en) > 1 else ""
        expanded = "" if each.expanded is None else f"{each.expanded:.2g}"
        grid.add_row(
            escape(each.quantity), escape(each.at), _minus(each.earlier.value.text), _minus(each.later.value.text),
            f"{_minus(str(each.drift))} {escape(each.unit)}".strip(), expanded, _minus(en), style=style,
        )  # fmt: skip
    console.print(grid)
    for title, keys in (("only earlier", comparison.only_earlier), ("only later", comparison.only_later)):
        for key in keys:
            console.print(f"{words[title]}: {escape(key)}", soft_wrap=True)
    changes = _facts_grid(words["changes"], ("", words["earlier"], words["later"]))
    for change in comparison.changes:
        changes.add_row(
            escape(fact_in(language, change.what)), escape(change.earlier or "—"), escape(change.later or "—")
        )
    if comparison.changes:
        console.print(changes)
    console.print(words["consistent"] if comparison.is_consistent else words["inconsistent"])


def show_chain(chain: Chain, language: Language) -> None:
    """Every link, indented by its depth."""
    console, words = _console(), words_in(language)
    console.print(escape(chain.certificate.identifier))
    for link in chain.links:
        indent = "  " * link.depth
        sign = f"[{_STYLES[link.state]}]{_SIGNS[link.state]} {words[link.state]}[/]"
        console.print(f"{indent}{sign}  {escape(link.of)} → {escape(link.reference.referral_id)}", soft_wrap=True)
        for state, wording in link.observations:
            console.print(f"{indent}    {_SIGNS[state]} {escape(wording.within(language))}", soft_wrap=True)
    if not chain.links:
        console.print(words["no links"])
    console.print(f"{words['chain']}: [{_STYLES[chain.state]}]{words[chain.state]}[/]")


def _facts_grid(title: str, headings: tuple[str, ...] | None = None) -> Grid:
    grid = Grid(
        title=escape(title), title_justify="left", box=box.SIMPLE, show_header=headings is not None, pad_edge=False
    )
    for heading in headings or ("", ""):
        grid.add_column(heading, overflow="fold")
    return grid


def _uncertainty(stated: Uncertainty) -> str:
    """U as the certificate writes it; of an interval half its width; a bare standard uncertainty as such."""
    if stated.form is UncertaintyForm.EXPANDED:
        return str(stated.stated)
    return f"u = {stated.standard}" if stated.expanded is None else f"{stated.expanded:f}"


def _has_uncertainty(column: Column) -> bool:
    return any(each.point is not None and each.point.uncertainty is not None for each in column.cells)


def _printed(cell: Cell) -> str:
    return f"{_minus(cell.text)} {printed_unit(cell.unit)}".strip()


def _minus(text: str) -> str:
    """A true minus sign before a number."""
    return f"−{text[1:]}" if text.startswith("-") else text
