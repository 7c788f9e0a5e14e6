"""Sets of codes: as a matrix, and how far apart two of them are."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

import numpy as np

from pipeline.model.arrays import Bools
from pipeline.model.codebook import Codebook


def masi(one: Set[str], other: Set[str]) -> float:
    """Return the MASI distance in the form of Passonneau (2006), as in NLTK: 1 - J M.

    It lies between 0, the same, and 1, nothing in common. J is Jaccard's index. M tells how the
    sets lie: 1 the same, 2/3 one within the other, 1/3 they overlap, 0 nothing in common. Two
    empty sets are the same: 0. (DKPro has another measure of that name, (1 - J) M'.)
    """
    if one == other:
        return 0.0
    both = len(one & other)
    if not both:
        return 1.0
    lie = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - both / len(one | other) * lie


def code_matrix(book: Codebook, sets: Sequence[Collection[str]]) -> Bools:
    """Return which codes each set has, those above them included, (sets, codes of the book)."""
    number = {code: i for i, code in enumerate(book.codes)}
    has = np.zeros((len(sets), len(number)), dtype=bool)
    for row, codes in enumerate(sets):
        for code in codes:
            has[row, [number[one] for one in (code, *book.ancestors(code))]] = True
    return has
