"""Precision, recall and F1 of themes; F1 per answer and whole sets of answers.

Sets are compared with all parents in them: who gives a sub-theme where people gave its sister is right about their parent. The same holds for
theme counts, where a parent counts everyone below it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.evaluation.intervals import DIGITS, Resampling, measure, ratio, wilson, wilson_f1
from pipeline.evaluation.values import FEW_LABELS, AnswerScore, Coder, CoderScore, ThemeScore
from pipeline.model import SPECIAL_CODES, Bools, Codebook, Floats, Measure


def with_parents(codes: Bools, book: Codebook) -> Bools:
    """The codes (answers, codes) with all their ancestors."""
    number = {code: i for i, code in enumerate(book.codes)}
    closed = codes.copy()
    for code, i in number.items():
        for ancestor in book.ancestors(code):
            closed[:, number[ancestor]] |= codes[:, i]
    return closed


def f1_per_answer(truth: Bools, found: Bools) -> Floats:
    """F1 of each answer's set; 1 where both sets are empty."""
    both = (truth & found).sum(axis=1)
    total = truth.sum(axis=1) + found.sum(axis=1)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def exact(truth: Bools, found: Bools) -> Bools:
    """The answers whose whole set is right."""
    right: Bools = (truth == found).all(axis=1)
    return right


def answer_score(truth: Bools, found: Bools, resampling: Resampling) -> AnswerScore:
    """How well whole answers were coded."""
    uncoded = round(float((~found.any(axis=1)).mean()), DIGITS) if len(found) else None
    right = exact(truth, found).astype(np.float64)
    return AnswerScore(
        resampling.mean(f1_per_answer(truth, found)), resampling.mean(right), uncoded
    )


def theme_scores(
    book: Codebook, truth: Bools, found: Mapping[Coder, Bools], resampling: Resampling
) -> tuple[ThemeScore, ...]:
    """The score of every theme and special code, in the order of the codebook."""
    by_coder = {coder: _coder_scores(truth, codes, resampling) for coder, codes in found.items()}
    places = [(p.theme.id, p.theme.label, p.parent, p.level) for p in book.placed]
    places += [(code, code.replace("-", " "), "", 0) for code in SPECIAL_CODES]
    return tuple(
        ThemeScore(
            *place,
            labels=int(truth[:, i].sum()),
            few=bool(truth[:, i].sum() < FEW_LABELS),
            scores={coder: scores[i] for coder, scores in by_coder.items()},
        )
        for i, place in enumerate(places)
    )


def _coder_scores(truth: Bools, found: Bools, resampling: Resampling) -> list[CoderScore]:
    right = truth & found
    counts = [array.sum(axis=0).tolist() for array in (right, found, truth)]
    samples = [resampling.sums(array.astype(np.float64)) for array in (right, found, truth)]
    return [
        _coder_score(*(c[i] for c in counts), *(s[:, i] for s in samples))
        for i in range(truth.shape[1])
    ]


def _coder_score(
    right: int, found: int, given: int, rights: Floats, founds: Floats, givens: Floats
) -> CoderScore:
    seen = found + given - right
    f1 = Measure(None)
    if seen:
        resampled = ratio(2 * rights, founds + givens)
        f1 = measure(2 * right / (found + given), resampled, wilson_f1(right, seen))
    return CoderScore(
        found, right, _share(right, found, rights, founds), _share(right, given, rights, givens), f1
    )


def _share(n: int, base: int, ns: Floats, bases: Floats) -> Measure:
    return measure(n / base, ratio(ns, bases), wilson(n / base, base)) if base else Measure(None)
