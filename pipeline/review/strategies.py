"""Which answers teach most: the strategies by which a queue chooses, each one function, in a table you can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from pipeline.model import Floats, Ints
from pipeline.review.candidates import Candidates, Reason

Chosen = list[tuple[int, Reason]]
Choose = Callable[[Candidates, Ints, int], Chosen]
"""From candidates, the numbers that may be chosen and how many at most, to numbers and reasons, the best first."""

LIKELY = 0.25
"""From here an answer is worth showing for a rare theme."""

SPEAKS = 0.5
"""From here the classifier has an opinion of its own."""

ENOUGH = 8
"""Labelled answers per code from which doubt is a better guide than chance: on 26 codes, doubt lost below some 200 labels."""

MOST_LABELLED = 2_000
"""Labelled answers to which others are compared."""

_NAMED_WORDS = 5
_NAMED_THEMES = 2
_DECIMALS = 9
"""To which scores are compared, so that the order in which numbers were added up decides nothing."""


def nothing(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """Nothing is chosen: all is drawn."""
    return []


def uncertain(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """The answers whose best set of codes is expected to be worst."""
    opinion = candidates.opinion()[left]
    best = _first(expected_f1(opinion), size)
    return [
        (int(left[i]), Reason("uncertain", {"themes": _named(candidates, opinion[i])}))
        for i in best.tolist()
    ]


def rare(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """In turn for the code with fewest labels (those hoped for counted in) the answer in which it is likeliest."""
    opinion = candidates.opinion()[left]
    waiting = {
        code: [i for i in np.argsort(-opinion[:, code].round(_DECIMALS), kind="stable").tolist() if opinion[i, code] >= LIKELY]
        for code in range(len(candidates.codes))
    }  # fmt: skip
    labels = candidates.labels.astype(np.float64)
    picked: dict[int, Reason] = {}
    while len(picked) < size and (codes := [code for code, rows in waiting.items() if rows]):
        code = min(codes, key=lambda c: (labels[c], c))
        row = waiting[code].pop(0)
        if row not in picked:
            values = {"theme": candidates.codes[code], "n": str(candidates.labels[code])}
            picked[row] = Reason("rare", {**values, "percent": _percent(opinion[row, code])})
            labels += opinion[row]
    return [(int(left[row]), reason) for row, reason in picked.items()]


def disagree(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """The answers where rules find what the classifier does not believe, or miss what it is sure of; both is worst."""
    if candidates.probabilities is None or not candidates.ruled.any():
        return []
    ruled, p = candidates.ruled[left], candidates.probabilities[left]
    disbelief, surplus = np.where(ruled, 1 - p, 0.0), np.where(ruled, 0.0, p)
    one, other = disbelief.max(axis=1), surplus.max(axis=1)
    score = np.where(np.maximum(one, other) > SPEAKS, one + other, 0.0)
    best = _first(-score, size)
    return [
        (int(left[i]), _disagreement(candidates, disbelief[i], surplus[i]))
        for i in best.tolist()
        if score[i] > 0
    ]


def novel(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """In turn the answer with most words that no labelled or queued answer holds; words of many respondents weigh more."""
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
        new = words.indices[words.indptr[row] : words.indptr[row + 1]]
        new = new[weights[new] > 0]
        named = sorted(new.tolist(), key=lambda w: (-weights[w], candidates.vocabulary[w]))[
            :_NAMED_WORDS
        ]
        chosen.append(
            (
                int(left[row]),
                Reason("novel", {"words": ", ".join(candidates.vocabulary[w] for w in named)}),
            )
        )
        weights[new] = 0.0
    return chosen


def diverse(candidates: Candidates, left: Ints, size: int) -> Chosen:
    """In turn the answer that shares fewest words with what is labelled or queued (greedy k-centre); then the one of most shared words."""
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
        chosen.append(
            (int(left[row]), Reason("diverse", {"percent": _percent(float(nearest[row]))}))
        )
        alike = (rows @ rows[row].T).toarray().ravel()
        nearest = np.maximum(nearest, alike)
        nearest[row] = np.inf
    return chosen


@dataclass(frozen=True)
class Strategy:
    """How a queue is filled: what it does in a sentence, which part of it is drawn by chance, and how the rest is chosen."""

    does: str
    random_share: Callable[[Candidates], float]
    choose: Choose


def _chance_first(candidates: Candidates) -> float:
    few = candidates.labelled_words.shape[0] < ENOUGH * len(candidates.codes)
    return 1.0 if few else 0.5


STRATEGIES = {
    "mixed": Strategy("by chance while there are few labels, then half by chance, half uncertain", _chance_first, uncertain),
    "random": Strategy("by chance alone", lambda _: 1.0, nothing),
    "uncertain": Strategy("answers of whose codes the machine is least sure", lambda _: 0.0, uncertain),
    "rare": Strategy("answers that may hold the themes with fewest labels", lambda _: 0.0, rare),
    "disagree": Strategy("answers where rules and classifier disagree", lambda _: 0.0, disagree),
    "novel": Strategy("answers with words that no labelled answer holds", lambda _: 0.0, novel),
    "diverse": Strategy("answers that are least like those labelled", lambda _: 0.0, diverse),
}  # fmt: skip
"""The strategies by name."""


def expected_f1(probabilities: Floats) -> Floats:
    """The F1 to expect of each answer's best set of codes, (n,): twice the hits over the codes given and held, each by its mean."""
    if not probabilities.shape[1]:
        return np.ones(len(probabilities))
    p = -np.sort(-probabilities, axis=1)
    sets = np.arange(1, p.shape[1] + 1)
    of_sets = 2 * p.cumsum(axis=1) / (sets + p.sum(axis=1, keepdims=True))
    empty = (1 - p).prod(axis=1)
    best: Floats = np.maximum(of_sets.max(axis=1), empty)
    return best


