"""The features of all pairs of a text and a code, in every space that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coding.embedders import Embedder
from pipeline.coding.pair_model.features import (
    Head,
    Relations,
    Shows,
    code_features,
    learn_head,
    rule_features,
    space_features,
)
from pipeline.coding.pair_model.segments import Segments
from pipeline.coding.pair_model.shown import ShownTexts
from pipeline.coding.pair_model.spaces import Space, VectorSpace, WordSpace
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Floats, Ints, Linguist, Tokens


@dataclass(frozen=True)
class _ShownSpace:
    space: Space
    head: Head


class PairFeatures:
    """Makes the features of pairs from what shows the themes of one codebook."""

    def __init__(
        self,
        book: Codebook,
        linguist: Linguist,
        shown: ShownTexts,
        embedder: Embedder | None = None,
    ) -> None:
        self.shown = shown
        is_theme = np.array([code not in (NO_ANSWER, OTHER) for code in book.codes])
        self.is_shown = is_theme & shown.targets.any(axis=0)
        self._relations = Relations.of(book, self.is_shown)
        self._of_codes = code_features(shown, book, self.is_shown)
        spaces: list[Space] = [WordSpace(linguist.tokens(shown.texts))]
        if embedder is not None:
            spaces.append(VectorSpace(embedder, shown.texts))
        self._spaces = [
            _ShownSpace(space, learn_head(shown, space.among_shown())) for space in spaces
        ]

    @property
    def spaces(self) -> tuple[str, ...]:
        """The names of the spaces, in the order of their features."""
        return tuple(each.space.name for each in self._spaces)

    def likenesses(self, parts: Tokens) -> list[Floats]:
        """Return the likeness of segments with what is shown in each space, (segments, n)."""
        return [each.space.likeness(parts) for each in self._spaces]

    def of(
        self,
        likenesses: Sequence[Floats],
        segments: Segments,
        hits: Bools,
        without: Ints | None = None,
    ) -> Floats:
        """Return the features of every pair, (texts, m, features).

        hits: (texts, m), the codes found by rules. `without`: shown texts not to look at.
        """
        blocks = [
            space_features(likeness, segments, self._shows(each.head, without), self._relations)
            for each, likeness in zip(self._spaces, likenesses, strict=True)
        ]
        of_codes = np.broadcast_to(self._of_codes, (len(hits), *self._of_codes.shape))
        return np.concatenate([*blocks, rule_features(hits, self._relations), of_codes], axis=2)

    def _shows(self, head: Head, without: Ints | None) -> Shows:
        usable = np.ones(len(self.shown), dtype=bool)
        if without is None or not len(without):
            return Shows(self.shown, usable, head, head.duals)
        usable[without] = False
        return Shows(self.shown, usable, head, head.without(without))
