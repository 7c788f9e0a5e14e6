"""Words used in the answers to each question, added up batch by batch, for `keywords`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from pipeline.counts.figures import Keyword
from pipeline.counts.keyness import MAX_KEYWORDS, keywords
from pipeline.model import Linguist

Part = tuple[str, str]
"""A question and a wave."""


class WordCounts:
    """Answers per lemma, question and wave.

    A lemma is shown in its most frequent spelling, lower case first in a tie.
    """

    def __init__(self, linguist: Linguist) -> None:
        self._linguist = linguist
        self._answers: Counter[Part] = Counter()
        self._words: dict[Part, Counter[str]] = {}
        self._forms: dict[str, Counter[str]] = {}
        # at the beginning of a sentence a capital means nothing: these count only if there are
        # no others
        self._openings: dict[str, Counter[str]] = {}

    def add(self, question: str, wave: str, texts: Sequence[str]) -> None:
        """Add the words of answers to a question, without non-answers."""
        part = (question, wave)
        self._answers[part] += len(texts)
        counted = self._words.setdefault(part, Counter())
        tokens = self._linguist.tokens(texts)
        text = np.repeat(np.arange(len(texts)), np.diff(tokens.first))
        opens = np.concatenate(
            (np.ones(min(1, len(text)), dtype=bool), tokens.sentence[1:] != tokens.sentence[:-1])
        )
        uses = np.unique(np.stack((text, tokens.word, opens), axis=1), axis=0)
        met: set[tuple[int, str]] = set()
        for number, place, opening in uses.tolist():
            word = tokens.lexicon[place]
            if not word.is_word:
                continue
            form, forms = word.text, self._forms
            if opening and form[1:] == form[1:].lower():
                form, forms = form.lower(), self._openings
            forms.setdefault(word.lemma, Counter())[form] += 1
            if (number, word.lemma) not in met:
                met.add((number, word.lemma))
                counted[word.lemma] += 1

    def merge(self, other: WordCounts) -> None:
        """Add the words of other answers."""
        self._answers.update(other._answers)
        for part, counted in other._words.items():
            self._words.setdefault(part, Counter()).update(counted)
        for own, theirs in ((self._forms, other._forms), (self._openings, other._openings)):
            for lemma, forms in theirs.items():
                own.setdefault(lemma, Counter()).update(forms)

    def answers(self, question: str, wave: str) -> int:
        """Return the number of answers counted."""
        return self._answers[question, wave]

    def keywords(
        self,
        question: str,
        wave: str,
        *,
        least: int = 1,
        stop_words: Collection[str] = (),
        most: int = MAX_KEYWORDS,
    ) -> tuple[Keyword, ...]:
        """Return the keywords of the answers to a question, the highest keyness first.

        They are compared with the answers to the other questions in that wave.
        """
        here, base = self._words.get((question, wave), Counter()), self._answers[question, wave]
        others = [part for part in self._words if part[1] == wave and part[0] != question]
        elsewhere: Counter[str] = Counter()
        for part in others:
            elsewhere.update(self._words[part])
        other_base = sum(self._answers[part] for part in others)
        telling = keywords(
            here, base, elsewhere, other_base, least=least, stop_words=stop_words, most=most
        )
        return tuple(replace(keyword, word=self._shown(keyword.word)) for keyword in telling)

    def _shown(self, lemma: str) -> str:
        forms = self._forms.get(lemma) or self._openings[lemma]
        return min(forms, key=lambda form: (-forms[form], form != form.lower(), form))
