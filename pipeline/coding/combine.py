"""What the classifier adds to the rules' codes, and how sure it must be to speak.

Rules stand. The classifier adds a code where that raises the expected F1 of the answer and its probability is at least `sure_enough` (less
where nothing else was found); below that the code is left to people. `sure_enough` is chosen on labelled answers that were kept out of
training, so where rules do better alone, the classifier keeps silent. An answer in which nothing is found is `overig` only where most such
labelled answers were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.classifier import best_sets, most_precise, set_confidence
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Floats

OF_A_RULE = 0.9
"""How likely a rule's code is taken to be right when the classifier weighs what to add."""

UNTRIED = 0.5
"""How sure the classifier must be unless labels clearly speak for another measure."""

UNLABELLED = 0.7
"""How sure it must be where there are too few labels to try it."""

WHERE_NOTHING_IS_FOUND = 0.25
"""How sure it must be at most where rules found nothing: an unsure theme serves an answer better than none, and says how unsure it is."""

FEWEST_LABELS = 15
CLEARLY = 2.0
_STEPS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.9, 1.01)
"""From what is expected outwards: the first of equals is taken; 1.01 is never."""


@dataclass(frozen=True)
class Policy:
    """When the classifier speaks: its least probability, and of the labelled answers in which nothing was found, how many were overig."""

    sure_enough: float = UNTRIED
    other: int = 0
    of: int = 0

    @property
    def other_rate(self) -> float:
        """The chance that an answer in which nothing is found is overig (Laplace)."""
        return (self.other + 1) / (self.of + 2)

    @property
    def says_other(self) -> bool:
        """Whether such an answer is coded overig; else it stays uncoded."""
        return self.of > 0 and self.other_rate > 0.5


class Adder:
    """The codes of one codebook, with who implies whom."""

    def __init__(self, book: Codebook) -> None:
        number = {code: i for i, code in enumerate(book.codes)}
        self.ancestors = [[number[a] for a in book.ancestors(code)] for code in book.codes]
        self.no_answer, self.other = number[NO_ANSWER], number[OTHER]
        # codes that yield where the answer has a theme
        self._yielding = (
            [self.no_answer] if book.other_beside_themes else [self.no_answer, self.other]
        )

    def closed(self, codes: Bools) -> Bools:
        """The codes with all their ancestors."""
        closed = codes.copy()
        for code, above in enumerate(self.ancestors):
            for ancestor in above:
                closed[:, ancestor] |= codes[:, code]
        return closed

    def added(
        self, probabilities: Floats, ruled: Bools, nothing: Bools, sure_enough: float
    ) -> Bools:
        """The codes to add: (texts, codes). `ruled` marks the codes of rules, `nothing` the texts that are no answers.

        Where neither rules nor the classifier at `sure_enough` find a code, `WHERE_NOTHING_IS_FOUND` will do, unless the classifier must be
        surer than `UNTRIED`: then it has shown that it is no help.
        """
        fixed = self.closed(ruled)
        added = self._added_at(probabilities, fixed, ~nothing, sure_enough)
        if sure_enough <= UNTRIED:
            bare = ~(fixed | added).any(axis=1) & ~nothing
            added |= self._added_at(
                probabilities, fixed, bare, min(sure_enough, WHERE_NOTHING_IS_FOUND)
            )
        return added

    def _added_at(
        self, probabilities: Floats, fixed: Bools, among: Bools, sure_enough: float
    ) -> Bools:
        open_to_more = ((probabilities >= sure_enough) & ~fixed).any(axis=1) & among
        added = np.zeros(fixed.shape, dtype=bool)
        added[open_to_more] = self._added(
            probabilities[open_to_more], fixed[open_to_more], sure_enough
        )
        return added

    def confidence(
        self, probabilities: Floats, ruled: Bools, added: Bools, nothing: Bools
    ) -> Floats:
        """The confidence in the whole set of codes of each text, 0 where nothing was found; a recognised non-answer counts as one code of a rule."""
        chosen = self.closed(ruled | added)
        chosen[nothing] = False
        chosen[nothing, self.no_answer] = True
        by_rule = self.closed(ruled)
        by_rule[nothing, self.no_answer] = True
        believed = np.where(by_rule, np.maximum(probabilities, OF_A_RULE), probabilities)
        believed = np.where(nothing[:, None] & ~by_rule, 0.0, believed)
        # an ancestor is as sure as its theme, not a doubt of its own
        for code, above in enumerate(self.ancestors):
            believed[:, above] = np.where(chosen[:, [code]], 1.0, believed[:, above])
        return np.where(chosen.any(axis=1), set_confidence(believed, chosen), 0.0)

    def coherent(self, probabilities: Floats) -> Floats:
        """The probabilities with no ancestor less likely than its theme."""
        found = probabilities.copy()
        for code in reversed(range(len(self.ancestors))):
            for ancestor in self.ancestors[code]:
                np.maximum(found[:, ancestor], probabilities[:, code], out=found[:, ancestor])
        return found

    def _added(self, probabilities: Floats, fixed: Bools, sure_enough: float) -> Bools:
        chosen = best_sets(
            np.where(fixed, np.maximum(probabilities, OF_A_RULE), probabilities), fixed=fixed
        )
        chosen &= fixed | (probabilities >= sure_enough)
        special = [self.no_answer, self.other]
        themes = np.delete(chosen, special, axis=1).any(axis=1)
        for code in self._yielding:
            chosen[themes, code] = False
        chosen[chosen[:, self.no_answer], self.other] = False
        # a rule that found a special code has spoken
        chosen[fixed[:, self._yielding].any(axis=1)] = False
        added: Bools = most_precise(chosen, self.ancestors) & ~fixed
        return added

    def policy(self, probabilities: Floats, ruled: Bools, nothing: Bools, truth: Bools) -> Policy:
        """The policy that would have served best on labelled answers kept out of training: highest F1 per answer, parents included.

        It leaves `UNTRIED` only for a gain of more than `CLEARLY` standard errors.
        """
        if len(truth) < FEWEST_LABELS:
            return Policy(UNLABELLED)
        ruled = ruled.copy()
        ruled[nothing] = False
        ruled[nothing, self.no_answer] = True
        target = self.closed(truth)
        found = {
            step: self.closed(ruled | self.added(probabilities, ruled, nothing, step))
            for step in _STEPS
        }
        scores = {step: _f1(codes, target) for step, codes in found.items()}
        best = max(_STEPS, key=lambda step: round(float(scores[step].mean()), 6))
        gain = scores[best] - scores[UNTRIED]
        # the rules may have been written with these very labels in sight, which makes them look better than they are
        if gain.mean() <= CLEARLY * gain.std(ddof=1) / np.sqrt(len(gain)):
            best = UNTRIED
        empty = ~found[best].any(axis=1)
        return Policy(best, int(truth[empty, self.other].sum()), int(empty.sum()))


def _f1(found: Bools, truth: Bools) -> Floats:
    """F1 of each answer; 1 where nothing was found and nothing is true."""
    both = (found & truth).sum(axis=1)
    total = found.sum(axis=1) + truth.sum(axis=1)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)
