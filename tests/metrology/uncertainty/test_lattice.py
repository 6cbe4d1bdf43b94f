"""The lattice: even coverage, exact folding, words that draw what they should, and a vector as good as can be built."""

import numpy as np
import pytest

from quanheng.metrology.uncertainty.lattice import (
    GENERATING_VECTOR,
    coordinate,
    paired_words,
    shifted,
    tail_words,
    uniform_words,
)
from tools.lattice_vector import Level, generating_vector

SHIFT = 1234567890123456
LEVEL = 12
POINTS = 1 << LEVEL


def as_numbers(places: np.ndarray) -> np.ndarray:
    return (places + 0.5) / 2.0**53


@pytest.mark.parametrize("dimension", [0, 1, 17, 99])
def test_coordinates_are_those_of_the_definition(dimension):
    """1 − |2{kz/N + Δ} − 1|."""
    places = (np.arange(POINTS) * GENERATING_VECTOR[dimension] % POINTS) / POINTS + SHIFT / 2**53
    expected = 1 - np.abs(2 * (places % 1.0) - 1)
    assert np.abs(as_numbers(shifted(coordinate(dimension, LEVEL), SHIFT)) - expected).max() < 1e-15


@pytest.mark.parametrize("shift", [0, SHIFT, 2**53 - 1])
def test_every_coordinate_has_as_many_points_in_each_part(shift):
    for dimension in (0, 5, 99):
        places = shifted(coordinate(dimension, LEVEL), shift)
        numbers = as_numbers(places)
        counts, _ = np.histogram(numbers, POINTS // 4, (0.0, 1.0))
        assert counts.min() >= 3
        assert counts.max() <= 5
        assert int(places.max()) < 2**53


def test_words_draw_the_coordinates():
    first, second = shifted(coordinate(3, LEVEL), SHIFT), shifted(coordinate(4, LEVEL), 99)
    numbers, others = as_numbers(first), as_numbers(second)
    assert np.abs(((uniform_words(first) >> np.uint64(12)) + 0.5) / 2.0**52 - numbers).max() < 2.0**-52
    words = tail_words(first)
    tail = ((words >> np.uint64(12)) + 0.5) / 2.0**53
    is_upper = (words & np.uint64(1)).astype(bool)
    assert tail.max() < 0.5
    assert (np.where(is_upper, 1 - tail, tail) == numbers).all()
    for bits in (24, 32):
        words = paired_words(first, second, bits)
        upper, lower = words >> np.uint64(bits), words & np.uint64((1 << bits) - 1)
        assert np.abs((upper + 0.5) / 2.0 ** (64 - bits) - numbers).max() <= 2.0 ** (bits - 64)
        assert np.abs((lower + 0.5) / 2.0**bits - others).max() <= 2.0**-bits


def test_the_stored_vector_is_as_good_as_one_built_anew():
    """By the worst-case error in 100 dimensions; the vectors themselves may differ where candidates are equally good."""
    assert all(each % 2 == 1 for each in GENERATING_VECTOR)
    anew = generating_vector()
    for level in (10, 13, 16):
        stored, built = Level(level), Level(level)
        for ours, theirs in zip(GENERATING_VECTOR, anew, strict=True):
            stored.take(ours)
            built.take(theirs)
        assert stored.squared_error() <= built.squared_error() * 1.02


def test_fast_search_agrees_with_the_sum_over_all_points():
    level = Level(6)
    level.take(1)
    level.take(13)
    powers = [pow(5, power, 64) for power in range(16)]
    errors = level.squared_errors()
    for place, candidate in enumerate(powers):
        with_it = Level(6)
        for component in (1, 13, candidate):
            with_it.take(component)
        assert errors[place] == pytest.approx(with_it.squared_error(), rel=1e-12)
