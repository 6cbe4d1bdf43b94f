"""The reference page of the rules that certificates are checked by, made from the rules themselves.

python -m tools.certificate_rules writes docs/reference/certificate-rules.md; a test holds the page to the program.
"""

import sys
from pathlib import Path

from quanheng.certificate.checking import RULES, Rule, Severity

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "certificate-rules.md"

_HEAD = """# Rules for certificates

`quanheng certificate check` and `quanheng.certificate.checking.check` apply these {count} rules after the schema. This page
is made from the rules (`python -m tools.certificate_rules`).

An **error** is wrong whatever was meant; a **warning** is likely wrong; a **note** is worth knowing. Only errors give exit
code 1. Violations of the schema are reported under the id `XSD`, as errors, with the line. A rule is left out with
`--without ID`.

Numbers are compared exactly, as written: two statements of the same value agree when the rounding of both can explain the
difference. Where something that a rule needs is missing (a unit that cannot be read, NaN, no limits), that rule finds
nothing; what is missing is a matter of another one. Of each rule the first hundred findings are listed.
"""

_GROUPS = {
    "L": "Lengths",
    "U": "Uncertainties",
    "V": "Values stated twice",
    "N": "Units",
    "D": "Dates",
    "C": "Conformity",
    "R": "Identifiers, references, types",
    "A": "Administration",
    "T": "Traceability",
}


def page() -> str:
    """The whole page."""
    parts = [_HEAD.format(count=len(RULES))]
    for letter, title in _GROUPS.items():
        rules = sorted(
            (each for each in RULES.values() if each.id.startswith(f"DCC-{letter}")), key=lambda each: each.id
        )
        parts.append(
            f"## {title}\n\n| rule | severity | asks for | 要求 | what to do |\n| --- | --- | --- | --- | --- |"
        )
        parts[-1] += "".join(f"\n{_row(each)}" for each in rules) + "\n"
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    severity = f"**{rule.severity}**" if rule.severity is Severity.ERROR else str(rule.severity)
    cells = (f"`{rule.id}`", severity, rule.title.en, rule.title.zh, rule.remedy.en)
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
