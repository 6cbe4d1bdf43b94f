"""Counter-based random words: any stretch of any stream at once, the same for ever.

A stream is a key: the seed of the run and an identifier of its own. Its words are those of Philox4x64-10 (Salmon et
al., "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011), which has no state but a counter, so that the words
from the millionth on cost nothing to reach and workers need nothing from each other.

Only raw words are taken from numpy, whose bit generators promise not to change them; what numpy makes of them
(`Generator.normal` and the rest) may change from version to version and is not used.
"""

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.errors import InvalidProblem

Words = NDArray[np.uint64]

#: Words that the generator makes in one step of its counter.
WORDS_A_STEP: Final = 4
_STEPS: Final = 2**64


def require_seed(seed: int) -> int:
    """A seed, as it is.

    Raises:
        InvalidProblem: not a whole number from 0 to 2⁶⁴ − 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < _STEPS:
        raise InvalidProblem(f"seed {seed!r}: a whole number from 0 to 2**64 - 1 is needed")
    return seed


def stream_named(name: str) -> int:
    """The identifier of the stream that belongs to a name: the first eight bytes of its SHA-256, big end first.

    By name and not by position, so that a quantity draws the same values whichever quantities stand beside it.

    Example:
        >>> stream_named("theta") == stream_named("theta"), stream_named("theta") == stream_named("dtheta")
        (True, False)
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


class Stream:
    """The words of one stream, in any order.

    Example:
        >>> stream = Stream(seed=1, identifier=7)
        >>> ahead = stream.words(400, 4)
        >>> stream.words(0, 404)[400:].tolist() == ahead.tolist()
        True
    """

    def __init__(self, seed: int, identifier: int) -> None:
        self._generator = np.random.Philox(key=np.array([require_seed(seed), identifier], dtype=np.uint64))
        self._next = 0

    def words(self, first: int, count: int) -> Words:
        """Words `first` to `first + count - 1`; `first` is a multiple of four."""
        if first != self._next:
            self._generator.advance(((first - self._next) // WORDS_A_STEP) % 2**256)
        self._next = first + count
        if count % WORDS_A_STEP:
            # A step begun is a step used: the generator would go on within it.
            whole = count + WORDS_A_STEP - count % WORDS_A_STEP
            self._next = first + whole
            return self._generator.random_raw(whole)[:count]
        return self._generator.random_raw(count)
