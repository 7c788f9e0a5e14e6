"""Strategies by which queues choose the texts most worth labelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from pipeline.model import Floats, Ints
from pipeline.review.candidates import Candidates, Reason, unit_rows

Chosen = list[tuple[int, Reason]]
"""Numbers of candidates, the best first, each with the reason."""

Choose = Callable[[Candidates, Ints, int], Chosen]
"""A function of candidates, the numbers to choose from and the maximum; returns those chosen."""

LIKELY = 0.25
"""Probability from which an answer is worth showing for a rare theme."""

CONVINCED = 0.5
"""Probability from which the classifier has an opinion of its own."""

ENOUGH_LABELS = 8
"""Labelled answers per code from which doubt is a better guide than random draws.

On 26 codes, doubt lost below some 200 labels.
"""

MAX_LABELLED = 2_000
"""The most labelled answers that others are compared with."""

_NAMED_WORDS = 5
_NAMED_THEMES = 2
_DECIMALS = 9
"""Decimals of scores when compared, so that the order of summation decides nothing."""


@dataclass(frozen=True)
class Strategy:
    """How texts to label are picked: the share of random draws, and how the rest is chosen."""

    choose: Choose
    random_share: Callable[[Candidates], float] = lambda _: 0.0


def choose_nothing(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return nothing: all is drawn."""
    return []


