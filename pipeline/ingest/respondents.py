"""The respondents already met in a wave, remembered in little memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.model import Ints

_Hashes = npt.NDArray[np.uint64]


class Seen:
    """The respondents met so far, at 16 bytes each: a 64-bit hash of the id, and its first place.

    With ten million ids two share a hash once in some 400,000 waves. Hashes are kept in sorted
    runs, each more than twice as long as the next, so that adding stays cheap.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[_Hashes, Ints]] = []

    def first_places(self, ids: Sequence[str], places: Ints) -> Ints:
        """Return the place where each id was first met, its own if it is new, and remember it.

        Places must ascend.
        """
        hashes = pd.util.hash_array(np.array(ids, dtype=object), categorize=False)
        first = _first_within(hashes, places)
        for known, where in self._runs:
            at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
            met = known[at] == hashes
            first[met] = where[at[met]]
        new = first == places
        if new.any():
            self._runs.append(_sorted(hashes[new], places[new]))
            self._merge()
        return first

    def _merge(self) -> None:
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            (hashes, places), (more, further) = self._runs.pop(), self._runs.pop()
            self._runs.append(
                _sorted(np.concatenate([more, hashes]), np.concatenate([further, places]))
            )


def _sorted(hashes: _Hashes, places: Ints) -> tuple[_Hashes, Ints]:
    order = np.argsort(hashes, kind="stable")
    return hashes[order], places[order]


def _first_within(hashes: _Hashes, places: Ints) -> Ints:
    _, at, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    return places[at][inverse]
