"""The linguist: one language's pipeline, dictionary and word list together, and the borders between sentences, clauses and mentions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.language import language as language_of
from pipeline.model import Bools, Ints, Tokens, Word
from pipeline.normalise.chunks import split_chunks
from pipeline.normalise.dictionary import Dictionary
from pipeline.normalise.words import Kind, WordList

_BETWEEN_TEXTS = 1_000


class SpacyLinguist:
    """Implements `model.Linguist` on spaCy. `model` names a trained pipeline; without it a blank one with dictionary lemmas is used."""

    def __init__(self, language: str = "nl", model: str = "") -> None:
        # spaCy takes a second to import, which who opens a log of decisions need not wait for
        from pipeline.normalise import tokeniser

        self.language = language
        self._nlp = tokeniser.load_pipeline(language, model)
        self._own = language_of(language)
        self._dictionary = Dictionary(self._own)
        self.words = WordList(self._own, self._dictionary.lemma, self._dictionary.is_known)
        self._described = lru_cache(maxsize=50_000)(self.words.describe)
        self._in_context = bool(model) or not tokeniser.is_plain(self._nlp)
        self._by_chunk: tokeniser.ChunkTokeniser | None = None
        self._in_one_go = tokeniser.ModelTokeniser(self._nlp, self.words)
        if not self._in_context:
            self._by_chunk = tokeniser.ChunkTokeniser(self._nlp, self.words)

    @property
    def stop_words(self) -> frozenset[str]:
        """Words too common to say anything."""
        return frozenset(self._nlp.Defaults.stop_words) | self._own.stop_words

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of the texts, in a lexicon shared by all calls."""
        chunks = split_chunks(texts)
        if self._by_chunk is not None:
            chunk, word, start, length = self._by_chunk.tokens(chunks)
            text, breaks = chunks.text[chunk], chunks.breaks[chunk]
        else:
            text, word, start, length = self._in_one_go.tokens(
                [t.encode("utf-8", "replace").decode() for t in texts]
            )
            at = (
                np.searchsorted(
                    _order(chunks.text, chunks.start), _order(text, start), side="right"
                )
                - 1
            )
            breaks = chunks.breaks[at] if len(at) else at
        first = np.searchsorted(text, np.arange(len(texts) + 1))
        return self._bordered(tuple(texts), first, text, word, start, start + length, breaks)

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound, at least two, or nothing when the word is none."""
        return self._dictionary.parts(word)

    def is_known(self, word: str) -> bool:
        """Whether the language has this word form."""
        return self._dictionary.is_known(word)

    def particle(self, verb: str) -> tuple[str, str] | None:
        """Particle and rest of a separable verb, or None."""
        return self._dictionary.particle(verb)

    def describe(self, text: str) -> Word:
        """What the language says of a word, met or not."""
        return self._described(text)

    def split(self, text: str) -> tuple[str, ...]:
        """The tokens of a few words, as they are written."""
        if text.isalpha():
            return (text,)
        tokens = self.tokens([text])
        return tuple(
            text[s:e] for s, e in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
        )

    def _bordered(
        self,
        texts: tuple[str, ...],
        first: Ints,
        text: Ints,
        word: Ints,
        start: Ints,
        end: Ints,
        breaks: Ints,
    ) -> Tokens:
        kinds = self.words.kinds[word]
        # a hyphen inside a word parts nothing
        glued = (start == _shifted(end)) & ~_changed(text)
        inside = glued & _next(glued) & (kinds & Kind.HYPHEN > 0)
        kinds = np.where(inside, Kind.NONE, kinds)
        new_line = _changed(breaks) | _changed(text)
        closing = kinds & Kind.ENDS_SENTENCE > 0
        sentence = _number(new_line | (_before(closing) & ~closing))
        sign = (kinds & Kind.CLAUSE_SIGN > 0) & ~_around_asides(kinds)
        clause = _number(_changed(sentence) | _before(sign) | sign | (kinds & Kind.CLAUSE_WORD > 0))
        # in `privacy- en securityofficer` the word between parts nothing
        numbered = (kinds & Kind.NUMBER > 0) & _next((kinds & Kind.POINT > 0) & glued)
        listed = ((kinds & Kind.LIST_BREAK > 0) | numbered) & ~_before(kinds & Kind.HANGS > 0)
        mention = np.where(listed, 0, _number(_changed(sentence) | _before(listed)))
        places = (kinds & Kind.WORD > 0).astype(np.int64)
        hard = _number((kinds & Kind.HARD > 0) | new_line)
        return Tokens(
            texts,
            self.words,
            first,
            word,
            start,
            end,
            np.cumsum(places) + text * _BETWEEN_TEXTS,
            hard,
            sentence,
            clause,
            mention,
        )


def _around_asides(kinds: npt.NDArray[np.int16]) -> Bools:
    """The brackets that hold a word or two of the kind that says nothing by itself: `(nog) niet`."""
    opens, closes, aside = (kinds & kind > 0 for kind in (Kind.OPENS, Kind.CLOSES, Kind.ASIDE))
    around = np.zeros(len(kinds), dtype=bool)
    within = opens
    for words in (1, 2, 3):
        # from the bracket to the word so many places on
        within = _before(within) & aside
        ends = np.flatnonzero(_before(within) & closes)
        around[ends] = around[ends - words - 1] = True
    return around


def _order(text: Ints, start: Ints) -> Ints:
    return text * (1 << 32) + start


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
    """The linguist of a language, made once."""
    return SpacyLinguist(code)
