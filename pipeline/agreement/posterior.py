"""Intervals of agreement: the Bayesian bootstrap (Rubin 1981) with a few supposed texts.

Each draw gives every respondent a random weight, and some to texts that nobody wrote but anybody
might have: all coders give it a theme, nobody does, or they differ. Few texts, or a rare theme on
which all happen to agree, then say what they can and no more. Coverage is in `docs/intervals.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.counts import DRAWS, Draws, Respondents, grouped
from pipeline.model import Floats, Ints

SUPPOSED = 0.75
"""How many texts of each kind are supposed, on average over the draws.

A half is Jeffreys' prior of three outcomes, 1 the uniform one. In between, coverage was nearest
95% for alpha, AC1, Fleiss' kappa and per cent together.
"""

_ALL, _NOBODY, _HALF = range(3)
_KINDS = 3


@dataclass(frozen=True)
class SupposedTexts:
    """Texts as all coders may code them: ratings (texts, coders), and of each its kind and part.

    The texts of a kind are parts of one: `part` (texts,) adds up to 1 for each kind.
    """

    ratings: Ints
    kind: Ints
    part: Floats

    @classmethod
    def of_coders(cls, coders: int, *, given: int, left: int) -> SupposedTexts:
        """Return a text that all give a theme, one that nobody gives it, and one that half do.

        `given` and `left` are the categories that say so. The last is in parts, so that every
        coder is in every half as often.
        """
        half = np.arange(coders) < coders // 2
        halves = [np.roll(half, start) for start in range(coders)]
        gives = np.array([[True] * coders, [False] * coders, *halves, *(~one for one in halves)])
        differing = 2 * coders
        return cls(
            ratings=np.where(gives, given, left).astype(np.int64),
            kind=np.array([_ALL, _NOBODY, *[_HALF] * differing], dtype=np.int64),
            part=np.array([1.0, 1.0, *[1 / differing] * differing]),
        )


class Posterior:
    """Draws of the weight of each respondent, and of each kind of supposed text."""

    def __init__(
        self, respondents: Respondents, rng: np.random.Generator, draws: int = DRAWS
    ) -> None:
        """Draw the weights; `respondents` are who wrote each unit, as names or numbers."""
        self.groups, self.size = grouped(respondents)
        self._of_respondents = rng.standard_gamma(1.0, (draws, self.size))
        self._of_kinds = rng.standard_gamma(SUPPOSED, (draws, _KINDS))

    def draws(self, supposed: SupposedTexts) -> Draws:
        """Return the weights of the units, followed by those of the supposed texts.

        A supposed text weighs as much as a respondent, who may have written several.
        """
        texts_each = len(self.groups) / self.size
        of_texts = self._of_kinds[:, supposed.kind] * supposed.part * texts_each
        times = np.concatenate((self._of_respondents, of_texts), axis=1)
        whole = self._of_respondents.sum(axis=1) + self._of_kinds.sum(axis=1)
        times *= self.size / whole[:, None]
        groups = np.concatenate((self.groups, self.size + np.arange(len(supposed.kind))))
        return Draws(groups, times)
