"""numba's code gives the bits of numpy's."""

import importlib.util
import sys

import numpy as np
import pytest
from tests.metrology.uncertainty.gauge_block import gauge_block_9_5

from quanheng.metrology.uncertainty import UncertaintyError, distributions as known, simulate, tables
from quanheng.metrology.uncertainty.draws import draw_of
from quanheng.metrology.uncertainty.streams import Stream

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is absent (quanheng[fast])")
DISTRIBUTIONS = [
    known.Normal(1.0, 2.0),
    known.ScaledShiftedT(3.0, 0.2, 7.0),
    known.Gamma(3.0, 2.0),
    known.Exponential(3.0),
    known.Arcsine(-0.5, 0.5),
    known.Rectangular(-1.0, 4.0),
    known.CurvilinearTrapezoid(-1.0, 2.0, 0.3),
    known.Triangular(0.0, 3.0),
    known.Trapezoidal(0.0, 4.0, 0.3),
    known.Empirical([1.0, 2.0, 4.0]),
]


@needs_numba
@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=lambda each: each.name)
def test_the_bits_are_the_same(distribution):
    compiled = importlib.import_module("quanheng.metrology.uncertainty.compiled_draws")
    words = Stream(1, 2).words(0, 10_000).copy()
    words[::3] >>= np.uint64(40)
    draw = draw_of(distribution)
    ours, plain = np.empty(len(words)), np.empty(len(words))
    compiled.fill(draw, words, ours)
    draw.fill(words, plain)
    assert ours.tobytes() == plain.tobytes()


@needs_numba
def test_the_layout_of_the_tables_is_the_one_written_out():
    compiled = importlib.import_module("quanheng.metrology.uncertainty.compiled_draws")
    written = (compiled._SEGMENT_SHIFT, compiled._FIRST_SEGMENT, compiled._PLACE_MASK, compiled._SEGMENTS)
    assert written == (tables.SEGMENT_SHIFT, tables.FIRST_SEGMENT, tables.PLACE_MASK, tables.SEGMENTS)


@needs_numba
def test_a_run_is_the_same_with_numba_and_without():
    with_it, without = (
        simulate(gauge_block_9_5(), seed=9, trials=50_000, compiled=each, keep=True) for each in (True, False)
    )
    assert with_it.samples.tobytes() == without.samples.tobytes()


def test_numba_asked_for_and_absent_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(UncertaintyError, match=r"quanheng\[fast\]"):
        simulate(gauge_block_9_5(), trials=1000, compiled=True)
