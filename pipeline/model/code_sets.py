"""Sets of codes: as a matrix, the distance between two of them, and how well they agree."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

import numpy as np

from pipeline.model.arrays import Bools, Floats
from pipeline.model.codebook import Codebook


def masi(one: Set[str], other: Set[str]) -> float:
    """Return the MASI distance in the form of Passonneau (2006), as in NLTK: 1 - J M.

    It lies between 0, equal, and 1, nothing in common. J is Jaccard's index. M is 1 for equal sets,
    2/3 if one contains the other, 1/3 if they overlap, 0 if they are disjoint. Two empty sets are
    equal: 0. (DKPro has another measure of that name, (1 - J) M'.)
    """
    if one == other:
        return 0.0
    both = len(one & other)
    if not both:
        return 1.0
    lie = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - both / len(one | other) * lie


def f1_per_answer(truth: Bools, found: Bools) -> Floats:
    """Return F1 of each answer's set of codes, (answers, codes); 1 if both sets are empty."""
    both = (truth & found).sum(axis=1)
    total = truth.sum(axis=1) + found.sum(axis=1)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def code_matrix(book: Codebook, sets: Sequence[Collection[str]]) -> Bools:
    """Return which codes each set has, with their ancestors, (sets, codes of the book)."""
    number = {code: i for i, code in enumerate(book.codes)}
    has = np.zeros((len(sets), len(number)), dtype=bool)
    for row, codes in enumerate(sets):
        for code in codes:
            has[row, [number[one] for one in (code, *book.ancestors(code))]] = True
    return has
