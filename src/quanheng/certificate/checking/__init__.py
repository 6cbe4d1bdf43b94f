"""The check: schema and semantic rules."""

from quanheng.certificate.checking.book import RULES
from quanheng.certificate.checking.report import SCHEMA_RULE, Report, SchemaResult, check
from quanheng.certificate.checking.rule import Finding, Rule, Severity, Wording

__all__ = ["RULES", "SCHEMA_RULE", "Finding", "Report", "Rule", "SchemaResult", "Severity", "Wording", "check"]
