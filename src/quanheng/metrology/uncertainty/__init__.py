"""Measurement uncertainty: statistics of readings, inputs, propagation, budgets, coverage and reporting (GUM suite).

problem = Problem(Model.parse("P = U*I"), [Input("U", 5.0, 0.3), Input("I", 2.0, 0.16)])
result = propagate(problem)
result.estimate().expanded_uncertainty
print(budget(result).text())
statement(result.estimate(), "W")
"""

from quanheng.metrology.uncertainty.budget import Budget, BudgetRow, budget
from quanheng.metrology.uncertainty.coverage import coverage_factor, student_t
from quanheng.metrology.uncertainty.degrees_of_freedom import effective_degrees_of_freedom, from_reliability
from quanheng.metrology.uncertainty.errors import (
    DividesByZero,
    InvalidCorrelation,
    InvalidInput,
    InvalidProblem,
    InvalidReadings,
    InvalidStoredForm,
    UncertaintyError,
    UndefinedDegreesOfFreedom,
)
from quanheng.metrology.uncertainty.influences import Influence
from quanheng.metrology.uncertainty.inputs import Component, Input, simultaneous_inputs
from quanheng.metrology.uncertainty.intervals import Interval, shortest_interval, symmetric_interval
from quanheng.metrology.uncertainty.montecarlo import simulate
from quanheng.metrology.uncertainty.montecarlo_result import MonteCarlo
from quanheng.metrology.uncertainty.persistence import (
    montecarlo_from_json,
    montecarlo_to_json,
    problem_from_json,
    problem_to_json,
    result_from_json,
    result_to_json,
)
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import Estimate, Result, propagate
from quanheng.metrology.uncertainty.quasi import Quasi, QuasiEstimate, integrate
from quanheng.metrology.uncertainty.regions import (
    EllipsoidalRegion,
    RectangularRegion,
    ellipsoidal_region,
    elliptical_factor,
    rectangular_factor,
    rectangular_region,
)
from quanheng.metrology.uncertainty.rounding import Rounded, round_result, round_uncertainty, statement
from quanheng.metrology.uncertainty.second_order import SecondOrder, second_order
from quanheng.metrology.uncertainty.sharing import covariance_between, input_from
from quanheng.metrology.uncertainty.smallest_region import SmallestRegion, smallest_region
from quanheng.metrology.uncertainty.straight_line import StraightLine, fit_line
from quanheng.metrology.uncertainty.type_a import (
    PooledDeviation,
    SimultaneousStatistics,
    Statistics,
    pooled,
    pooled_deviations,
    simultaneous,
    statistics_of,
)
from quanheng.metrology.uncertainty.validation import (
    Joint,
    Validation,
    compare_intervals,
    numerical_tolerance,
    validate,
    validate_joint,
)
from quanheng.metrology.uncertainty.variance_analysis import VarianceAnalysis, analyse_summaries, analyse_variance

__all__ = [
    "Budget",
    "BudgetRow",
    "Component",
    "DividesByZero",
    "EllipsoidalRegion",
    "Estimate",
    "Influence",
    "Input",
    "Interval",
    "InvalidCorrelation",
    "InvalidInput",
    "InvalidProblem",
    "InvalidReadings",
    "InvalidStoredForm",
    "Joint",
    "MonteCarlo",
    "PooledDeviation",
    "Problem",
    "Quasi",
    "QuasiEstimate",
    "RectangularRegion",
    "Result",
    "Rounded",
    "SecondOrder",
    "SimultaneousStatistics",
    "SmallestRegion",
    "Statistics",
    "StraightLine",
    "UncertaintyError",
    "UndefinedDegreesOfFreedom",
    "Validation",
    "VarianceAnalysis",
    "analyse_summaries",
    "analyse_variance",
    "budget",
    "compare_intervals",
    "covariance_between",
    "coverage_factor",
    "effective_degrees_of_freedom",
    "ellipsoidal_region",
    "elliptical_factor",
    "fit_line",
    "from_reliability",
    "input_from",
    "integrate",
    "montecarlo_from_json",
    "montecarlo_to_json",
    "numerical_tolerance",
    "pooled",
    "pooled_deviations",
    "problem_from_json",
    "problem_to_json",
    "propagate",
    "rectangular_factor",
    "rectangular_region",
    "result_from_json",
    "result_to_json",
    "round_result",
    "round_uncertainty",
    "second_order",
    "shortest_interval",
    "simulate",
    "simultaneous",
    "simultaneous_inputs",
    "smallest_region",
    "statement",
    "statistics_of",
    "student_t",
    "symmetric_interval",
    "validate",
    "validate_joint",
]
