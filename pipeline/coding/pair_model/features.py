"""Features of pairs of a text and a code: how near its segments lie to what shows the code.

A pair's features don't name the code, so one set of weights serves every code, question and study.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from pipeline.coding.pair_model.segments import Segments
from pipeline.coding.pair_model.shown import Kind, ShownTexts
from pipeline.model import Bools, Codebook, Floats, Ints

OF_A_SPACE = (
    "example", "definition", "contrast", "counter", "whole",
    "labels", "head", "head of whole", "head rank",
)  # fmt: skip
"""The features that each space gives, in their order."""

OF_RULES = ("hit", "only hit")

OF_CODE = ("examples", "codes")
"""How much shows a code, and how many compete with it; both as logarithms."""

NOWHERE = -3.0
"""The likeness with a code that nothing shows."""

DUAL_GRID = 2.0**20

_RIDGE = 8.0
"""The penalty of a head, in the (usual) likeness between shown texts."""


@dataclass(frozen=True)
class Relations:
    """Which codes compete: unrelated[c] neither imply code c nor follow from it.

    They are of its own level of the tree, or themes without a level below.
    """

    unrelated: tuple[Ints, ...]

    @classmethod
    def of(cls, book: Codebook, codes: Bools) -> Relations:
        """Return the relations of a codebook's codes; only `codes` (m,) compete."""
        related = np.eye(len(book.codes), dtype=bool)
        is_parent = np.zeros(len(book.codes), dtype=bool)
        for theme, ancestor in book.implied:
            related[theme, ancestor] = related[ancestor, theme] = True
            is_parent[ancestor] = True
        level = levels(book)
        competes = codes & ((level == level[:, None]) | (~is_parent & (level < level[:, None])))
        return cls(tuple(np.flatnonzero(row) for row in competes & ~related))

    def best_other(self, likeness: Floats) -> Floats:
        """Return the highest likeness with any unrelated code, (texts, m)."""
        best = np.full(likeness.shape, NOWHERE)
        for code, others in enumerate(self.unrelated):
            if len(others):
                best[:, code] = likeness[:, others].max(axis=1)
        return best

    def rank(self, scores: Floats) -> Floats:
        """Return how many unrelated codes score higher, (texts, m)."""
        rank = np.zeros(scores.shape)
        for code, others in enumerate(self.unrelated):
            rank[:, code] = (scores[:, others] > scores[:, [code]]).sum(axis=1)
        return rank


@dataclass(frozen=True)
class Head:
    """A ridge regression in its dual form: scores are likeness @ duals * scale, (texts, m).

    `inverse` is that of the penalised likeness among the shown texts, (n, n).
    """

    shown: ShownTexts
    duals: Floats
    scale: Floats
    inverse: Floats

    def finished(self) -> Head:
        """Return the head without what `without` needs."""
        return replace(self, inverse=np.zeros((0, 0)))

    def without(self, rows: Ints) -> Head:
        """Return the head that never saw these shown texts; their duals are 0."""
        return _learned(self.shown, self.inverse, rows)


@cache
def _blas() -> ThreadpoolController:
    """Return the controller of the libraries that sum; finding them takes long."""
    return ThreadpoolController()


def _on_grid(duals: Floats) -> Floats:
    """Return duals as multiples of a fraction, so that sums of them and likenesses are exact."""
    whole: Floats = np.round(duals * DUAL_GRID) / DUAL_GRID
    return whole


def learn_head(shown: ShownTexts, among: Floats) -> Head:
    """Return the head of what is shown: one code against the rest.

    A counterexample speaks against its own theme alone.
    """
    # one thread: sums of several threads differ in their last digits
    with _blas().limit(limits=1):
        inverse = np.linalg.inv(among + _RIDGE * np.diag(1 / shown.weights)).astype(np.float64)
    return _learned(shown, inverse, np.zeros(0, dtype=np.int64))


def _learned(shown: ShownTexts, inverse: Floats, without: Ints) -> Head:
    """Return the head of what is shown, but for the texts `without`."""
    against = shown.is_kind(Kind.COUNTEREXAMPLE)
    truth = shown.targets.astype(float)
    share = _share(shown, truth, without)
    targets = np.where(against[:, None], -truth, truth - share)
    with _blas().limit(limits=1):
        duals = inverse @ targets
        block = inverse[np.ix_(without, without)]
        duals = duals - inverse[:, without] @ np.linalg.solve(block, duals[without])
    duals[without] = 0.0
    return Head(shown, _on_grid(duals), 1 / np.sqrt(np.maximum(share, 1e-3)), inverse)


