"""Short names of the kinds of problems, for the filter of the dry run."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.core.errors import Text

NAMES: dict[str, Text] = {
    "missing": _("missing"),
    "missing-key": _("missing, and needed to tell rows apart"),
    "too-long": _("too long"),
    "not-a-number": _("no number"),
    "too-exact": _("too many decimals"),
    "too-large": _("too large"),
    "out-of-range": _("out of range"),
    "no-such-month": _("no such month"),
    "no-such-day": _("no such day"),
    "unclear-day": _("unclear which day"),
    "serial-day": _("a day as a number"),
    "too-late": _("too late"),
    "no-choice": _("not among the choices"),
    "digits-lost": _("digits lost by the spreadsheet"),
    "formula-without-value": _("formula without a value"),
    "error-value": _("error of a formula"),
    "merged": _("merged cells"),
    "unknown": _("not in the register"),
    "ambiguous": _("means several"),
    "replaced": _("replaced by another"),
    "elsewhere": _("outside of where you work"),
    "foreign": _("registered where you do not work"),
    "repeated": _("the same row twice"),
    "contradicts": _("rows that contradict each other"),
}


def problem_name(code: str) -> Text:
    """The short name of a kind of problem; what an app's own check finds is simply not valid."""
    return NAMES.get(code, _("not valid"))
