"""What holds of every budget: order does not matter, units do not matter, and no text brings the reader down."""

import contextlib

import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.budget_file import InvalidBudget, read_budget
from quanheng.metrology.budget_file.answer import answer_of
from quanheng.metrology.budget_file.evaluation import evaluate

NUMBERS = st.floats(0.1, 1000.0, allow_nan=False)
UNCERTAINTIES = st.floats(0.001, 0.09, allow_nan=False)
LENGTHS = {"m": 1.0, "mm": 1e-3, "km": 1e3, "in": 0.0254}
TIMES = {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 1e-3}


@given(
    values=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    us=st.tuples(UNCERTAINTIES, UNCERTAINTIES, UNCERTAINTIES),
    first=st.sampled_from(sorted(LENGTHS)),
    second=st.sampled_from(sorted(LENGTHS)),
    time=st.sampled_from(sorted(TIMES)),
)
@settings(max_examples=60, deadline=None)
def test_units_leave_the_result_as_it_is(
    values: tuple[float, float, float], us: tuple[float, float, float], first: str, second: str, time: str
) -> None:
    """v = (a + b)/t, stated in metres and seconds and in whatever else."""
    scales = {"a": LENGTHS[first], "b": LENGTHS[second], "t": TIMES[time]}
    units = {"a": first, "b": second, "t": time}

    def stated(in_units: bool) -> str:
        lines = []
        for name, value, u in zip("abt", values, us, strict=True):
            scale, unit = (scales[name], units[name]) if in_units else (1.0, "s" if name == "t" else "m")
            lines.append(
                f"  {name}: {{value: {value / scale!r}, standard_uncertainty: {value * u / scale!r}, unit: {unit}}}"
            )
        return "model: v = (a + b)/t\ninputs:\n" + "\n".join(lines) + "\noutput_unit: m/s\n"

    plain, other = (evaluate(read_budget(stated(each)), ["gum"]).gum.estimate() for each in (False, True))
    assert other.value == pytest.approx(plain.value, rel=1e-12)
    assert other.standard_uncertainty == pytest.approx(plain.standard_uncertainty, rel=1e-12)


@given(order=st.permutations(["a", "b", "c"]), r=st.floats(-0.9, 0.9))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_inputs_does_not_matter(order: list[str], r: float) -> None:
    stated = {
        "a": "  a: {value: 2, standard_uncertainty: 0.1}",
        "b": "  b: {value: 3, standard_uncertainty: 0.2}",
        "c": "  c: {bounds: [1, 2]}",
    }
    text = "model: y = a*b + c\ninputs:\n" + "\n".join(stated[name] for name in order)
    answer = answer_of(evaluate(read_budget(f"{text}\ncorrelations: [[b, a, {r!r}]]\n"), ["gum"]))
    expected = 4 * 0.04 + 9 * 0.01 + 1 / 12 + 2 * r * (3 * 0.1) * (2 * 0.2)
    assert answer["standard_uncertainty"] ** 2 == pytest.approx(expected, rel=1e-12)
    assert [each["name"] for each in answer["budget"]] == ["a", "b", "c"]


PIECES = st.sampled_from([
    "model: y = a\n", "inputs:\n", "  a: ", "  b: ", "{value: 1, ", "half_width: 1}", "standard_uncertainty: ", "0.1}\n",
    "readings: [1, 2, 3]}\n", "correlations: [[a, b, 0.5]]\n", "unit: m}", "unit: °C}", "-", "1e-6", ".nan", "[", "]", "{",
    "}", ":", "\t", "&x ", "*x", "!!y ", "'", '"', "|\n", "#", "---\n", "²", "µ", "\u2028", "\x07", "output_unit: m\n",
])  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidBudget):
        read_budget(text)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for budget in (text, f"model: {text}\ninputs: {{a: 1}}", f"model: y = a\ninputs: {{a: {{value: {text}}}}}"):
        with contextlib.suppress(InvalidBudget):
            read_budget(budget)
