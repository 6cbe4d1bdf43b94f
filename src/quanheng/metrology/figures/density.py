"""Densities of one output: the Monte Carlo histogram as steps, the first-order curve above it, both intervals below."""

import math

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.figures.svg import Point, grouped, line, path, text, tick_labels, ticks
from quanheng.metrology.figures.words import Words
from quanheng.metrology.uncertainty import Estimate, round_result

Array = NDArray[np.float64]
HEIGHT = 356.0
_TOP, _BOTTOM = 34.0, 246.0
_BINS = 80
_CURVE_POINTS = 161
#: How much of the histogram lies outside the picture on either side: heavy tails would leave nothing to see.
_OUTSIDE = 0.0005
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def density_panel(found: Evaluation, place: int, width: float, words: Words) -> list[str]:
    """SVG elements, `width` wide and `HEIGHT` high."""
    estimate = found.gum.estimates[place]
    unit = found.budget.output_units.get(estimate.name)
    run = found.montecarlo
    samples = None if run is None or run.samples is None else run.samples[place]
    span = _range(estimate, samples)
    power = _power(max(map(abs, span))) if span else 0
    quantity = _quantity(estimate.name, unit, power)
    if span is None:
        return [text((0, _TOP + 20), words.nothing, "s"), text((0, 14), quantity, "h")]
    low, high = span
    steps = _histogram(samples, low, high) if samples is not None else None
    curve = _curve(estimate, low, high)
    peak = max(max((y for _, y in curve), default=0.0), float(steps[1].max()) if steps is not None else 0.0)

    def at(x: float, y: float) -> Point:
        return (x - low) / (high - low) * width, _BOTTOM - y / (1.05 * peak) * (_BOTTOM - _TOP) if peak else _BOTTOM

    parts = [text((0, 14), quantity, "h"), text((width, 14), words.density, "s", "end")]
    parts += _axis(low, high, width, power)
    if steps is not None:
        edges, density = steps
        outline = [at(edges[0], 0.0)]
        for left, right, height in zip(edges[:-1].tolist(), edges[1:].tolist(), density.tolist(), strict=True):
            outline += [at(left, height), at(right, height)]
        parts.append(path([*outline, at(edges[-1], 0.0)], "mc", closed=True))
    if curve:
        parts.append(path([at(x, y) for x, y in curve], "gum"))
    else:
        parts.append(line(at(estimate.value, 0.0), at(estimate.value, peak), "gumline"))
    row = _BOTTOM + 44.0
    u = estimate.standard_uncertainty
    parts += _interval(estimate.interval, u, (low, high, width, power), row, "gum", words.gum)
    if run is not None:
        ends = (float(run.symmetric[place][0]), float(run.symmetric[place][1]))
        parts += _interval(
            ends,
            float(run.standard_uncertainties[place]),
            (low, high, width, power),
            row + 34.0,
            "mc",
            words.montecarlo,
        )
    return parts


def _range(estimate: Estimate, samples: Array | None) -> tuple[float, float] | None:
    """What the picture shows: three and a half standard uncertainties, and all but the ends of the histogram."""
    ends = []
    if estimate.standard_uncertainty > 0.0:
        reach = max(3.5 * estimate.standard_uncertainty, 1.15 * estimate.expanded_uncertainty)
        ends += [estimate.value - reach, estimate.value + reach]
    if samples is not None:
        ends += [float(each) for each in np.quantile(samples, [_OUTSIDE, 1.0 - _OUTSIDE])]
    return (min(ends), max(ends)) if ends and max(ends) > min(ends) else None


def _histogram(samples: Array, low: float, high: float) -> tuple[Array, Array]:
    counts, edges = np.histogram(samples, _BINS, (low, high))
    return edges, counts / (len(samples) * (high - low) / _BINS)


def _curve(estimate: Estimate, low: float, high: float) -> list[Point]:
    """The normal density, or Student's with the degrees of freedom that k was taken for; none where u is zero."""
    u, nu = estimate.standard_uncertainty, estimate.truncated_degrees_of_freedom
    if not u:
        return []
    places = [low + (high - low) * index / (_CURVE_POINTS - 1) for index in range(_CURVE_POINTS)]
    return [(x, _density((x - estimate.value) / u, nu) / u) for x in places]


def _density(z: float, nu: float) -> float:
    if math.isinf(nu):
        return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    scale = math.lgamma((nu + 1.0) / 2.0) - math.lgamma(nu / 2.0)
    return math.exp(scale - (nu + 1.0) / 2.0 * math.log1p(z * z / nu)) / math.sqrt(nu * math.pi)


def _power(largest: float) -> int:
    """A power of a thousand that the labels are divided by, where they would begin or end with many zeros."""
    if 1e-3 <= largest < 1e12:
        return 0
    return 3 * math.floor(math.log10(largest) / 3.0)


def _quantity(name: str, unit: str | None, power: int) -> str:
    """What the axis shows, divided by its unit: `l / nm`, `d / (10⁻⁶ m)`."""
    unit = "" if unit in (None, "1") else str(unit)
    if not power:
        return f"{name} / {unit}" if unit else name
    tens = f"10{str(power).translate(_SUPERSCRIPTS)}"
    return f"{name} / ({tens} {unit})" if unit else f"{name} / {tens}"


def _axis(low: float, high: float, width: float, power: int) -> list[str]:
    places = ticks(low, high)
    labels = tick_labels([float(f"{each / 10.0**power:.12g}") for each in places])
    if max(map(len, labels), default=0) > 11:
        places, labels = places[::2], labels[::2]
    parts = []
    for place, label in zip(places, labels, strict=True):
        x = (place - low) / (high - low) * width
        parts.append(line((x, _TOP), (x, _BOTTOM), "grid"))
        parts.append(text((x, _BOTTOM + 17.0), label, "s", "middle"))
    return [*parts, line((0.0, _BOTTOM), (width, _BOTTOM), "axis")]


def _interval(
    ends: tuple[float, float], u: float, span: tuple[float, float, float, int], row: float, style: str, name: str
) -> list[str]:
    """A bar with ends below the axis, its numbers, and marks at its ends through the densities."""
    low, high, width, power = span
    left, right = ((min(max(each, low), high) - low) / (high - low) * width for each in ends)
    parts = []
    for end, x in zip(ends, (left, right), strict=True):
        if low <= end <= high:
            parts.append(line((x, _TOP), (x, _BOTTOM), f"{style}edge"))
            parts.append(line((x, row - 5.0), (x, row + 5.0), f"{style}line"))
    parts.append(line((left, row), (right, row), f"{style}line"))
    parts.append(
        text(
            ((left + right) / 2.0, row + 17.0),
            f"{name}  [{_shown(ends[0], u, power)}, {_shown(ends[1], u, power)}]",
            "",
            "middle",
        )
    )
    return parts


def _shown(end: float, u: float, power: int) -> str:
    end, u = end / 10.0**power, u / 10.0**power
    if not u > 0.0:
        return grouped(f"{end:.6g}")
    both = round_result(end, u / 10.0)
    return f"{end:.6g}".replace("-", "−") if both.power else grouped(f"{both.value:f}")
