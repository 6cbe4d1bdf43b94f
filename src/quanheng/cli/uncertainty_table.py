"""An evaluation for people: the result, the budget as a table, and whether the first-order result holds."""

import math
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table

from quanheng.cli.language import Language
from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.budget_file.sentence import sentence_of
from quanheng.metrology.uncertainty import budget as budget_of, round_result

#: Where the output is no terminal: wide enough for every budget without folding.
_WIDTH = 110
#: Places beyond which a number is written with a power of ten.
_MOST_PLACES = 9


_HEADINGS = {
    Language.EN: ("input", "value", "u", "unit", "sensitivity", "contribution", "share"),
    Language.ZH: ("输入量", "估计值", "标准不确定度", "单位", "灵敏系数", "不确定度分量", "占比"),
}
#: What stands between parts, and after a name.
_MARKS = {Language.EN: (", ", ": "), Language.ZH: ("，", "：")}
_WORDS = {
    Language.EN: {
        "model": "model", "first order": "first order (JCGM 100)", "montecarlo": "Monte Carlo (JCGM 101)",
        "quasi": "quasi-Monte Carlo",
        "nu": "degrees of freedom", "interval": "interval", "shortest": "shortest interval", "trials": "trials",
        "seed": "seed", "unstable": "not stable: more trials are needed", "stable": "stable to two digits of u",
        "validated": "the first-order result is validated", "not validated": "the first-order result is NOT validated",
        "no variance": "an input with two degrees of freedom or fewer has no variance: no validation",
        "lowers": "Through correlation, {} lowers the combined standard uncertainty.",
        "unchecked": "Units: not all inputs carry one, so dimensions were not checked.",
        "correlation": "correlation of the outputs", "uncertain in": "standard errors", "evaluations": "points",
    },
    Language.ZH: {
        "model": "测量模型", "first order": "一阶（JJF 1059.1，GUM 法）", "montecarlo": "蒙特卡洛法（JJF 1059.2）",
        "quasi": "拟蒙特卡洛法",
        "nu": "自由度", "interval": "包含区间", "shortest": "最短包含区间", "trials": "试验次数", "seed": "种子",
        "unstable": "尚未稳定，需增加试验次数", "stable": "已稳定（u 的两位有效数字）",
        "validated": "一阶结果通过验证", "not validated": "一阶结果未通过验证",
        "no variance": "某输入量的自由度不大于 2，方差不存在，无法验证",
        "lowers": "由于相关，{} 使合成标准不确定度减小。",
        "unchecked": "单位：不是所有输入量都给了单位，未作量纲检查。",
        "correlation": "输出量的相关系数", "uncertain in": "标准误差", "evaluations": "点数",
    },
}  # fmt: skip


