"""Reasons of decisions, in English and Chinese.

Floor 0 knows no translation catalogues, so both languages stand here, side by side. A reason is kept as the name of a
message and its parameters; it becomes a sentence when somebody reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quanheng.metrology.conformity.errors import InvalidRule

LANGUAGES = ("en", "zh")

MESSAGES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "pass": {
        "en": "{value} lies within the acceptance limits {acceptance}: it conforms.",
        "zh": "{value} 在接受限 {acceptance} 之内：合格。",
    },
    "fail": {
        "en": "{value} lies outside the acceptance limits {acceptance}: it does not conform.",
        "zh": "{value} 超出接受限 {acceptance}：不合格。",
    },
    "fail_shown": {
        "en": "{value} reaches or exceeds the rejection limits {rejection}: it is shown not to conform.",
        "zh": "{value} 达到或超出拒绝限 {rejection}：可判为不合格。",
    },
    "fail_beyond": {
        "en": "{value} lies beyond the tolerance {tolerance} by more than the guard band {guard_band}: it does not conform.",
        "zh": "{value} 超出允许范围 {tolerance}，且超出量大于保护带 {guard_band}：不合格。",
    },
    "conditional_pass": {
        "en": "{value} lies within the tolerance {tolerance}, but closer to its limit than the guard band {guard_band}: it passes conditionally.",
        "zh": "{value} 在允许范围 {tolerance} 之内，但距限值不足一个保护带 {guard_band}：有条件合格。",
    },
    "conditional_fail": {
        "en": "{value} lies outside the tolerance {tolerance}, but by no more than the guard band {guard_band}: it fails conditionally.",
        "zh": "{value} 超出允许范围 {tolerance}，但超出量不大于保护带 {guard_band}：有条件不合格。",
    },
    "indeterminate": {
        "en": "{value} lies outside the acceptance limits {acceptance} and inside the rejection limits {rejection}: neither conformity nor non-conformity is shown.",
        "zh": "{value} 超出接受限 {acceptance}，但未达到拒绝限 {rejection}：既不能判为合格，也不能判为不合格，待定。",
    },
    "nothing_acceptable": {
        "en": "With the expanded uncertainty {expanded_uncertainty} no value within the tolerance {tolerance} can be shown to conform: reduce the uncertainty.",
        "zh": "扩展不确定度为 {expanded_uncertainty}，允许范围 {tolerance} 内没有任何值可判为合格：应减小测量不确定度。",
    },
    "nothing_accepted": {
        "en": "With the expanded uncertainty {expanded_uncertainty} the rule accepts no value within the tolerance {tolerance}, and so rejects {value}: reduce the uncertainty.",
        "zh": "扩展不确定度为 {expanded_uncertainty}，按本判定规则，允许范围 {tolerance} 内没有任何值可被接受，{value} 因此判为不合格：应减小测量不确定度。",
    },
    "fail_outside": {
        "en": "{value} lies outside the tolerance {tolerance}: it does not conform.",
        "zh": "{value} 超出允许范围 {tolerance}：不合格。",
    },
    "uncertainty_small": {
        "en": "The expanded uncertainty {expanded_uncertainty} is {ratio} of the maximum permissible error {half_width}, not more than {largest_ratio}: it may be left out of account.",
        "zh": "扩展不确定度 {expanded_uncertainty} 与最大允许误差绝对值 {half_width} 之比为 {ratio}，不大于 {largest_ratio}：符合性评定时可不计不确定度的影响。",
    },
    "uncertainty_suits": {
        "en": "The expanded uncertainty {expanded_uncertainty} is {ratio} of the maximum permissible error {half_width}, not more than {largest_ratio}, as the rule demands.",
        "zh": "扩展不确定度 {expanded_uncertainty} 与最大允许误差绝对值 {half_width} 之比为 {ratio}，不大于 {largest_ratio}，满足要求。",
    },
    "uncertainty_counts": {
        "en": "The expanded uncertainty {expanded_uncertainty} is {ratio} of the maximum permissible error {half_width}, more than {largest_ratio}: it is taken into account.",
        "zh": "扩展不确定度 {expanded_uncertainty} 与最大允许误差绝对值 {half_width} 之比为 {ratio}，大于 {largest_ratio}：须计入不确定度的影响。",
    },
    "uncertainty_too_large": {
        "en": "The expanded uncertainty {expanded_uncertainty} is {ratio} of the maximum permissible error {half_width}, more than {largest_ratio}: nothing can be decided before it is reduced.",
        "zh": "扩展不确定度 {expanded_uncertainty} 与最大允许误差绝对值 {half_width} 之比为 {ratio}，大于 {largest_ratio}：减小不确定度之前不能作出判定。",
    },
    "conformance_probability": {
        "en": "The probability of conformity is {probability}.",
        "zh": "符合概率为 {probability}。",
    },
    "consumer_risk": {
        "en": "The probability of conformity is {probability}; the risk that this acceptance is wrong is {risk}.",
        "zh": "符合概率为 {probability}；误判为合格的风险（使用方风险）为 {risk}。",
    },
    "producer_risk": {
        "en": "The probability of conformity is {probability}, which is the risk that this rejection is wrong.",
        "zh": "符合概率为 {probability}，即误判为不合格的风险（生产方风险）。",
    },
    "class_met": {
        "en": "Class {accuracy_class} is met by all {count} results; the closest is {point} with the error {value} of {tolerance}.",
        "zh": "全部 {count} 个结果均符合 {accuracy_class} 级；最接近限值的是 {point}，误差 {value}，允许范围 {tolerance}。",
    },
    "class_missed": {
        "en": "Class {accuracy_class} is not met: at {point} the error is {value}, permitted is {tolerance}.",
        "zh": "不符合 {accuracy_class} 级：{point} 处误差为 {value}，允许范围为 {tolerance}。",
    },
    "class_outside": {
        "en": "Class {accuracy_class} is not met: it has no limit for {point}.",
        "zh": "不符合 {accuracy_class} 级：该级在 {point} 处没有规定最大允许误差。",
    },
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A message and its parameters, as texts.

    Example:
        >>> reason = Reason("pass", (("value", "0.004 g"), ("acceptance", "[−0.005, 0.005] g")))
        >>> reason.text(), reason.text("zh")
        ('0.004 g lies within the acceptance limits [−0.005, 0.005] g: it conforms.', '0.004 g 在接受限 [−0.005, 0.005] g 之内：合格。')
    """

    message: str
    parameters: tuple[tuple[str, str], ...]

    def text(self, language: str = "en") -> str:
        """The sentence.

        Raises:
            InvalidRule: a language other than "en" and "zh".
        """
        if language not in LANGUAGES:
            raise InvalidRule(f"language {language!r}: reasons are written in {' and '.join(LANGUAGES)}")
        return MESSAGES[self.message][language].format_map(dict(self.parameters))


def percent(probability: float) -> str:
    """A probability as a person reads it, never rounded to certainty.

    Example:
        >>> percent(0.97725), percent(1e-9), percent(1 - 1e-9)
        ('97.72 %', '< 0.01 %', '> 99.99 %')
    """
    if 0.0 < probability < 0.0001:
        return "< 0.01 %"
    if 0.9999 < probability < 1.0:
        return "> 99.99 %"
    return f"{100.0 * probability:.2f} %"
