"""The set of codes of an answer, from what rules find and how likely a model finds each code.

It is the set with the highest expected F1. Rules stand unless the model learned from enough labels
to outvote them: then a hit is one more feature of the model, and counts as much as labels show it
is worth.
"""

from __future__ import annotations

import numpy as np

from pipeline.coding.classifier import best_sets, set_probability
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Floats

OF_A_RULE = 0.9
"""The assumed probability that the code of a rule that stands is right."""

LEAST_BELIEVED, LEAST_GUESSED = 0.2, 0.35
"""A less likely code is not given, though it may be the likeliest of all: people look at it.

The second is for codes that no label supports: fewer false themes for somewhat fewer right ones.
"""

OTHER_FROM = 0.5
"""The probability from which `overig` is given to an answer that no theme covers."""


class Combiner:
    """Combines codes of rules with probabilities of a model, for one codebook.

    Matrices are (texts, codes): `ruled` marks the codes of rules; `nothing` (texts,) marks the
    non-answers. With `outvote` the model has the last word on the hits of rules.
    """

    def __init__(
        self, book: Codebook, *, outvote: bool = False, supported: Bools | None = None
    ) -> None:
        """Combine for a codebook.

        `supported` marks the codes that a label supports, (codes,) or for each text (texts, codes).
        """
        self._book = book
        self._outvote = outvote
        self._least = np.full(len(book.codes), LEAST_BELIEVED)
        if supported is not None:
            self._least = np.where(supported, LEAST_BELIEVED, LEAST_GUESSED)
        self._other = book.numbers[OTHER]
        no_answer = book.numbers[NO_ANSWER]
        # codes that give way to any theme
        self._yielding = [no_answer] if book.other_beside_themes else [no_answer, self._other]

    def choose(self, probabilities: Floats, ruled: Bools, nothing: Bools) -> Bools:
        """Return the most precise codes of each text, those of rules that stand included."""
        fixed = self._fixed(ruled)
        believed = self._believed(probabilities, fixed)
        chosen = best_sets(believed, at_least_one=True, fixed=fixed)
        chosen &= fixed | (believed >= self._least)
        chosen = self._book.matrix_of_compatible(chosen)
        alone = chosen[:, self._other] & (believed[:, self._other] < OTHER_FROM)
        chosen[alone, self._other] = False
        # a special code of a rule is final
        final = fixed[:, self._yielding].any(axis=1)
        chosen[final] = fixed[final]
        chosen = self._book.matrix_with_non_answers(chosen, nothing)
        return self._book.matrix_most_precise(chosen)

    def set_probabilities(
        self, probabilities: Floats, ruled: Bools, chosen: Bools, nothing: Bools
    ) -> Floats:
        """Return the probability that the whole set of codes of each text is right, (texts,).

        It is 0 if nothing was found; a recognised non-answer counts as one code of a rule.
        """
        book = self._book
        whole = book.matrix_with_non_answers(book.matrix_with_parents(chosen), nothing)
        by_rule = book.matrix_with_non_answers(self._fixed(ruled), nothing)
        believed = self._believed(probabilities, by_rule)
        believed = np.where(nothing[:, None] & ~by_rule, 0.0, believed)
        # an ancestor is as certain as its theme, and adds no doubt of its own
        for theme, ancestor in book.implied:
            believed[whole[:, theme], ancestor] = 1.0
        return np.where(whole.any(axis=1), set_probability(believed, whole), 0.0)

    def coherent(self, probabilities: Floats) -> Floats:
        """Return the probabilities with no ancestor less likely than its theme."""
        raised = probabilities.copy()
        for theme, ancestor in self._book.implied:
            np.maximum(raised[:, ancestor], probabilities[:, theme], out=raised[:, ancestor])
        return raised

    def _fixed(self, ruled: Bools) -> Bools:
        """Return the codes of rules that stand, with their parents."""
        fixed = self._book.matrix_with_parents(ruled)
        if self._outvote:
            fixed[:, : len(self._book.theme_ids)] = False
        return fixed

    @staticmethod
    def _believed(probabilities: Floats, fixed: Bools) -> Floats:
        return np.where(fixed, np.maximum(probabilities, OF_A_RULE), probabilities)
