"""Arrays of one kind of number, a docstring says the shape of each; and ranges in arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def ranges(first: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Return the members of ranges one after the other: the place of each one's range, and itself.

    A range is its first member and its size.
    """
    place = np.repeat(np.arange(len(size)), size)
    before = np.cumsum(size) - size
    return place, np.arange(len(place)) + (first - before)[place]
