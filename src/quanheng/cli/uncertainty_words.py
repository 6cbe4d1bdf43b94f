"""What `quanheng uncertainty evaluate` says, in English and Chinese."""

from dataclasses import dataclass

from quanheng.cli.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; those with braces are filled in."""

    first_order: str
    montecarlo: str
    quasi: str
    interval: str
    of_first_order: str
    of_montecarlo: str
    of_quasi: str
    stable: str
    unstable: str
    validated: str
    not_validated: str
    no_variance: str
    lowers: str
    correlation: str
    unchecked: str
    budget: tuple[str, ...]


_ENGLISH = Words(
    first_order="first order (JCGM 100)",
    montecarlo="Monte Carlo (JCGM 101)",
    quasi="quasi-Monte Carlo",
    interval="interval of {}",
    of_first_order="First order: k = {k} for {nu} degrees of freedom, U = {u}.",
    of_montecarlo="Monte Carlo: {trials} trials, seed {seed}, {state}; shortest interval {shortest}.",
    of_quasi=(
        "Quasi-Monte Carlo: {points} points, {randomisations} times; standard errors {mean} of {name}, {u} of u, "
        "{low} and {high} of the ends."
    ),
    stable="stable to two digits of u",
    unstable="not stable yet: more trials are needed",
    validated="The first-order interval holds: its ends differ from those of Monte Carlo by {low} and {high}, at most {delta}.",
    not_validated=(
        "The first-order interval does NOT hold: its ends differ from those of Monte Carlo by {low} and {high}, more than "
        "{delta}."
    ),
    no_variance="No verdict on first order: an input with two degrees of freedom or fewer has no variance.",
    lowers="Through correlation, {} lowers the combined standard uncertainty.",
    correlation="Correlation of the outputs",
    unchecked="Units: not all inputs carry one, so dimensions were not checked.",
    budget=("input", "value", "u", "unit", "sensitivity", "contribution", "share"),
)
_CHINESE = Words(
    first_order="一阶（GUM 法，JJF 1059.1）",
    montecarlo="蒙特卡洛法（JJF 1059.2）",
    quasi="拟蒙特卡洛法",
    interval="{} 包含区间",
    of_first_order="一阶：k = {k}，自由度 {nu}，U = {u}。",
    of_montecarlo="蒙特卡洛法：试验 {trials} 次，种子 {seed}，{state}；最短包含区间 {shortest}。",
    of_quasi=(
        "拟蒙特卡洛法：{points} 点，随机化 {randomisations} 次；标准误差：{name} 为 {mean}，u 为 {u}，区间两端为 {low} 和 {high}。"
    ),
    stable="u 的两位有效数字已稳定",
    unstable="尚未稳定，需要更多次试验",
    validated="一阶结果通过验证：区间两端与蒙特卡洛法分别相差 {low} 和 {high}，不超过 {delta}。",
    not_validated="一阶结果未通过验证：区间两端与蒙特卡洛法分别相差 {low} 和 {high}，超过 {delta}。",
    no_variance="无法验证一阶结果：有的输入量自由度不大于 2，方差不存在。",
    lowers="由于相关，{} 使合成标准不确定度减小。",
    correlation="输出量的相关系数",
    unchecked="单位：不是所有输入量都给了单位，未作量纲检查。",
    budget=("输入量", "估计值", "标准不确定度", "单位", "灵敏系数", "不确定度分量", "占比"),
)


def words_in(language: Language) -> Words:
    """Those of the language."""
    return _CHINESE if language is Language.ZH else _ENGLISH