def _share(shown: ShownTexts, truth: Floats, without: Ints) -> Floats:
    """Return how much of what is shown has each code, (m,), but for the texts `without`."""
    weights = shown.weights
    weights[shown.is_kind(Kind.COUNTEREXAMPLE)] = 0.0
    weights[without] = 0.0
    share: Floats = weights @ truth / max(1e-9, float(weights.sum()))
    return share


@dataclass(frozen=True)
class Shows:
    """What may be looked at: `usable` (n,) shown texts, and the head that learned from them."""

    shown: ShownTexts
    usable: Bools
    head: Head

    def of_kind(self, *kinds: Kind) -> Bools:
        """Return which codes each usable text of these kinds has, (n, m)."""
        rows = self.shown.is_kind(*kinds) & self.usable
        return self.shown.targets & rows[:, None]


def space_features(
    likeness: Floats, segments: Segments, shows: Shows, relations: Relations
) -> Floats:
    """Return the features that one space gives, (texts, m, len(OF_A_SPACE)).

    likeness: (segments, n).
    """
    best = _BestOfSegments(segments)
    examples = _nearest(likeness, shows.of_kind(Kind.EXAMPLE, Kind.BANK))
    definitions = _nearest(likeness, shows.of_kind(Kind.DEFINITION))
    against = _nearest(likeness, shows.of_kind(Kind.COUNTEREXAMPLE))
    nearest = np.maximum(examples, definitions)
    other = relations.best_other(nearest)
    head = likeness @ shows.head.duals * shows.head.scale
    head_of_text = best.of(head)
    columns = {
        "example": best.of(examples),
        "definition": best.of(definitions),
        "contrast": best.of(nearest - other),
        "counter": best.of(nearest - np.maximum(other, against)),
        "whole": best.whole(nearest),
        "labels": best.of(_nearer_label(likeness, shows)),
        "head": head_of_text,
        "head of whole": best.whole(head),
        "head rank": np.log1p(relations.rank(head_of_text)),
    }
    return np.stack([columns[name] for name in OF_A_SPACE], axis=2)


def rule_features(hits: Bools, relations: Relations) -> Floats:
    """Return the features of rule hits (texts, m), (texts, m, len(OF_RULES))."""
    hit = hits.astype(float)
    alone = hit * (relations.best_other(hit) <= 0)
    return np.stack((hit, alone), axis=2)


def levels(book: Codebook) -> Ints:
    """Return the level of each code in the tree, (m,): 1 for a top theme, 0 for special codes."""
    level = np.zeros(len(book.codes), dtype=np.int64)
    for placed in book.placed:
        level[book.numbers[placed.theme.id]] = placed.level
    return level


def code_features(shown: ShownTexts, book: Codebook, is_shown: Bools) -> Floats:
    """Return the features of the codes themselves, (m, len(OF_CODE))."""
    examples = shown.targets[shown.is_kind(Kind.EXAMPLE, Kind.BANK)].sum(axis=0)
    level = levels(book)
    on_level = np.bincount(level[is_shown], minlength=level.max() + 1)[level]
    return np.stack((np.log1p(examples), np.log(np.maximum(1, on_level))), axis=1)


class _BestOfSegments:
    """Takes scores of segments (segments, m) to scores of texts, (texts, m)."""

    def __init__(self, segments: Segments) -> None:
        self._whole = np.flatnonzero(segments.is_whole)
        self._first = np.flatnonzero(np.diff(segments.text, prepend=-1))

    def of(self, scores: Floats) -> Floats:
        """Return the score of each text's best segment."""
        best: Floats = np.maximum.reduceat(scores, self._first, axis=0)
        return best

    def whole(self, scores: Floats) -> Floats:
        """Return the score of each whole text."""
        return scores[self._whole]


def _nearest(likeness: Floats, of_code: Bools) -> Floats:
    """Return the likeness with the nearest text of each code, (segments, m)."""
    nearest = np.full((len(likeness), of_code.shape[1]), NOWHERE)
    for code in np.flatnonzero(of_code.any(axis=0)).tolist():
        nearest[:, code] = likeness[:, of_code[:, code]].max(axis=1)
    return nearest


def _nearer_label(likeness: Floats, shows: Shows) -> Floats:
    """Return how much nearer the nearest label with a code is than the nearest without it.

    0 where no label has the code, or all have.
    """
    labels = shows.usable & shows.shown.is_kind(Kind.LABEL, Kind.CLAUSE_OF_LABEL)
    nearer = np.zeros((len(likeness), shows.shown.targets.shape[1]))
    having = shows.shown.targets[labels]
    likeness = likeness[:, labels]
    for code in np.flatnonzero(having.any(axis=0) & ~having.all(axis=0)).tolist():
        with_it = likeness[:, having[:, code]].max(axis=1)
        nearer[:, code] = with_it - likeness[:, ~having[:, code]].max(axis=1)
    return nearer
