"""Precision, recall and F1 of themes; F1 per answer and whole sets of answers.

Sets are compared with their parents: a sub-theme given where people gave its sibling is right about
their parent. The same holds for theme counts, where a parent counts everyone below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.counts import Resampling, kish, ratio, resampled_measure, rounded, wilson_of_share
from pipeline.evaluation.values import (
    FEW_LABELS,
    OVER,
    Added,
    AnswerScore,
    Method,
    PrecisionRecall,
    ThemeScore,
)
from pipeline.model import SPECIAL_CODES, Bools, Codebook, Floats, Measure, f1_per_answer

DIGITS = 4


def exact(truth: Bools, found: Bools) -> Bools:
    """Return which answers' whole set is right."""
    right: Bools = (truth == found).all(axis=1)
    return right


@dataclass(frozen=True)
class AnswerScores:
    """How one method did on each answer, (answers,); NaN for an answer that it did not code.

    `f1` is that of the set of codes, `exact` is 1 if the whole set is right, `uncoded` if empty.
    """

    f1: Floats
    exact: Floats
    uncoded: Floats

    @classmethod
    def of_sets(cls, truth: Bools, found: Bools, coded: Bools | None = None) -> AnswerScores:
        """Return the scores of sets of codes (answers, codes); all are `coded` by default."""
        scores = (f1_per_answer(truth, found), exact(truth, found), ~found.any(axis=1))
        if coded is None:
            coded = np.ones(len(truth), dtype=bool)
        return cls(*(np.where(coded, score, np.nan) for score in scores))

    @classmethod
    def together(cls, parts: Sequence[AnswerScores]) -> AnswerScores:
        """Return the scores of several questions, one after another."""
        return cls(
            f1=np.concatenate([part.f1 for part in parts]),
            exact=np.concatenate([part.exact for part in parts]),
            uncoded=np.concatenate([part.uncoded for part in parts]),
        )


def mean_measure(values: Floats, resampling: Resampling) -> Measure:
    """Return the mean of a value per answer (between 0 and 1) with its interval.

    NaN is left out.
    """
    known = ~np.isnan(values)
    if not known.any():
        return Measure(None)
    mean = float(values[known].mean())
    wilson = wilson_of_share(mean, _respondents(known, resampling))
    return resampled_measure(mean, resampling.means(values), digits=DIGITS, otherwise=wilson)


def drawn_scores(
    of_methods: Mapping[Method, AnswerScores], weights: Floats, resampling: Resampling
) -> dict[Method, AnswerScore]:
    """Return how well each method codes the answers as a whole, by those drawn at random.

    weights: what each answer stands for, (answers,); nan if it was not drawn.
    """
    drawn = ~np.isnan(weights)
    found = {}
    for method, scores in of_methods.items():
        known = drawn & ~np.isnan(scores.f1)
        if known.any():
            uncoded = float(np.average(scores.uncoded[known], weights=weights[known]))
            found[method] = AnswerScore(
                f1=_weighted_measure(scores.f1, known, weights, resampling),
                exact=_weighted_measure(scores.exact, known, weights, resampling),
                uncoded=rounded(uncoded, DIGITS),
                answers=int(known.sum()),
                respondents=_respondents(known, resampling),
            )
    return found


def _weighted_measure(
    values: Floats, known: Bools, weights: Floats, resampling: Resampling
) -> Measure:
    mean = float(np.average(values[known], weights=weights[known]))
    samples = resampling.means(np.where(known, values, np.nan), np.where(known, weights, 0.0))
    wilson = wilson_of_share(mean, kish(weights[known]))
    return resampled_measure(mean, samples, digits=DIGITS, otherwise=wilson)


def difference_measure(values: Floats, resampling: Resampling) -> Measure:
    """Return the mean of a difference per answer with its interval; none if all are the same.

    NaN is left out.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Measure(None)
    return resampled_measure(float(known.mean()), resampling.means(values), digits=DIGITS)


def _respondents(known: Bools, resampling: Resampling) -> int:
    return len(np.unique(resampling.groups[known]))


def share_measure(n: int, base: int, samples: Floats) -> Measure:
    """Return a share of answers with its interval; no value if the base is 0."""
    if not base:
        return Measure(None)
    share = n / base
    wilson = wilson_of_share(share, base)
    return resampled_measure(share, samples, digits=DIGITS, otherwise=wilson)


def answer_scores(
    of_methods: Mapping[Method, AnswerScores], resampling: Resampling
) -> dict[Method, AnswerScore]:
    """Return how well whole answers were coded by each method, and what it adds to another."""
    found = {}
    for method, scores in of_methods.items():
        over = next((other for other in OVER.get(method, ()) if other in of_methods), None)
        added = None
        if over is not None:
            difference = scores.f1 - of_methods[over].f1
            added = Added(over, difference_measure(difference, resampling))
        found[method] = replace(answer_score(scores, resampling), added=added)
    return found


def answer_score(scores: AnswerScores, resampling: Resampling) -> AnswerScore:
    """Return how well whole answers were coded by one method."""
    known = ~np.isnan(scores.f1)
    uncoded = None
    if known.any():
        uncoded = rounded(float(scores.uncoded[known].mean()), DIGITS)
    return AnswerScore(
        f1=mean_measure(scores.f1, resampling),
        exact=mean_measure(scores.exact, resampling),
        uncoded=uncoded,
        answers=int(known.sum()),
        respondents=_respondents(known, resampling),
    )


def theme_scores(
    book: Codebook,
    truth: Bools,
    found: Mapping[Method, Bools],
    resampling: Resampling,
    coded: Mapping[Method, Bools] | None = None,
) -> tuple[ThemeScore, ...]:
    """Return the score of every theme and special code, in the order of the codebook.

    A method in `coded` is scored on those answers (answers,), any other on all.
    """
    by_method = {}
    everything = np.ones(len(truth), dtype=bool)
    for name, codes in found.items():
        rows = (coded or {}).get(name, everything)[:, None]
        by_method[name] = _code_scores(truth & rows, codes & rows, resampling)
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
