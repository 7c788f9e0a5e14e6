"""What a question's coder asks of a model: probabilities of codes, and evidence for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.coding.rules import Hits
from pipeline.model import Bools, Floats, Ints, Linguist, Tokens

Texts = npt.NDArray[np.object_]
_UNMET = -1


@dataclass(frozen=True)
class Evidence:
    """What speaks for n pairs of a text and a code: a span of the text (-1: nothing), and why.

    `by_llm` (n,) marks the pairs for which a language model alone speaks, without a span; None if
    none was asked.
    """

    start: Ints
    end: Ints
    why: Texts
    by_llm: Bools | None = None

    @property
    def is_there(self) -> Bools:
        """Which pairs have evidence, (n,)."""
        has_span: Bools = self.start >= 0
        return has_span | self.is_by_llm

    @property
    def is_by_llm(self) -> Bools:
        """For which pairs a language model alone speaks, (n,)."""
        return np.zeros(len(self.start), dtype=bool) if self.by_llm is None else self.by_llm


class Scores(Protocol):
    """A model's view of some texts."""

    @property
    def probabilities(self) -> Floats:
        """The probability of every code for every text, (texts, m)."""
        ...

    def evidence(self, text: Ints, code: Ints) -> Evidence:
        """Return the evidence for pairs of a text and a code; it never is function words alone."""
        ...

    def spans(self, text: int, code: int) -> list[tuple[int, int]]:
        """Return all spans of a text that speak for a code, weightiest first."""
        ...


class ThemeModel(Protocol):
    """Gives probabilities of m codes; a pure function of the texts."""

    def score(self, tokens: Tokens, hits: Hits) -> Scores:
        """Return the scores of the texts, given what rules found in them."""
        ...

    def held_out_probabilities(self) -> Floats:
        """Return the probabilities of the labelled answers, (labelled, m), in the order learned.

        Each is by a model that had not seen its label.
        """
        ...


class ContentWords:
    """Which tokens are content words: words that are neither stop words nor numbers."""

    def __init__(self, linguist: Linguist) -> None:
        self._stop_words = linguist.stop_words
        self._of_word = np.zeros(0, dtype=np.int8)

    def __getstate__(self) -> dict[str, Any]:
        # a lexicon numbers words on first use, so a pickle must not store its numbers
        return {**self.__dict__, "_of_word": np.zeros(0, dtype=np.int8)}

    def among(self, tokens: Tokens) -> Bools:
        """Return which tokens are content words, (tokens,)."""
        unmet = max(0, len(tokens.lexicon) - len(self._of_word))
        self._of_word = np.concatenate((self._of_word, np.full(unmet, _UNMET, dtype=np.int8)))
        met = np.unique(tokens.word)
        for number in met[self._of_word[met] == _UNMET].tolist():
            word = tokens.lexicon[number]
            # `dat.` at the end of a sentence may be read as an abbreviation
            bare = word.folded.strip(".-'")
            is_content = word.is_word and bare not in self._stop_words
            self._of_word[number] = is_content and not bare.isdigit()
        among: Bools = self._of_word[tokens.word] == 1
        return among
