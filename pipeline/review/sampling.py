"""Drawing random texts, and estimating shares of all from those drawn.

Texts are drawn with probability proportional to the respondents who wrote them, so that every
respondent has the same chance (Madow 1949, systematic sampling in random order; Horvitz & Thompson
1952 for the estimator).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook import read_codebooks
from pipeline.counts import kish, wilson
from pipeline.decisions import Labels, RespondentInWave, checked_labels, read_decisions
from pipeline.model import ESTIMATES, NO_ANSWER, QUEUE, Bools, Codebook, Floats, Ints
from pipeline.study import Study, as_study

_CERTAIN = 1 - 1e-9


@dataclass(frozen=True)
class ShareEstimate:
    """An estimated share, the respondents in its base, and its effective base."""

    share: float
    base: float
    effective: float


def inclusion(sizes: Floats, size: int) -> Floats:
    """Return the inclusion probability of each text, proportional to size, for `size` draws.

    sizes: (n,) positive. The probabilities (n,) are at most 1 and add up to `size`.
    """
    if size >= len(sizes):
        return np.ones(len(sizes))
    probability = np.zeros(len(sizes))
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        rest = sizes[~certain]
        probability[~certain] = (size - certain.sum()) * rest / rest.sum()
        more = (probability >= _CERTAIN) & ~certain
        if not more.any():
            return probability
        probability[more] = 1.0
        certain |= more


def draw(probability: Floats, rng: np.random.Generator) -> Ints:
    """Draw texts, each with its own probability (n,); return their numbers in random order."""
    certain = np.flatnonzero(probability >= 1)
    order = rng.permutation(np.flatnonzero(probability < 1))
    ends = np.cumsum(probability[order])
    number = round(float(ends[-1])) if len(ends) else 0
    points = rng.random() + np.arange(number)
    if not number:
        return rng.permutation(certain)
    # the last end may be slightly below the number it stands for
    places = np.minimum(np.searchsorted(ends, points, side="right"), len(order) - 1)
    return rng.permutation(np.concatenate((certain, order[places])))


def estimate_share(has: Bools, in_base: Bools, counts: Ints, probability: Floats) -> ShareEstimate:
    """Return the share of the respondents in the base who have a theme, from answers drawn.

    has, in_base: (n,) whether each labelled answer has the theme, and is a real answer. counts:
    (n,) the respondents who wrote it. `ValueError` if no answer is in the base, or one was chosen
    instead of drawn.
    """
    if not ((probability > 0) & (probability <= 1)).all():
        raise ValueError("only answers that were drawn by chance say something of the others")
    weights = np.where(in_base, counts, 0) / probability
    base = float(weights.sum())
    if base == 0:
        raise ValueError("no drawn answer is in the base")
    # unequal weights are worth fewer equal ones
    effective = max(1.0, kish(weights))
    return ShareEstimate(float(weights[has].sum()) / base, base, effective)


def estimate(study: Study | Path | str, queue: pd.DataFrame) -> pd.DataFrame:
    """Return the estimated share of each theme (`model.ESTIMATES`) among a queue's respondents.

    `queue` is a `model.QUEUE`: its respondents had no label when it was made. Only answers that
    were drawn at random and are labelled by now count; chosen ones say nothing about the others. A
    question without such real answers has no rows.
    """
    study = as_study(study)
    books = read_codebooks(study)
    labels, _ = checked_labels(study, books, read_decisions(study))
    drawn = QUEUE.check(queue)[queue["probability"].notna()]
    frames = []
    for name in study.questions:
        of_question = drawn[drawn["question"] == name]
        frames.append(_shares(name, books[name], labels.get(name, Labels()), of_question))
    return ESTIMATES.check(pd.concat(frames, ignore_index=True))


def _shares(question: str, book: Codebook, labels: Labels, drawn: pd.DataFrame) -> pd.DataFrame:
    who = map(RespondentInWave, drawn["wave"], drawn["respondent_id"])
    found = [labels.of(*answer) for answer in zip(who, drawn["text"], strict=True)]
    labelled = drawn[np.array([label is not None for label in found], dtype=bool)]
    codes = [
        book.with_parents(code for code, _ in label.codes) for label in found if label is not None
    ]
    in_base = np.array([NO_ANSWER not in of_answer for of_answer in codes], dtype=bool)
    if not in_base.any():
        return ESTIMATES.frame()
    themes = [code for code in book.codes if code != NO_ANSWER]
    respondents = labelled["respondents"].to_numpy(dtype=np.int64)
    probability = labelled["probability"].to_numpy(dtype=float)
    shares, lows, highs, bases = [], [], [], []
    for theme in themes:
        has = np.array([theme in of_answer for of_answer in codes], dtype=bool)
        of_all = estimate_share(has, in_base, respondents, probability)
        low, high = wilson(min(of_all.share, 1.0) * of_all.effective, of_all.effective)
        shares.append(of_all.share)
        lows.append(low)
        highs.append(high)
        bases.append(of_all.base)
    return ESTIMATES.frame(
        {
            "question": [question] * len(themes),
            "theme": themes,
            "share": shares,
            "low": lows,
            "high": highs,
            "base": bases,
            "labelled": [len(labelled)] * len(themes),
            "drawn": [len(drawn)] * len(themes),
        }
    )
