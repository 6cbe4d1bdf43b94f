"""The empty workbook to fill in: headings, lists of choices, and a second sheet that explains every column."""

from pathlib import Path

from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.errors import Text
from quanheng.server.core.tables.exporting.workbook import new_workbook, set_up, sheet_name
from quanheng.server.core.tables.spec import Column, Kind, TableSpec

PREPARED_ROWS = 20_000
KIND_WORDS: dict[Kind, Text] = {
    Kind.TEXT: gettext_lazy("text"),
    Kind.CODE: gettext_lazy("letters and digits"),
    Kind.INTEGER: gettext_lazy("whole number"),
    Kind.DECIMAL: gettext_lazy("number"),
    Kind.DATE: gettext_lazy("day, such as 2025-01-31"),
    Kind.BOOLEAN: gettext_lazy("yes or no"),
    Kind.CHOICE: gettext_lazy("one of the values"),
    Kind.REFERENCE: gettext_lazy("code or name of something in the register"),
}


def template_workbook(spec: TableSpec, path: Path) -> None:
    """Write the template of the table to `path`."""
    with new_workbook(path) as (book, formats):
        page = book.add_worksheet(sheet_name(spec))
        set_up(page, spec.writable, formats, rows=PREPARED_ROWS)
        notes = book.add_worksheet(_("How to fill it in"))
        notes.set_column(0, 0, 24)
        notes.set_column(1, 2, 16)
        notes.set_column(3, 4, 44)
        notes.set_column(5, 5, 24)
        notes.freeze_panes(1, 0)
        headings = [_("Column"), _("Must be filled"), _("Holds"), _("Note"), _("Values"), _("Example")]
        for place, heading in enumerate(headings):
            notes.write_string(0, place, heading, formats.heading)
        for row, column in enumerate(spec.writable, start=1):
            for place, text in enumerate(_explained(column)):
                notes.write_string(row, place, text, formats.text)


def _explained(column: Column) -> list[str]:
    length = _("up to %(count)d characters") % {"count": column.max_length} if column.max_length else ""
    note = "; ".join(part for part in (str(column.hint), length) if part)
    values = "; ".join(str(label) for _code, label in column.choices)
    required = _("yes") if column.is_required else ""
    return [str(column.label), required, str(KIND_WORDS[column.kind]), note, values, column.example]
