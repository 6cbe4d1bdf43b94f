"""The compiled machine gives what numpy gives: the same bits where IEEE 754 determines them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.model import Model
from quanheng.metrology.model.blocks import BLOCK, BlockProgram
from quanheng.metrology.model.encoding import APPROXIMATE, EXACT, OPCODES, Encoded, encode
from quanheng.metrology.model.graph import Builder
from quanheng.metrology.model.operations import OPERATIONS

NAMES = ("a", "b", "c")
#: What arithmetic meets at its edges, every value with every other.
EDGES = np.array([0.0, -0.0, 1.0, -1.5, 5e-324, 1e300, -1e300, np.inf, -np.inf, np.nan, 0.3, 2.0])


def by_machine(encoded: Encoded, columns: np.ndarray, block: int) -> np.ndarray:
    machine = pytest.importorskip("quanheng.metrology.model.machine", reason="numba is not installed")
    e, out = encoded, np.empty((len(encoded.outputs), columns.shape[1]))
    machine.evaluate(e.opcodes, e.a, e.b, e.c, e.results, e.outputs, columns, e.workspace(block), out)
    return out


def by_numpy(program: BlockProgram, columns: np.ndarray) -> np.ndarray:
    return program._evaluated_by_numpy(columns, np.empty((len(program.outputs), columns.shape[1])))


def bits(array: np.ndarray) -> np.ndarray:
    """The bits, one nan being as good as another."""
    return np.where(np.isnan(array), np.nan, array).view(np.uint64)


def single(name: str) -> BlockProgram:
    builder = Builder(NAMES)
    return BlockProgram(builder.graph([builder.apply(name, *range(OPERATIONS[name].arity))]))


@pytest.mark.parametrize("name", EXACT)
def test_an_exact_operation_gives_the_bits_of_numpy(name: str):
    program = single(name)
    columns = np.array(np.meshgrid(EDGES, EDGES, EDGES)).reshape(3, -1)
    encoded = program.encoded()
    assert encoded is not None
    assert encoded.is_exact
    found, expected = by_machine(encoded, columns, 256), by_numpy(program, columns)
    if name in ("min", "max"):  # of +0 and -0 numpy gives one or the other, as the processor likes
        found, expected = found + 0.0, expected + 0.0
    assert np.array_equal(bits(found), bits(expected))


@pytest.mark.parametrize("name", APPROXIMATE)
def test_a_function_of_the_library_differs_in_the_last_places_at_most(name: str):
    program = single(name)
    low, high = (1.0, 5.0) if name == "acosh" else (0.01, 0.99)
    columns = np.random.default_rng(2).uniform(low, high, size=(3, 5000))
    encoded = program.encoded()
    assert encoded is not None
    assert not encoded.is_exact
    assert np.allclose(by_machine(encoded, columns, 1024), by_numpy(program, columns), rtol=2e-15, atol=0)
    outside = np.array([[-2.0, 0.0, np.inf, np.nan]] * 3)
    assert np.allclose(by_machine(encoded, outside, 4), by_numpy(program, outside), rtol=2e-15, equal_nan=True)


def test_every_operation_has_an_opcode():
    assert set(OPCODES) == set(OPERATIONS)


def expressions() -> st.SearchStrategy[str]:
    leaf = st.sampled_from(NAMES) | st.floats(0.5, 3).map(lambda number: repr(round(number, 3)))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
            inner.map(lambda text: f"(-sqrt(abs({text}))^2)"),
            st.tuples(inner, inner).map(lambda p: f"where({p[0]} < {p[1]}, {p[0]}, max({p[1]}, 2))"),
        ),
        max_leaves=25,
    )


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(expressions(), min_size=1, max_size=3), seed=st.integers(0, 2**32 - 1))
def test_any_model_of_exact_operations_has_the_bits_of_numpy(texts: list[str], seed: int):
    model = Model.parse([f"y{place} = ({text}) + 0*(a + b + c)" for place, text in enumerate(texts)])
    columns = np.random.default_rng(seed).normal(size=(3, 1000))
    encoded = encode(model.graph)
    assert encoded is not None
    assert encoded.is_exact
    assert np.array_equal(bits(by_machine(encoded, columns, 256)), bits(by_numpy(BlockProgram(model.graph), columns)))


def test_evaluate_takes_the_machine_where_it_is_loaded_and_numpy_elsewhere(monkeypatch: pytest.MonkeyPatch):
    machine = pytest.importorskip("quanheng.metrology.model.machine", reason="numba is not installed")
    calls: list[int] = []
    original = machine.evaluate
    monkeypatch.setattr(machine, "evaluate", lambda *given: calls.append(1) or original(*given))
    columns = np.random.default_rng(3).normal(size=(2, BLOCK + 5))
    exact, other = Model.parse("y = sqrt(a^2 + b^2)"), Model.parse("y = sin(a) + b")
    expected = np.sqrt(columns[0] * columns[0] + columns[1] * columns[1])
    assert np.array_equal(exact.evaluate(columns)[0], expected)
    assert calls == [1]
    assert np.array_equal(exact.evaluate(columns[:, :10])[0], expected[:10])
    assert calls == [1]
    assert np.array_equal(exact.evaluate(np.asfortranarray(columns))[0], expected)
    assert calls == [1]
    assert np.array_equal(other.evaluate(columns)[0], np.sin(columns[0]) + columns[1])
    assert calls == [1]


def test_nothing_imports_numba_unasked():
    code = (
        "import sys, numpy as np; from quanheng.metrology.model import Model; import quanheng.metrology.uncertainty; "
        "Model.parse('y = a*b').evaluate(np.ones((2, 100_000))); sys.exit('numba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
