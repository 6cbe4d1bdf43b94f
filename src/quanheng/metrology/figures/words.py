"""What the figures say, in English and Chinese."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one language."""

    tag: str
    density: str
    gum: str
    montecarlo: str
    shares: str
    others: str
    nothing: str
    description: str


_ENGLISH = Words(
    tag="en",
    density="probability density",
    gum="first order (GUM)",
    montecarlo="Monte Carlo",
    shares="share of the variance",
    others="{} others",
    nothing="known exactly: no density",
    description="Probability density of each output with its coverage intervals, and the share of each input.",
)
_CHINESE = Words(
    tag="zh-Hans",
    density="概率密度",
    gum="一阶（GUM 法）",
    montecarlo="蒙特卡洛法",
    shares="方差占比",
    others="其余 {} 项",
    nothing="不确定度为零，无概率密度",
    description="各输出量的概率密度与包含区间，以及各输入量在方差中的占比。",
)


def words_in(language: str) -> Words:
    """The labels: Chinese for `zh` and its variants, else English."""
    return _CHINESE if language.lower().startswith("zh") else _ENGLISH