def write_evaluation(found: Evaluation, language: Language) -> None:
    """Write it to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    words = _WORDS[language]

    def say(line: str) -> None:
        console.print(line, soft_wrap=True, markup=False)

    if found.budget.title:
        say(found.budget.title)
    for place, estimate in enumerate(found.gum.estimates):
        unit = _unit(found.budget.output_units.get(estimate.name))
        if place or found.budget.title:
            say("")
        for line in _result(found, place, unit, language):
            say(line)
        say("")
        console.print(_table(found, estimate.name, unit, language))
        lowering = [row.name for row in budget_of(found.gum, estimate.name).rows if row.lowers]
        if lowering:
            say(words["lowers"].format(", ".join(lowering)))
    if len(found.gum.outputs) > 1:
        say("")
        say(words["correlation"])
        console.print(_correlation(found))
    if not found.budget.output_units and any(each.unit for each in found.budget.problem.inputs):
        say(words["unchecked"])


def _result(found: Evaluation, place: int, unit: str, language: Language) -> list[str]:
    words, comma, colon = _WORDS[language], *_MARKS[language]
    estimate = found.gum.estimates[place]
    nu = _degrees(estimate.degrees_of_freedom)
    head = [
        rounded(estimate.name, estimate.value, estimate.standard_uncertainty, unit),
        f"{words['nu']} {nu}",
        f"k = {estimate.coverage_factor:.2f}",
        f"U = {_two_digits(estimate.expanded_uncertainty)}{unit}",
        f"p = {100 * estimate.coverage_probability:.6g} %",
        f"{words['interval']} {interval(estimate.interval, estimate.standard_uncertainty)}{unit}",
    ]
    lines = [words["first order"] + colon + comma.join(head)]
    lines += _simulated(found, place, unit, language)
    lines += _integrated(found, place, unit, language)
    sentence = sentence_of(found, place, language.value)
    return lines if sentence is None else [*lines, sentence]


def _simulated(found: Evaluation, place: int, unit: str, language: Language) -> list[str]:
    """The Monte Carlo result, its trials, and the verdict on first order."""
    run = found.montecarlo
    if run is None:
        return []
    words, comma, colon = _WORDS[language], *_MARKS[language]
    u = float(run.standard_uncertainties[place])
    parts = [
        rounded(run.outputs[place], float(run.mean[place]), u, unit),
        f"{words['interval']} {interval(run.symmetric[place], u)}{unit}",
        f"{words['shortest']} {interval(run.shortest[place], u)}{unit}",
    ]
    state = words["stable" if run.is_stable else "unstable"]
    lines = [
        words["montecarlo"] + colon + comma.join(parts),
        f"    {words['trials']} {run.trials}{comma}{words['seed']} {run.seed}{comma}{state}",
    ]
    if not found.validations:
        return [*lines, f"    {words['no variance']}"]
    validation = found.validations[place]
    verdict = words["validated" if validation.is_validated else "not validated"]
    if language is Language.ZH:
        checks = "；".join(
            f"{end}相差 {each.difference:.3g}，容差 {each.tolerance:g}"
            for end, each in zip(("下限", "上限"), validation.checks, strict=True)
        )
    else:
        checks = "; ".join(str(each) for each in validation.checks)
    return [*lines, f"    {verdict}{colon}{checks}"]


def _integrated(found: Evaluation, place: int, unit: str, language: Language) -> list[str]:
    """The quasi-Monte Carlo result with the standard errors of its figures."""
    run = found.quasi
    if run is None:
        return [f"{_WORDS[language]['quasi']}: {found.quasi_refused}"] if found.quasi_refused else []
    words, comma, colon = _WORDS[language], *_MARKS[language]
    estimate = run.estimates[place]
    errors = estimate.standard_errors
    parts = [
        rounded(estimate.name, estimate.mean, estimate.standard_uncertainty, unit),
        f"{words['interval']} {interval(estimate.interval, estimate.standard_uncertainty)}{unit}",
    ]
    told = [
        f"{estimate.name} {errors.mean:.1e}",
        f"u {errors.standard_uncertainty:.1e}",
        f"{words['interval']} {errors.interval[0]:.1e}{comma}{errors.interval[1]:.1e}",
    ]
    evaluations = f"{words['evaluations']} {run.points} × {run.randomisations}"
    return [
        words["quasi"] + colon + comma.join(parts),
        f"    {evaluations}{comma}{words['seed']} {run.seed}{comma}{words['uncertain in']}{colon}{comma.join(told)}",
    ]


def rounded(name: str, value: float, u: float, unit: str) -> str:
    """`l = 50000838 nm, u = 32 nm`, both to the place of the second digit of u."""
    if not (math.isfinite(u) and math.isfinite(value) and u > 0.0):
        # An expectation or a variance may not exist: too few degrees of freedom.
        known = f"{value:.6g}{unit}" if math.isfinite(value) else "–"
        return f"{name} = {known}, u = {f'{u:.3g}{unit}' if math.isfinite(u) else '∞'}"
    both = round_result(value, u)
    if both.power:
        return f"{name} = {both}{unit}" if str(both).startswith("(") else f"{name} = ({both}){unit}"
    return f"{name} = {both.value:f}{unit}, u = {both.uncertainty:f}{unit}"


def interval(ends: tuple[float, float], u: float) -> str:
    """`[745.2, 930.9]`, to one place more than an uncertainty of two digits has: the ends are compared."""
    low, high = (float(each) for each in ends)
    u = u if math.isfinite(u) else (high - low) / 4.0
    if not u > 0.0:
        return f"[{low:.6g}, {high:.6g}]"
    both = [round_result(each, u / 10.0) for each in (low, high)]
    if any(each.power for each in both):
        return f"[{low:.6g}, {high:.6g}]"
    return f"[{both[0].value:f}, {both[1].value:f}]"


def _degrees(nu: float) -> str:
    return "∞" if math.isinf(nu) else f"{nu:.1f}" if nu < 100.0 else f"{nu:.0f}"


def _two_digits(number: float) -> str:
    rounded_number = round_result(0.0, number).uncertainty if number > 0.0 else Decimal(0)
    return f"{rounded_number:f}" if abs(rounded_number.adjusted()) < _MOST_PLACES else f"{rounded_number:g}"


def _unit(text: str | None) -> str:
    """With the space before it; nothing for pure numbers."""
    return f" {text}" if text and text != "1" else ""


def _table(found: Evaluation, output: str, unit: str, language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, heading in enumerate(_HEADINGS[language]):
        numeric = place not in (0, 3)
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=True, overflow="fold")
    units = {each.name: each.unit for each in found.budget.problem.inputs}
    for row in budget_of(found.gum, output).rows:
        table.add_row(
            row.name,
            f"{row.value:.10g}",
            f"{row.standard_uncertainty:.3g}",
            _unit(units[row.name]).strip(),
            f"{row.sensitivity:.4g}",
            f"{row.contribution:.3g}",
            f"{round(100 * row.share, 1) + 0.0:.1f} %",
        )
    return table


def _correlation(found: Evaluation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("")
    for name in found.gum.outputs:
        table.add_column(name, justify="right", no_wrap=True)
    for name, row in zip(found.gum.outputs, found.gum.correlation.tolist(), strict=True):
        table.add_row(name, *(f"{each:.3f}" for each in row))
    return table
