"""The features of all pairs of a text and a code, in every space that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from pipeline.coding.pair_model.shown import Kind, ShownTexts
from pipeline.coding.pair_model.spaces import Space, VectorSpace, WordSpace
from pipeline.coding.theme_model import Texts
from pipeline.model import NO_ANSWER, OTHER, Bools, Codebook, Floats, Ints, Linguist, Tokens

NO_ANSWERS: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class _ShownSpace:
    """A space with the texts that are shown in it."""

    shown: ShownTexts
    space: Space
    head: Head

    @classmethod
    def of_words(cls, shown: ShownTexts, linguist: Linguist) -> _ShownSpace:
        space = WordSpace(linguist.tokens(shown.texts))
        return cls(shown, space, learn_head(shown, space.among_shown()))

    @classmethod
    def of_vectors(cls, shown: ShownTexts, embedder: Embedder) -> _ShownSpace:
        # the vectors of a bank cost more time than they bring: .01 of F1 at most
        shown = shown.at(~shown.is_kind(Kind.BANK))
        space = VectorSpace(embedder, shown.texts)
        return cls(shown, space, learn_head(shown, space.among_shown()))

    def nearest(self, parts: Tokens, code: Ints) -> tuple[Floats, Texts]:
        """Return the likeness with the shown text of each code most like a part, and that text."""
        speaks = self.shown.targets & ~self.shown.is_kind(Kind.COUNTEREXAMPLE)[:, None]
        likeness = np.where(speaks[:, code].T, self.space.likeness(parts), -np.inf)
        at = likeness.argmax(axis=1)
        return likeness[np.arange(len(at)), at], np.array(self.shown.texts, dtype=object)[at]

    def shows(self, without: Ints) -> Shows:
        """Return what may be looked at, without what comes from these labelled answers."""
        own = np.isin(self.shown.answer, without)
        if not own.any():
            return Shows(self.shown, ~own, self.head)
        return Shows(self.shown, ~own, self.head.without(np.flatnonzero(own)))


class PairFeatures:
    """Makes the features of pairs from what shows the themes of one codebook."""

    def __init__(
        self,
        book: Codebook,
        linguist: Linguist,
        shown: ShownTexts,
        embedder: Embedder | None = None,
    ) -> None:
        is_theme = np.array([code not in (NO_ANSWER, OTHER) for code in book.codes])
        self.is_shown = is_theme & shown.targets.any(axis=0)
        self._relations = Relations.of(book, self.is_shown)
        self._of_codes = code_features(shown, book, self.is_shown)
        self._spaces = [_ShownSpace.of_words(shown, linguist)]
        if embedder is not None and not shown.is_kind(Kind.BANK).all():
            self._spaces.append(_ShownSpace.of_vectors(shown, embedder))

    def finish(self) -> None:
        """Let go of what only cross-fitting needs, which is most of the memory."""
        self._spaces = [replace(each, head=each.head.finished()) for each in self._spaces]

    @property
    def spaces(self) -> tuple[str, ...]:
        """The names of the spaces, in the order of their features."""
        return tuple(each.space.name for each in self._spaces)

    def likenesses(self, parts: Tokens) -> list[Floats]:
        """Return the likeness of segments with what each space shows, (segments, n)."""
        return [each.space.likeness(parts) for each in self._spaces]

    def nearest_shown(self, parts: Tokens, code: Ints) -> list[str]:
        """Return the shown text of each code that each part is most like; both (pairs,).

        Of all spaces, that in which the likeness is highest; '' if a part is like none of them.
        """
        nearest = np.full(len(code), "", dtype=object)
        highest = np.zeros(len(code))
        for each in self._spaces:
            likeness, texts = each.nearest(parts, code)
            nearest = np.where(likeness > highest, texts, nearest)
            highest = np.maximum(likeness, highest)
        return list(nearest)

    def of(
        self,
        likenesses: Sequence[Floats],
        segments: Segments,
        hits: Bools,
        without: Ints = NO_ANSWERS,
    ) -> Floats:
        """Return the features of every pair, (texts, m, features).

        hits: (texts, m), the codes found by rules. `without`: numbers of labelled answers that are
        not looked at.
        """
        blocks = [
            space_features(likeness, segments, each.shows(without), self._relations)
            for each, likeness in zip(self._spaces, likenesses, strict=True)
        ]
        of_codes = np.broadcast_to(self._of_codes, (len(hits), *self._of_codes.shape))
        return np.concatenate([*blocks, rule_features(hits, self._relations), of_codes], axis=2)
