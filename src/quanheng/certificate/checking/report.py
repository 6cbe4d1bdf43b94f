"""Checking a certificate: schema and rules, and what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from quanheng.certificate.checking.book import RULES
from quanheng.certificate.checking.rule import MOST_FINDINGS, Finding, Severity, Wording
from quanheng.certificate.checking.subject import Subject
from quanheng.certificate.errors import SchemaMissing
from quanheng.certificate.limits import DEFAULT_LIMITS, Limits
from quanheng.certificate.model import Certificate
from quanheng.certificate.parsing import parse
from quanheng.certificate.reading import bytes_of, from_tree
from quanheng.certificate.schemas import SchemaStore

#: The id that violations of the schema are reported under.
SCHEMA_RULE = "XSD"
_SCHEMA_REMEDY = Wording("write the element as the schema of this version asks for", "按该版本的 schema 书写此元素")


class SchemaResult(StrEnum):
    """What the schema said; what nobody checked is not valid."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Attributes:
        certificate: as read.
        schema: whether its XSD was applied, and what it said.
        schema_note: why it was not.
        findings: worst first, else in the order of the rules.
    """

    certificate: Certificate
    schema: SchemaResult
    schema_note: str
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(each for each in self.findings if each.severity is severity)

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        return any(each.severity is Severity.ERROR for each in self.findings)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "certificate": self.certificate.identifier,
            "schema_version": self.certificate.schema_version,
            "schema": str(self.schema),
            "schema_note": self.schema_note,
            "signed": self.certificate.is_signed,
            "errors": len(self.of(Severity.ERROR)),
            "warnings": len(self.of(Severity.WARNING)),
            "notes": len(self.of(Severity.NOTE)),
            "findings": [each.as_dict() for each in self.findings],
        }


def check(
    data: bytes | Path,
    *,
    schemas: SchemaStore | None = None,
    today: date | None = None,
    without: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Check a certificate by its schema and by every rule. Says nothing about signatures.

    Args:
        data: the document, or the path of a file with it.
        schemas: where the schemas lie; those of QUANHENG_SCHEMA_DIR and the user's cache when not given.
            Give one store for many certificates: it keeps what it compiled.
        today: the day after which dates are in the future; this machine's day when not given.
        without: ids of rules that are not to be applied.
        limits: sizes that are refused.

    Raises:
        CertificateError: the document cannot be read, or a schema file was tampered with.
    """
    source = data if isinstance(data, bytes) else bytes_of(data, limits)
    tree = parse(source, limits)
    certificate = from_tree(tree, source)
    store = SchemaStore.of_environment() if schemas is None else schemas
    findings: list[Finding] = []
    try:
        for each in store.violations(tree, certificate.schema_version)[:MOST_FINDINGS]:
            message = Wording(each.message, each.message)
            findings.append(Finding(SCHEMA_RULE, Severity.ERROR, message, _SCHEMA_REMEDY, each.place, each.line))
        result, note = (SchemaResult.INVALID if findings else SchemaResult.VALID), ""
    except SchemaMissing as missing:
        result, note = SchemaResult.NOT_CHECKED, missing.message
    subject = Subject(certificate, tree, today or datetime.now(UTC).date())
    left_out = frozenset(without)
    for each_rule in RULES.values():
        if each_rule.id not in left_out:
            findings.extend(each_rule.findings(subject))
    order = list(Severity)
    findings.sort(key=lambda each: order.index(each.severity))
    return Report(certificate, result, note, tuple(findings))