def unit_rows(words: sp.csr_matrix) -> sp.csr_matrix:
    """Rows of 0/1 (texts, words), each word weighted by its rarity, as rows of length 1; a row without words stays empty."""
    df = np.asarray(words.sum(axis=0)).ravel()
    rows = sp.csr_matrix(words @ sp.diags(np.log(1 + words.shape[0] / np.maximum(1, df))))
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(length > 0, length, 1.0)) @ rows)


def _first(scores: Floats, size: int) -> Ints:
    return np.argsort(scores.round(_DECIMALS), kind="stable")[:size]


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _named(candidates: Candidates, opinion: Floats) -> str:
    """The codes that are most in doubt, the likeliest first."""
    closest = np.argsort(np.abs(opinion - 0.5).round(_DECIMALS), kind="stable")[
        :_NAMED_THEMES
    ].tolist()
    by_chance = sorted(closest, key=lambda code: (-opinion[code].round(_DECIMALS), code))
    return ", ".join(f"{candidates.codes[code]} {_percent(opinion[code])}" for code in by_chance)


def _disagreement(candidates: Candidates, disbelief: Floats, surplus: Floats) -> Reason:
    rule, other = int(disbelief.argmax()), int(surplus.argmax())
    ruled = {"rule_theme": candidates.codes[rule], "rule_percent": _percent(1 - disbelief[rule])}
    added = {"theme": candidates.codes[other], "percent": _percent(surplus[other])}
    if disbelief[rule] <= SPEAKS:
        return Reason("classifier-alone", added)
    return (
        Reason("rules-alone", ruled)
        if surplus[other] <= SPEAKS
        else Reason("disagree", {**ruled, **added})
    )


def _unit_rows(candidates: Candidates) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """The words of candidates and labelled answers, weighted by rarity, as rows of length 1."""
    step = -(-candidates.labelled_words.shape[0] // MOST_LABELLED) or 1
    labelled = candidates.labelled_words[::step]
    unit = unit_rows(sp.vstack((candidates.words, labelled), format="csr"))
    return unit[: len(candidates)], unit[len(candidates) :]


def _nearest(rows: sp.csr_matrix, others: sp.csr_matrix, block: int = 2_000) -> Floats:
    """How alike each row is to the most alike of the others, 0..1."""
    nearest = np.zeros(rows.shape[0])
    if others.shape[0]:
        for at in range(0, rows.shape[0], block):
            alike = (rows[at : at + block] @ others.T).max(axis=1)
            nearest[at : at + block] = alike.toarray().ravel()
    return nearest
