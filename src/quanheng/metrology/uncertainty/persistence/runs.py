"""Monte Carlo runs as JSON, without their values."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.errors import InvalidStoredForm
from quanheng.metrology.uncertainty.intervals import Interval
from quanheng.metrology.uncertainty.montecarlo_result import MonteCarlo
from quanheng.metrology.uncertainty.persistence.members import malformed, names, read, written
from quanheng.metrology.uncertainty.streams import require_seed

Array = NDArray[np.float64]


def montecarlo_to_json(run: MonteCarlo) -> str:
    """What the run found, as JSON."""
    return written("montecarlo", {
        "outputs": run.outputs,
        "trials": run.trials,
        "seed": run.seed,
        "digits": run.digits,
        "coverage_probability": run.coverage_probability,
        "is_stable": run.is_stable,
        "mean": _open(run.mean.tolist()),
        "covariance": _open(run.covariance.tolist()),
        "symmetric": run.symmetric,
        "shortest": run.shortest,
        "standard_errors": _open(run.standard_errors.tolist()),
    })  # fmt: skip


def montecarlo_from_json(document: str) -> MonteCarlo:
    """The run again, without its values.

    Raises:
        InvalidStoredForm: no JSON, not a run, another schema, a member missing or of the wrong kind or size.
    """
    stored = read(document, "montecarlo")
    try:
        outputs = names(stored["outputs"])
        size = len(outputs)
        return MonteCarlo(
            outputs,
            _whole(stored["trials"]),
            require_seed(stored["seed"]),
            require_probability(float(stored["coverage_probability"])),
            2 if _whole(stored["digits"]) == 2 else 1,
            stored["is_stable"] is True,
            _array(stored["mean"], (size,), math.nan),
            _array(stored["covariance"], (size, size), math.inf),
            _intervals(stored["symmetric"], size),
            _intervals(stored["shortest"], size),
            _array(stored["standard_errors"], (4, size), math.inf),
        )
    except InvalidStoredForm:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise malformed("montecarlo", error) from error


def _open(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_open(each) for each in numbers]
    return numbers if math.isfinite(numbers) else None


def _array(stored: Any, shape: tuple[int, ...], absent: float) -> Array:
    found = np.array(stored, dtype=np.float64)
    if found.shape != shape:
        raise InvalidStoredForm(f"an array of the shape {found.shape}; {shape} fits the outputs")
    # numpy reads null as nan.
    found[np.isnan(found)] = absent
    found.setflags(write=False)
    return found


def _intervals(stored: Any, size: int) -> tuple[Interval, ...]:
    found = tuple(Interval(float(low), float(high)) for low, high in stored)
    if len(found) != size:
        raise InvalidStoredForm(f"{len(found)} intervals for {size} outputs")
    return found


def _whole(stored: object) -> int:
    if isinstance(stored, bool) or not isinstance(stored, int) or stored < 1:
        raise TypeError(f"{stored!r} is no whole number from 1 on")
    return stored
