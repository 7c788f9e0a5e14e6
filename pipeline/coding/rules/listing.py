"""Numbers grouped by key, in two arrays: the slots of each word, the words of each slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipeline.model import Ints, ranges


@dataclass(frozen=True)
class Listing:
    """Numbers grouped by key, from 0 on: `values[first[k]:first[k + 1]]` are those of key k."""

    values: Ints
    first: Ints

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, int]], keys: int) -> Listing:
        """Return a listing of pairs of key and value, for that many keys."""
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 1], np.searchsorted(table[:, 0], np.arange(keys + 1)))

    @property
    def sizes(self) -> Ints:
        """The number of values of each key."""
        return np.diff(self.first)

    def of(self, keys: Ints) -> tuple[Ints, Ints]:
        """Return each number under the keys, and the index of its key."""
        first = self.first[keys]
        place, at = ranges(first, self.first[keys + 1] - first)
        return place, self.values[at]
