"""The sentence for a certificate: by first order where that holds, else by Monte Carlo (JCGM 101:2008, clause 8)."""

import math

from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.uncertainty import Estimate, MonteCarlo, round_result, round_uncertainty, statement
from quanheng.metrology.uncertainty.rounding import decimal_of


def sentence_of(found: Evaluation, place: int, language: str = "en") -> str | None:
    """What a certificate may say of the output at that place; None of what is known exactly.

    Example:
        >>> from quanheng.metrology.budget_file.budget import read_budget
        >>> from quanheng.metrology.budget_file.evaluation import evaluate
        >>> budget = read_budget("{model: P = U*I, inputs: {U: {value: 5, standard_uncertainty: 0.1}, I: 2}}")
        >>> sentence_of(evaluate(budget, ["gum"]), 0, "zh")
        'P = 10.00 ± 0.39，± 后为扩展不确定度 U = k·u_c，k = 1.96，由正态分布得到，包含概率 95 %。'
    """
    estimate = found.gum.estimates[place]
    unit = found.budget.output_units.get(estimate.name) or ""
    unit = "" if unit == "1" else unit
    if found.validations and not found.validations[place].is_validated:
        return _by_monte_carlo(found, place, unit, language)
    if not estimate.standard_uncertainty:
        return None
    return _chinese(estimate, unit) if language == "zh" else statement(estimate, unit)


def _by_monte_carlo(found: Evaluation, place: int, unit: str, language: str) -> str | None:
    run = found.montecarlo
    if run is None or not float(run.standard_uncertainties[place]) > 0.0:
        return None
    u = float(run.standard_uncertainties[place])
    if not run.is_stable and u > run.symmetric[place].width:
        return _interval_alone(run, place, unit, language)
    value = round_result(float(run.mean[place]), u)
    name = run.outputs[place]
    low, high = (f"{round_result(float(end), u).value:f}" for end in run.symmetric[place])
    after = f" {unit}" if unit else ""
    p = f"{100 * run.coverage_probability:.6g} %"
    if language == "zh":
        return (
            f"{name} = {value.value:f}{after}，标准不确定度 u = {value.uncertainty:f}{after}，"
            f"包含概率 {p} 的包含区间为 [{low}, {high}]{after}，按蒙特卡洛法（JJF 1059.2）评定。"
        )
    return (
        f"{name} = {value.value:f}{after} with the standard uncertainty u = {value.uncertainty:f}{after} and the coverage "
        f"interval [{low}, {high}]{after} for a coverage probability of {p}, by a Monte Carlo method (JCGM 101)"
    )


def _interval_alone(run: MonteCarlo, place: int, unit: str, language: str) -> str:
    """Where a few far draws make the standard deviation, as when there is no variance: what holds nevertheless."""
    low, high = (_two_digits(float(end)) for end in run.symmetric[place])
    shown = f"[{low}, {high}]" + (f" {unit}" if unit else "")
    p = f"{100 * run.coverage_probability:.6g} %"
    if language == "zh":
        return (
            f"{run.outputs[place]} 包含概率 {p} 的包含区间为 {shown}，按蒙特卡洛法（JJF 1059.2）评定；"
            "抽样结果不能给出稳定的标准不确定度。"
        )
    return (
        f"{run.outputs[place]} lies within the coverage interval {shown} for a coverage probability of {p}, by a Monte "
        "Carlo method (JCGM 101); the draws settle no standard uncertainty"
    )


def _two_digits(number: float) -> str:
    return f"{round_uncertainty(abs(number)).copy_sign(decimal_of(number)):f}" if number else "0"


def _chinese(estimate: Estimate, unit: str) -> str:
    both = str(round_result(estimate.value, estimate.expanded_uncertainty))
    shown = both if not unit else f"{both} {unit}" if both.startswith("(") else f"({both}) {unit}"
    nu = estimate.truncated_degrees_of_freedom
    source = "正态分布" if math.isinf(nu) else f"自由度为 {nu:.0f} 的 t 分布"
    return (
        f"{estimate.name} = {shown}，± 后为扩展不确定度 U = k·u_c，k = {estimate.coverage_factor:.2f}，"
        f"由{source}得到，包含概率 {100 * estimate.coverage_probability:.6g} %。"
    )
