"""How far people agree on the labelled answers, on the same measures as the machine's coders."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from pipeline.agreement import CodesOfUnits
from pipeline.evaluation.scores import AnswerScores, exact
from pipeline.model import Codebook, code_matrix, f1_per_answer
from pipeline.normalise import text_hash


def people_scores(
    book: Codebook, texts: Sequence[str], codings: Sequence[CodesOfUnits]
) -> AnswerScores:
    """Return F1 and exactness between people, averaged over the pairs who coded each text.

    `codings` has each person's independent codings. NaN where fewer than two coded the text: the
    label is no second opinion, it is one of theirs.
    """
    units = [(text_hash(text), None) for text in texts]
    sums, right, pairs = (np.zeros(len(texts)) for _ in range(3))
    for one, other in combinations(codings, 2):
        rows = np.flatnonzero([unit in one and unit in other for unit in units])
        first, second = (
            code_matrix(book, [coded[units[row]] for row in rows.tolist()])
            for coded in (one, other)
        )
        sums[rows] += f1_per_answer(first, second)
        right[rows] += exact(first, second)
        pairs[rows] += 1
    coded = pairs > 0
    f1, same = (np.where(coded, total / np.maximum(pairs, 1), np.nan) for total in (sums, right))
    return AnswerScores(f1, same, np.where(coded, 0.0, np.nan))
