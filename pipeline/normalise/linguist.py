"""The linguist: one language's pipeline, dictionary and word list together.

It also determines the boundaries between sentences, clauses and mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.language import language as language_of
from pipeline.model import Bools, Ints, Tokens, Word
from pipeline.normalise.chunks import split_chunks
from pipeline.normalise.dictionary import Dictionary
from pipeline.normalise.words import Kind, WordList

if TYPE_CHECKING:
    from pipeline.normalise.tokeniser import Located

_BETWEEN_TEXTS = 1_000


class SpacyLinguist:
    """Implements `model.Linguist` on spaCy.

    `model` names a trained pipeline; without it a blank one with dictionary lemmas is used.
    """

    def __init__(self, language: str = "nl", model: str = "") -> None:
        # spaCy takes a second to import, which is not needed to open a log of decisions
        from pipeline.normalise import tokeniser

        self.language = language
        self._nlp = tokeniser.load_pipeline(language, model)
        self._own = language_of(language)
        self._dictionary = Dictionary(self._own)
        self.words = WordList(self._own, self._dictionary.lemma, self._dictionary.is_known)
        self._described = lru_cache(maxsize=50_000)(self.words.describe)
        self._by_model = tokeniser.ModelTokeniser(self._nlp, self.words)
        self._by_chunk: tokeniser.ChunkTokeniser | None = None
        if not model and tokeniser.is_plain(self._nlp):
            self._by_chunk = tokeniser.ChunkTokeniser(self._nlp, self.words)

    @property
    def stop_words(self) -> frozenset[str]:
        """The words too common to be informative."""
        return frozenset(self._nlp.Defaults.stop_words) | self._own.stop_words

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of the texts, in a lexicon shared by all calls."""
        chunks = split_chunks(texts)
        if self._by_chunk is not None:
            return self._bordered(tuple(texts), self._by_chunk.tokens(chunks))
        return self._bordered(tuple(texts), self._by_model.tokens(texts, chunks))

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of a compound, at least two; none if the word is no compound."""
        return self._dictionary.parts(word)

    def is_known(self, word: str) -> bool:
        """Whether the language has this word form."""
        return self._dictionary.is_known(word)

    def particle(self, verb: str) -> tuple[str, str] | None:
        """Return particle and rest of a separable verb, or None."""
        return self._dictionary.particle(verb)

    def describe(self, text: str) -> Word:
        """Return the description of a word, met or not."""
        return self._described(text)

    def split(self, text: str) -> tuple[str, ...]:
        """Return the tokens of a few words, as they are written."""
        if text.isalpha():
            return (text,)
        tokens = self.tokens([text])
        spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
        return tuple(text[start:end] for start, end in spans)

    def _bordered(self, texts: tuple[str, ...], located: Located) -> Tokens:
        kinds = self.words.kinds[located.word]
        new_text = _changed(located.text)
        # a hyphen inside a word separates nothing
        glued = (located.start == _shifted(located.end)) & ~new_text
        inside = glued & _next(glued) & _is(Kind.HYPHEN, kinds)
        kinds = np.where(inside, Kind.NONE, kinds)
        new_line = _changed(located.breaks) | new_text
        closing = _is(Kind.ENDS_SENTENCE, kinds)
        sentence = _number(new_line | (_before(closing) & ~closing))
        sign = _is(Kind.CLAUSE_SIGN, kinds) & ~_around_asides(kinds)
        begins_clause = _changed(sentence) | _before(sign) | sign | _is(Kind.CLAUSE_WORD, kinds)
        # in `privacy- en securityofficer` the word between separates nothing
        numbered = _is(Kind.NUMBER, kinds) & _next(_is(Kind.POINT, kinds) & glued)
        listed = (_is(Kind.LIST_BREAK, kinds) | numbered) & ~_before(_is(Kind.HANGS, kinds))
        places = np.cumsum(_is(Kind.WORD, kinds), dtype=np.int64)
        return Tokens(
            texts=texts,
            lexicon=self.words,
            first=np.searchsorted(located.text, np.arange(len(texts) + 1)),
            word=located.word,
            start=located.start,
            end=located.end,
            place=places + located.text * _BETWEEN_TEXTS,
            hard=_number(_is(Kind.HARD, kinds) | new_line),
            sentence=sentence,
            clause=_number(begins_clause),
            mention=np.where(listed, 0, _number(_changed(sentence) | _before(listed))),
        )


def _is(kind: Kind, kinds: npt.NDArray[np.int16]) -> Bools:
    return kinds & kind > 0


def _around_asides(kinds: npt.NDArray[np.int16]) -> Bools:
    """Return the brackets around a word or two that say nothing by themselves: `(nog) niet`."""
    opens, closes, aside = (_is(kind, kinds) for kind in (Kind.OPENS, Kind.CLOSES, Kind.ASIDE))
    around = np.zeros(len(kinds), dtype=bool)
    within = opens
    for words in (1, 2, 3):
        # from the bracket to the word that many places on
        within = _before(within) & aside
        ends = np.flatnonzero(_before(within) & closes)
        around[ends] = around[ends - words - 1] = True
    return around


def _changed(values: Ints) -> Bools:
    return np.concatenate((np.ones(min(1, len(values)), dtype=bool), values[1:] != values[:-1]))


def _before(flags: Bools) -> Bools:
    return np.concatenate((np.zeros(min(1, len(flags)), dtype=bool), flags[:-1]))


def _next(flags: Bools) -> Bools:
    return np.append(flags[1:], False)[: len(flags)]


def _shifted(values: Ints) -> Ints:
    return np.concatenate((np.full(min(1, len(values)), -1), values[:-1]))


def _number(begins: Bools) -> Ints:
    return np.cumsum(begins, dtype=np.int64)


@cache
def linguist(code: str) -> SpacyLinguist:
    """Return the linguist of a language, made once."""
    return SpacyLinguist(code)
