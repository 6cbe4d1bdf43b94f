"""Random words by counter: the published generator, in any order, from any worker."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from quanheng.metrology.uncertainty import InvalidProblem
from quanheng.metrology.uncertainty.streams import Stream, stream_named


def philox(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x64-10 as its authors define it (Salmon et al., SC11), in whole numbers."""
    mask = 2**64 - 1
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _round in range(10):
        left, right = 0xD2E7470EE14C6C93 * c0, 0xCA5A826395121157 * c2
        c0, c1, c2, c3 = (right >> 64) ^ c1 ^ k0, right & mask, (left >> 64) ^ c3 ^ k1, left & mask
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) & mask, (k1 + 0xBB67AE8584CAA73B) & mask
    return [c0, c1, c2, c3]


def test_the_definition_gives_the_authors_known_answers():
    """Random123, kat_vectors: philox4x64, 10 rounds, counter and key zero."""
    known = [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B]
    assert philox([0, 0, 0, 0], [0, 0]) == known


@given(
    seed=st.integers(0, 2**64 - 1), identifier=st.integers(0, 2**64 - 1), step=st.integers(0, 2**40),
)  # fmt: skip
def test_words_are_those_of_the_definition(seed, identifier, step):
    words = Stream(seed, identifier).words(4 * step, 4)
    assert [int(each) for each in words] == philox([step + 1, 0, 0, 0], [seed, identifier])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 40)), min_size=1, max_size=8))
def test_stretches_come_in_any_order(stretches):
    whole = Stream(5, 6).words(0, 260).copy()
    stream = Stream(5, 6)
    for step, count in stretches:
        assert np.array_equal(stream.words(4 * step, count), whole[4 * step : 4 * step + count])


def test_names_have_streams_of_their_own():
    """SHA-256 of "abc" begins ba7816bf 8f01cfea (FIPS 180-4)."""
    assert stream_named("abc") == 0xBA7816BF8F01CFEA


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1"])
def test_a_seed_is_a_whole_number_of_64_bits(seed):
    with pytest.raises(InvalidProblem, match="a whole number from 0"):
        Stream(seed, 0)
