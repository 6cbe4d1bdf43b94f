"""Conformity: from a result and a tolerance to a decision, its risk and its reason.

Sources: JCGM 106:2012; ILAC-G8:09/2019; ISO 14253-1:2017; JJF 1094-2002; ANSI/NCSL Z540.3-2006 and its handbook.

Example:
    >>> table = MpeTable("R 76, class III", {"m": "kg", "e": "kg"}, "kg", [AccuracyClass("III", (
    ...     MpeRow.of("0 <= m <= 500 e", "0.5 e"),
    ...     MpeRow.of("500 e < m <= 2000 e", "1 e"),
    ...     MpeRow.of("2000 e < m <= 10000 e", "1.5 e")))])
    >>> tolerance = table.tolerance({"m": "2.5", "e": "0.005"})
    >>> found = decide(Measurement.with_expanded("0.0025", "0.0008", unit="kg"), tolerance, standard_rule("jjf_1094"))
    >>> found.verdict.value
    'pass'
    >>> print(found.text())
    The expanded uncertainty 0.0008 kg is 0.32 of the maximum permissible error 0.0025 kg, not more than 1/3: it may be left out of account. 0.0025 kg lies within the acceptance limits [−0.0025, 0.0025] kg: it conforms. The probability of conformity is 50.00 %; the risk that this acceptance is wrong is 50.00 %.
"""

from quanheng.metrology.conformity.acceptance import band_for_probability, bands_for_probability
from quanheng.metrology.conformity.classification import Classification, ClassJudgement, PointResult, classify
from quanheng.metrology.conformity.curves import RiskCurve, risk_at_ratio, risk_curve
from quanheng.metrology.conformity.decision import Decision, decide
from quanheng.metrology.conformity.errors import (
    ConformityError,
    InvalidExpression,
    InvalidMeasurement,
    InvalidNumber,
    InvalidPrior,
    InvalidRecord,
    InvalidRule,
    InvalidTable,
    InvalidTolerance,
    NoSuchGuardBand,
    OutsideTable,
    UnitMismatch,
    UnknownName,
)
from quanheng.metrology.conformity.indication import (
    error_of_indication,
    fiducial_error,
    flip_point_error,
    relative_error,
    rounded_to_interval,
)
from quanheng.metrology.conformity.many import Decisions, decide_many, limits_at
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.mpe import AccuracyClass, MpeRow, MpeTable
from quanheng.metrology.conformity.mpe_storage import table_from_dict, table_from_json, table_to_dict, table_to_json
from quanheng.metrology.conformity.normal_prior import NormalPrior
from quanheng.metrology.conformity.prior import Prior
from quanheng.metrology.conformity.priors import DensityPrior, DistributionPrior, EmpiricalPrior
from quanheng.metrology.conformity.probability import conformance_probabilities, conformance_probability
from quanheng.metrology.conformity.ratios import accuracy_ratio, capability_index, uncertainty_ratio
from quanheng.metrology.conformity.records import decision_from_dict, decision_to_dict
from quanheng.metrology.conformity.risk import GlobalRisk, global_risk, guard_band_for
from quanheng.metrology.conformity.rules import (
    Conditional,
    DecisionRule,
    GlobalRiskLimit,
    GuardBand,
    ManagedRisk,
    ProbabilityLimit,
    SimpleAcceptance,
)
from quanheng.metrology.conformity.standard_rules import (
    STANDARD_RULES,
    rule_from_dict,
    rule_to_dict,
    standard_rule,
)
from quanheng.metrology.conformity.tolerance import Interval, Tolerance
from quanheng.metrology.conformity.verdicts import Verdict, Zones
from quanheng.metrology.conformity.wording import Reason

__all__ = [
    "STANDARD_RULES",
    "AccuracyClass",
    "ClassJudgement",
    "Classification",
    "Conditional",
    "ConformityError",
    "Decision",
    "DecisionRule",
    "Decisions",
    "DensityPrior",
    "DistributionPrior",
    "EmpiricalPrior",
    "GlobalRisk",
    "GlobalRiskLimit",
    "GuardBand",
    "Interval",
    "InvalidExpression",
    "InvalidMeasurement",
    "InvalidNumber",
    "InvalidPrior",
    "InvalidRecord",
    "InvalidRule",
    "InvalidTable",
    "InvalidTolerance",
    "ManagedRisk",
    "Measurement",
    "MpeRow",
    "MpeTable",
    "NoSuchGuardBand",
    "NormalPrior",
    "OutsideTable",
    "PointResult",
    "Prior",
    "ProbabilityLimit",
    "Reason",
    "RiskCurve",
    "SimpleAcceptance",
    "Tolerance",
    "UnitMismatch",
    "UnknownName",
    "Verdict",
    "Zones",
    "accuracy_ratio",
    "band_for_probability",
    "bands_for_probability",
    "capability_index",
    "classify",
    "conformance_probabilities",
    "conformance_probability",
    "decide",
    "decide_many",
    "decision_from_dict",
    "decision_to_dict",
    "error_of_indication",
    "fiducial_error",
    "flip_point_error",
    "global_risk",
    "guard_band_for",
    "limits_at",
    "relative_error",
    "risk_at_ratio",
    "risk_curve",
    "rounded_to_interval",
    "rule_from_dict",
    "rule_to_dict",
    "standard_rule",
    "table_from_dict",
    "table_from_json",
    "table_to_dict",
    "table_to_json",
    "uncertainty_ratio",
]
