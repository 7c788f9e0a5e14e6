"""Types of arrays (docstrings give their shapes), and ranges in arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def ranges(first: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Return the concatenated members of ranges: the index of each one's range, and itself.

    A range is its first member and its size.
    """
    place = np.repeat(np.arange(len(size)), size)
    before = np.cumsum(size) - size
    return place, np.arange(len(place)) + (first - before)[place]