def choose_uncertain(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return the answers whose best set of codes has the lowest expected F1."""
    opinion = candidates.opinion()[left]
    worst = _first(expected_f1(opinion), size)
    return [(int(left[row]), _doubt(candidates, opinion[row])) for row in worst.tolist()]


def choose_rare(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return in turn, for the code with fewest labels, the answer in which it is likeliest."""
    opinion = candidates.opinion()[left]
    waiting = [_likeliest_last(opinion[:, code]) for code in range(len(candidates.codes))]
    labels = candidates.labels.astype(np.float64)
    reasons: dict[int, Reason] = {}
    while len(reasons) < size:
        open_codes = [code for code, rows in enumerate(waiting) if rows]
        if not open_codes:
            break
        rarest = min(open_codes, key=lambda code: (labels[code], code))
        row = waiting[rarest].pop()
        if row not in reasons:
            reasons[row] = _rarity(candidates, rarest, opinion[row, rarest])
            labels += opinion[row]
    return [(int(left[row]), reason) for row, reason in reasons.items()]


def choose_rules_vs_classifier(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return the answers where rules find what the classifier doubts, or miss what it finds."""
    if candidates.probabilities is None or not candidates.ruled.any():
        return []
    ruled, probabilities = candidates.ruled[left], candidates.probabilities[left]
    disbelief = np.where(ruled, 1 - probabilities, 0.0)
    surplus = np.where(ruled, 0.0, probabilities)
    most_disbelief, most_surplus = disbelief.max(axis=1), surplus.max(axis=1)
    differ = np.maximum(most_disbelief, most_surplus) > CONVINCED
    score = np.where(differ, most_disbelief + most_surplus, 0.0)
    worst = [row for row in _first(-score, size).tolist() if score[row] > 0]
    return [
        (int(left[row]), _difference(candidates, disbelief[row], surplus[row])) for row in worst
    ]


def choose_novel(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return in turn the answer with most new words, weighted by respondents."""
    words = candidates.words[left]
    weights = np.log1p(candidates.words.T @ candidates.counts)
    weights[np.asarray(candidates.labelled_words.sum(axis=0)).ravel() > 0] = 0.0
    length = np.sqrt(np.maximum(1, np.diff(words.indptr)))
    chosen: Chosen = []
    for _ in range(min(size, len(left))):
        gain = (words @ weights / length).round(_DECIMALS)
        row = int(gain.argmax())
        if gain[row] <= 0:
            break
        held = words.indices[words.indptr[row] : words.indptr[row + 1]]
        new = held[weights[held] > 0]
        chosen.append((int(left[row]), _novelty(candidates, new, weights)))
        weights[new] = 0.0
    return chosen


def choose_diverse(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Return in turn the answer least similar to those before it (k-centre)."""
    rows, labelled = _unit_rows(candidates)
    rows = rows[left]
    nearest = _nearest(rows, labelled)
    common = rows @ np.log1p(candidates.words.T @ candidates.counts)
    nearest[np.diff(rows.indptr) == 0] = np.inf
    chosen: Chosen = []
    for _ in range(min(size, len(left))):
        row = int(np.lexsort((-common.round(_DECIMALS), nearest.round(_DECIMALS)))[0])
        if nearest[row] >= 1:
            break
        likeness = {"percent": _percent(float(nearest[row]))}
        chosen.append((int(left[row]), Reason("diverse", likeness)))
        alike = (rows @ rows[row].T).toarray().ravel()
        nearest = np.maximum(nearest, alike)
        nearest[row] = np.inf
    return chosen


def chance_first(candidates: Candidates) -> float:
    """Return the share to draw: everything while there are few labels, then half."""
    enough = ENOUGH_LABELS * len(candidates.codes)
    return 1.0 if candidates.labelled_words.shape[0] < enough else 0.5


def expected_f1(probabilities: Floats) -> Floats:
    """Return the expected F1 of each answer's best set of codes, (n,), from expected hits."""
    if not probabilities.shape[1]:
        return np.ones(len(probabilities))
    likeliest_first = -np.sort(-probabilities, axis=1)
    sizes = np.arange(1, likeliest_first.shape[1] + 1)
    codes_held = likeliest_first.sum(axis=1, keepdims=True)
    f1_of_sets = 2 * likeliest_first.cumsum(axis=1) / (sizes + codes_held)
    f1_of_none = (1 - likeliest_first).prod(axis=1)
    best: Floats = np.maximum(f1_of_sets.max(axis=1), f1_of_none)
    return best


def _first(scores: Floats, size: int) -> Ints:
    return np.argsort(scores.round(_DECIMALS), kind="stable")[:size]


def _likeliest_last(probabilities: Floats) -> list[int]:
    """Return the rows in which a code is likely enough, to be taken from the end."""
    likeliest_first = _first(-probabilities, len(probabilities)).tolist()
    return [row for row in likeliest_first if probabilities[row] >= LIKELY][::-1]


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _doubt(candidates: Candidates, opinion: Floats) -> Reason:
    """Return the codes most in doubt, the likeliest first."""
    closest = _first(np.abs(opinion - 0.5), _NAMED_THEMES).tolist()
    likeliest_first = sorted(closest, key=lambda code: (-opinion[code].round(_DECIMALS), code))
    named = [f"{candidates.codes[code]} {_percent(opinion[code])}" for code in likeliest_first]
    return Reason("uncertain", {"themes": ", ".join(named)})


def _rarity(candidates: Candidates, code: int, probability: float) -> Reason:
    return Reason(
        "rare",
        {
            "theme": candidates.codes[code],
            "n": str(candidates.labels[code]),
            "percent": _percent(probability),
        },
    )


def _novelty(candidates: Candidates, new: Ints, weights: Floats) -> Reason:
    vocabulary = candidates.vocabulary
    weightiest = sorted(new.tolist(), key=lambda word: (-weights[word], vocabulary[word]))
    named = [vocabulary[word] for word in weightiest[:_NAMED_WORDS]]
    return Reason("novel", {"words": ", ".join(named)})


def _difference(candidates: Candidates, disbelief: Floats, surplus: Floats) -> Reason:
    rule, other = int(disbelief.argmax()), int(surplus.argmax())
    ruled = {"rule_theme": candidates.codes[rule], "rule_percent": _percent(1 - disbelief[rule])}
    added = {"theme": candidates.codes[other], "percent": _percent(surplus[other])}
    if disbelief[rule] <= CONVINCED:
        return Reason("classifier-alone", added)
    if surplus[other] <= CONVINCED:
        return Reason("rules-alone", ruled)
    return Reason("rules-vs-classifier", {**ruled, **added})


def _unit_rows(candidates: Candidates) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Return the words of candidates and labelled answers, weighted by rarity, as unit rows."""
    step = -(-candidates.labelled_words.shape[0] // MAX_LABELLED) or 1
    labelled = candidates.labelled_words[::step]
    unit = unit_rows(sp.vstack((candidates.words, labelled), format="csr"))
    return unit[: len(candidates)], unit[len(candidates) :]


def _nearest(rows: sp.csr_matrix, others: sp.csr_matrix, block: int = 2_000) -> Floats:
    """Return the similarity of each row to the most similar of the others, 0..1."""
    nearest = np.zeros(rows.shape[0])
    if others.shape[0]:
        for at in range(0, rows.shape[0], block):
            alike = (rows[at : at + block] @ others.T).max(axis=1)
            nearest[at : at + block] = alike.toarray().ravel()
    return nearest
