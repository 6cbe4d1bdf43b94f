"""The check: schema and semantic rules."""

from quanheng.certificate.checking.report import SCHEMA_RULE, Report, SchemaResult, check
from quanheng.certificate.checking.rule import RULES, Finding, Rule, Severity, Wording

__all__ = ["RULES", "SCHEMA_RULE", "Finding", "Report", "Rule", "SchemaResult", "Severity", "Wording", "check"]
