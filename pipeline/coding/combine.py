"""What the classifier adds to the rules' codes, and the threshold for doing so.

Rules take precedence. The classifier adds a code if that raises the expected F1 of the answer and
its probability reaches a threshold (a lower one if nothing else was found); below that the code is
left to people. The threshold is chosen on labelled answers held out of training, so if rules alone
do better, the classifier adds nothing. An answer without a code is `overig` only if most such
labelled answers were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.classifier import best_sets, set_probability
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Floats, f1_per_answer

OF_A_RULE = 0.9
"""The assumed probability that a rule's code is right, when the classifier weighs what to add."""

UNTRIED = 0.5
"""The default threshold, unless labels clearly favour another."""

UNLABELLED = 0.7
"""The threshold if there are too few labels to choose one."""

WHERE_NOTHING_IS_FOUND = 0.25
"""The highest threshold if rules found nothing: an unsure theme serves an answer better than none,
and says how unsure it is.
"""

FEWEST_LABELS = 15
CLEARLY = 2.0
_STEPS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.9, 1.01)
"""From the expected one outwards, since the first of equals is taken; 1.01 adds nothing."""


@dataclass(frozen=True)
class Policy:
    """The probability from which the classifier adds a code.

    Of `of` labelled answers in which nothing was found, `other` were overig.
    """

    threshold: float = UNTRIED
    other: int = 0
    of: int = 0

    @property
    def other_rate(self) -> float:
        """The probability that an answer in which nothing is found is overig (Laplace)."""
        return (self.other + 1) / (self.of + 2)

    @property
    def says_other(self) -> bool:
        """Whether such an answer is coded overig; else it stays uncoded."""
        return self.of > 0 and self.other_rate > 0.5


class Combiner:
    """Combines codes of rules with probabilities of the classifier, for one codebook.

    Matrices are (texts, codes): `ruled` marks the codes of rules; `nothing` (texts,) marks the
    non-answers.
    """

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._other = book.numbers[OTHER]
        no_answer = book.numbers[NO_ANSWER]
        # codes that give way to any theme
        self._yielding = [no_answer] if book.other_beside_themes else [no_answer, self._other]

    def codes_to_add(
        self, probabilities: Floats, ruled: Bools, nothing: Bools, threshold: float
    ) -> Bools:
        """Return the codes that the classifier adds, (texts, codes).

        If neither rules nor the classifier at the threshold find a code, the threshold is lowered
        to `WHERE_NOTHING_IS_FOUND`, unless it is above `UNTRIED`: then the classifier is no help.
        """
        fixed = self._book.matrix_with_parents(ruled)
        added = self._added_at(probabilities, fixed, ~nothing, threshold)
        if threshold <= UNTRIED:
            bare = ~(fixed | added).any(axis=1) & ~nothing
            lower = min(threshold, WHERE_NOTHING_IS_FOUND)
            added |= self._added_at(probabilities, fixed, bare, lower)
        return added

    def _added_at(
        self, probabilities: Floats, fixed: Bools, among: Bools, threshold: float
    ) -> Bools:
        rows = ((probabilities >= threshold) & ~fixed).any(axis=1) & among
        added = np.zeros(fixed.shape, dtype=bool)
        added[rows] = self._added(probabilities[rows], fixed[rows], threshold)
        return added

    def _added(self, probabilities: Floats, fixed: Bools, threshold: float) -> Bools:
        believed = np.where(fixed, np.maximum(probabilities, OF_A_RULE), probabilities)
        chosen = best_sets(believed, fixed=fixed) & (fixed | (probabilities >= threshold))
        chosen = self._book.matrix_of_compatible(chosen)
        # a special code of a rule is final
        chosen[fixed[:, self._yielding].any(axis=1)] = False
        return self._book.matrix_most_precise(chosen) & ~fixed

    def set_probabilities(
        self, probabilities: Floats, ruled: Bools, added: Bools, nothing: Bools
    ) -> Floats:
        """Return the probability that the whole set of codes of each text is right, (texts,).

        It is 0 if nothing was found; a recognised non-answer counts as one code of a rule.
        """
        book = self._book
        chosen = book.matrix_with_parents(ruled | added)
        chosen = book.matrix_with_non_answers(chosen, nothing)
        by_rule = book.matrix_with_non_answers(book.matrix_with_parents(ruled), nothing)
        believed = np.where(by_rule, np.maximum(probabilities, OF_A_RULE), probabilities)
        believed = np.where(nothing[:, None] & ~by_rule, 0.0, believed)
        # an ancestor is as certain as its theme, and adds no doubt of its own
        for theme, ancestor in book.implied:
            believed[chosen[:, theme], ancestor] = 1.0
        return np.where(chosen.any(axis=1), set_probability(believed, chosen), 0.0)

    def coherent(self, probabilities: Floats) -> Floats:
        """Return the probabilities with no ancestor less likely than its theme."""
        raised = probabilities.copy()
        for theme, ancestor in self._book.implied:
            np.maximum(raised[:, ancestor], probabilities[:, theme], out=raised[:, ancestor])
        return raised

    def policy(self, probabilities: Floats, ruled: Bools, nothing: Bools, truth: Bools) -> Policy:
        """Return the policy with the highest F1 per answer, parents included, on held-out labels.

        It leaves `UNTRIED` only for a gain of more than `CLEARLY` standard errors.
        """
        if len(truth) < FEWEST_LABELS:
            return Policy(UNLABELLED)
        ruled = self._book.matrix_with_non_answers(ruled, nothing)
        target = self._book.matrix_with_parents(truth)
        found, scores = {}, {}
        for step in _STEPS:
            added = self.codes_to_add(probabilities, ruled, nothing, step)
            found[step] = self._book.matrix_with_parents(ruled | added)
            scores[step] = f1_per_answer(target, found[step])
        best = max(_STEPS, key=lambda step: round(float(scores[step].mean()), 6))
        gain = scores[best] - scores[UNTRIED]
        # rules may have been written with these labels in sight, which flatters them
        if gain.mean() <= CLEARLY * gain.std(ddof=1) / np.sqrt(len(gain)):
            best = UNTRIED
        empty = ~found[best].any(axis=1)
        return Policy(best, int(truth[empty, self._other].sum()), int(empty.sum()))
