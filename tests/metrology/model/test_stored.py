"""Stored models come back operation by operation; what is none is refused with the place and the remedy."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.model import InvalidStoredModel, Model, ModelTooLarge, call, where
from quanheng.metrology.model.stored import SCHEMA, _body

TEXTS = [
    "l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)",
    "P = U*I; R = U/I",
    "t = solve(t, R = R0*(1 + 3.9083e-3*t - 5.775e-7*t^2), 20)",
    "Z = polar(V, phi) / I",
    "y = where(a > 0, sqrt(a), -0.0) + 1/0 + 0.1",
    "温度 = θ + 273.15",
]


def same(one: Model, other: Model) -> bool:
    return one.outputs == other.outputs and json.dumps(_body(one.graph)) == json.dumps(_body(other.graph))


@pytest.mark.parametrize("text", TEXTS)
def test_a_model_comes_back_with_its_text(text: str):
    model = Model.parse(text)
    again = Model.from_json(model.to_json())
    assert same(again, model)
    assert again.text == text
    assert again.graph.spans == model.graph.spans
    assert again.to_json() == model.to_json()


def test_a_traced_model_computes_the_same_bits():
    def traced(a, b):
        return {"s": call("sin", a) * b + 1 / 3, "w": where(a < b, a**2, -b), "inf": a + math.inf}

    model = Model.trace(traced)
    again = Model.from_json(model.to_json())
    assert again == model
    columns = np.random.default_rng(4).normal(size=(2, 500))
    assert again.evaluate(columns).tobytes() == model.evaluate(columns).tobytes()
    assert np.array_equal(again.hessian([0.3, 0.4]), model.hessian([0.3, 0.4]))


@settings(max_examples=200, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives(number: float):
    model = Model.trace(lambda a: a + number)
    found = Model.from_json(model.to_json()).graph.nodes[1].value
    assert found.hex() == number.hex()


def changed(**members: object) -> str:
    return json.dumps({**json.loads(Model.trace(lambda a, b: a * b + 2).to_json()), **members})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ("[]", "'list' is not a model"),
        (changed(schema="quanheng.model/2"), "quanheng.model/2' is not a model of the schema quanheng.model/1"),
        (changed(inputs=["a", "a"]), "each once"),
        (changed(inputs=["a", 3]), "names are needed"),
        (changed(outputs=["y", "z"]), "1 results for the 2 outputs"),
        (changed(results=[]), "without results"),
        (changed(results=[5]), "results: 5 is not the number of an earlier node, 0 to 4"),
        (changed(results=[True]), "True is not the number"),
        (changed(steps={}), "steps of the stored model is {}; a list is needed"),
        (changed(steps=[["mul", 0, 2]]), "node 2: 2 is not the number of an earlier node, 0 to 1"),
        (changed(steps=[["mul", 0, -1]]), "-1 is not the number"),
        (changed(steps=[["mul", 0]]), "mul takes 2 arguments, not 1"),
        (changed(steps=[["__import__", 0]]), "no operation '__import__'"),
        (changed(steps=["mul"]), "node 2 is 'mul'"),
        (changed(steps=[["const", "1.5"]]), "'1.5' is no number"),
        (changed(steps=[["const", 10**400]]), "too large"),
        (changed(steps=[["const", True]]), "True is no number"),
        (changed(steps=[["solve", 0]]), "followed by its equation"),
        (
            changed(steps=[["solve", {"inputs": ["x"], "steps": [], "results": [0]}, 0, 1]]),
            "an argument for each input",
        ),
        (changed(text="y = a + b"), "different models"),
        (changed(text="y = ("), "no model"),
        (changed(text=None), "text of the stored model is None"),
    ],
)
def test_what_is_no_stored_model_is_refused_and_says_why(text: str, said: str):
    with pytest.raises(InvalidStoredModel) as refused:
        Model.from_json(text)
    assert said in str(refused.value)


def test_equations_within_equations_are_limited():
    text, equation = "a", {"inputs": ["x"], "steps": [], "results": [0]}
    for level in range(6):
        text = f"solve(x{level}, x{level} = {text}, 1)"
        equation = {"inputs": ["x"], "steps": [["solve", equation, 0]], "results": [1]}
    with pytest.raises(ModelTooLarge, match="deeper than 4"):
        Model.parse(text)
    document = {"schema": SCHEMA, "inputs": ["a"], "outputs": ["y"], "steps": [["solve", equation, 0]], "results": [1]}
    with pytest.raises(InvalidStoredModel, match="deeper than 4"):
        Model.from_json(json.dumps({**document, "text": ""}))


def test_the_parts_of_a_complex_output_can_be_asked_for_by_name():
    assert Model.parse("Z = complex(a, b)", outputs=["Z.im"]).values([1.0, 2.0]).tolist() == [2.0]
