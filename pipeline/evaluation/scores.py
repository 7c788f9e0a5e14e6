"""Precision, recall and F1 of themes; F1 per answer and whole sets of answers.

Sets are compared with their parents: a sub-theme given where people gave its sibling is right about
their parent. The same holds for theme counts, where a parent counts everyone below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.counts import Resampling, ratio, resampled_measure, rounded, wilson_of_share
from pipeline.evaluation.values import FEW_LABELS, AnswerScore, Method, PrecisionRecall, ThemeScore
from pipeline.model import SPECIAL_CODES, Bools, Codebook, Floats, Measure, f1_per_answer

DIGITS = 4


def exact(truth: Bools, found: Bools) -> Bools:
    """Return which answers' whole set is right."""
    right: Bools = (truth == found).all(axis=1)
    return right


def mean_measure(values: Floats, resampling: Resampling) -> Measure:
    """Return the mean of a value per answer (between 0 and 1) with its interval."""
    if not len(values):
        return Measure(None)
    mean = float(values.mean())
    wilson = wilson_of_share(mean, resampling.size)
    return resampled_measure(mean, resampling.means(values), digits=DIGITS, otherwise=wilson)


def share_measure(n: int, base: int, samples: Floats) -> Measure:
    """Return a share of answers with its interval; no value if the base is 0."""
    if not base:
        return Measure(None)
    share = n / base
    wilson = wilson_of_share(share, base)
    return resampled_measure(share, samples, digits=DIGITS, otherwise=wilson)


def answer_score(truth: Bools, found: Bools, resampling: Resampling) -> AnswerScore:
    """Return how well whole answers were coded."""
    uncoded = None
    if len(found):
        uncoded = rounded(float((~found.any(axis=1)).mean()), DIGITS)
    return AnswerScore(
        f1=mean_measure(f1_per_answer(truth, found), resampling),
        exact=mean_measure(exact(truth, found).astype(np.float64), resampling),
        uncoded=uncoded,
    )


def theme_scores(
    book: Codebook, truth: Bools, found: Mapping[Method, Bools], resampling: Resampling
) -> tuple[ThemeScore, ...]:
    """Return the score of every theme and special code, in the order of the codebook."""
    by_method = {name: _code_scores(truth, codes, resampling) for name, codes in found.items()}
    places = [(p.theme.id, p.theme.label, p.parent, p.level) for p in book.placed]
    places += [(code, code.replace("-", " "), "", 0) for code in SPECIAL_CODES]
    labels: Sequence[int] = truth.sum(axis=0).tolist()
    return tuple(
        ThemeScore(
            *place,
            labels=labels[i],
            few=labels[i] < FEW_LABELS,
            scores={method: scores[i] for method, scores in by_method.items()},
        )
        for i, place in enumerate(places)
    )


def _code_scores(truth: Bools, found: Bools, resampling: Resampling) -> list[PrecisionRecall]:
    arrays = (truth & found, found, truth)
    right, found_n, given = (array.sum(axis=0).tolist() for array in arrays)
    rights, founds, givens = (resampling.sums(array.astype(np.float64)) for array in arrays)
    precisions, recalls = ratio(rights, founds), ratio(rights, givens)
    f1s = ratio(2 * rights, founds + givens)
    return [
        PrecisionRecall(
            found=found_n[i],
            right=right[i],
            precision=share_measure(right[i], found_n[i], precisions[:, i]),
            recall=share_measure(right[i], given[i], recalls[:, i]),
            f1=_f1_measure(right[i], found_n[i], given[i], f1s[:, i]),
        )
        for i in range(truth.shape[1])
    ]


def _f1_measure(right: int, found: int, given: int, samples: Floats) -> Measure:
    seen = found + given - right
    if not seen:
        return Measure(None)
    f1 = 2 * right / (found + given)
    wilson = wilson_of_f1(right, seen)
    return resampled_measure(f1, samples, digits=DIGITS, otherwise=wilson)


def wilson_of_f1(right: int, seen: int) -> tuple[float, float]:
    """Return the 95% Wilson interval of F1.

    `seen` are the answers in which a person or the program saw the theme, `right` those in which
    both did. right / seen is a share (Jaccard's), and F1 = 2 J / (1 + J) rises with it.
    """
    low, high = wilson_of_share(right / seen, seen)
    return 2 * low / (1 + low), 2 * high / (1 + high)
