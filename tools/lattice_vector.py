"""The generating vector of `metrology/uncertainty/lattice.py`, component by component.

python -m tools.lattice_vector        prints it

Each component is the odd number that makes the worst-case error least for functions of the space of smooth periodic
functions with product weights, relative to the best possible at each of the numbers of points 2⁸ … 2¹⁶ (the embedded
lattices of R. Cools, F. Kuo, D. Nuyens, SIAM J. Sci. Comput. 28 (2006) 2162-2188). The search over all odd numbers is a
circular correlation in the powers of 5, done by fast Fourier transform (D. Nuyens, R. Cools, Math. Comp. 75 (2006)).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
#: One weight for all, small: what matters for a measurement is the pairs of inputs, early and late ones alike.
WEIGHT = 0.05
LEVELS = tuple(range(8, 17))
DIMENSIONS = 100


def kernel(places: Integers, points: int) -> Array:
    """2π² B₂(x) at x = places / points."""
    x = places / points
    found: Array = 2 * np.pi**2 * (x * x - x + 1 / 6)
    return found


def powers_of_five(level: int) -> Integers:
    """The odd numbers below 2^level up to their sign, in the order that makes multiplication an addition."""
    found = np.empty(2 ** (level - 2), dtype=np.int64)
    power = 1
    for place in range(len(found)):
        found[place] = power
        power = power * 5 % 2**level
    return found


class Level:
    """The lattice of 2^level points with the components taken so far."""

    def __init__(self, level: int) -> None:
        self.points = 2**level
        self.products = np.ones(self.points)
        # Points 2^k times an odd number make a group of their own for each k.
        self._groups = [(k, powers_of_five(level - k)) for k in range(level - 1)]
        self._spectra = [np.fft.rfft(kernel(odd, self.points >> k)) for k, odd in self._groups]

    def squared_errors(self) -> Array:
        """(points/4,): the squared worst-case error with each candidate 5^0, 5^1, … as the next component."""
        total = np.full(self.points // 4, self.products[0] * kernel(np.array(0), self.points))
        for (k, odd), spectrum in zip(self._groups, self._spectra, strict=True):
            places = odd << k
            both_signs = self.products[places]
            if len(odd) > 1 or self.points >> k > 2:
                both_signs = both_signs + self.products[self.points - places]
            part = np.fft.irfft(spectrum * np.conj(np.fft.rfft(both_signs)), len(odd)) if len(odd) > 1 else (
                both_signs * kernel(odd, self.points >> k)
            )  # fmt: skip
            total += np.tile(part, len(total) // len(part))
        half = self.points // 2
        total += self.products[half] * kernel(np.array(half), self.points)
        found: Array = (self.products.sum() + WEIGHT * total) / self.points - 1.0
        return found

    def take(self, component: int) -> None:
        """Add a component."""
        places = np.arange(self.points, dtype=np.int64) * component % self.points
        self.products *= 1.0 + WEIGHT * kernel(places, self.points)

    def squared_error(self) -> float:
        """With the components taken so far."""
        return float(self.products.mean() - 1.0)


def generating_vector(dimensions: int = DIMENSIONS, levels: Sequence[int] = LEVELS) -> list[int]:
    """The components, each below half the greatest number of points."""
    lattices = [Level(each) for each in levels]
    candidates = powers_of_five(max(levels))
    found = []
    for _ in range(dimensions):
        worst = np.zeros(len(candidates))
        for each in lattices:
            errors = each.squared_errors()
            np.maximum(worst, np.tile(errors / errors.min(), len(candidates) // len(errors)), out=worst)
        component = int(candidates[worst.argmin()])
        found.append(min(component, 2 ** max(levels) - component))
        for each in lattices:
            each.take(component)
    return found


if __name__ == "__main__":
    print(generating_vector())
