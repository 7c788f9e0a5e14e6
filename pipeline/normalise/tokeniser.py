"""spaCy's tokens of many texts.

Each distinct chunk between white space is tokenised once; a trained model, which reads words in
context, sees whole texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import spacy
from spacy.language import Language as Pipeline
from spacy.tokenizer import Tokenizer
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    get_lang_class,
)

from pipeline.errors import UnknownLanguageError
from pipeline.model import Ints, whole_characters
from pipeline.normalise.chunks import Chunks
from pipeline.normalise.words import WordList

LONGEST_CHUNK = 1_000
"""Characters; a longer chunk (a pasted key, a picture in letters) is one token."""

_CHUNKS_A_DOC = 1_000
_CLOSING = frozenset(",;:!?)")

Span = tuple[int, int]
"""The first code point and the one after the last."""

# spaCy keeps `CISO/FG`, `x;y`, `AI-officer`, `1.functie` and `tijd.geen` whole; people mean two
# words. Interviewers separate the answers to their probes by //
_INFIXES = (
    r"(?<=[^\W\d_])[/;+\\|•·](?=[^\W\d_])",
    r"(?<=[^\W\d_])[-‐‑–](?=[^\W_])",
    r"(?<=[\W_][^\W\d_]\d)[-‐‑–](?=[^\W\d_])",
    r"(?<=^[^\W\d_]\d)[-‐‑–](?=[^\W\d_])",
    r"(?<=\d)[.)](?=[^\W\d_])",
    r"(?<=[^\W\d_]{3})\.(?=[^\W\d_]{3})",
    r"(?<=[^\s/:])[.,!?…]*/{2,}(?=[^\s/])",
)
_PREFIXES = (r"[•·▪●◦‣→*>]", r"/{2,}")
_SUFFIXES = (r"(?<=[A-Z]&[A-Z])\.", r"/{2,}")


def load_pipeline(language: str, model: str = "") -> Pipeline:
    """Return spaCy's blank pipeline of a language, or the user's trained model.

    Both split at separators inside words.
    """
    if not model:
        return _blank(language)
    try:
        nlp = spacy.load(model, exclude=["ner"])
    except (ImportError, OSError, ValueError):
        raise UnknownLanguageError(
            f"the spaCy model '{model}' of study.yaml is not installed; "
            "install it or leave spacy_model out"
        ) from None
    if isinstance(nlp.tokenizer, Tokenizer):
        affixes = _affixes(nlp.Defaults)
        nlp.tokenizer.prefix_search = compile_prefix_regex(affixes["prefixes"]).search
        nlp.tokenizer.suffix_search = compile_suffix_regex(affixes["suffixes"]).search
        nlp.tokenizer.infix_finditer = compile_infix_regex(affixes["infixes"]).finditer
        nlp.tokenizer.url_match = None
    return nlp


def is_plain(nlp: Pipeline) -> bool:
    """Whether the pipeline splits by rules alone, so that a chunk is split the same everywhere."""
    return type(nlp.tokenizer) is Tokenizer


def _affixes(defaults: Any) -> dict[str, tuple[str, ...]]:
    """Return the patterns of prefixes, suffixes and infixes: those of a language and ours."""
    return {
        "prefixes": (*(defaults.prefixes or ()), *_PREFIXES),
        "suffixes": (*(defaults.suffixes or ()), *_SUFFIXES),
        "infixes": (*(defaults.infixes or ()), *_INFIXES),
    }


def _blank(language: str) -> Pipeline:
    try:
        kind = get_lang_class(language)
    except ImportError:
        raise UnknownLanguageError(
            f"spaCy has no language '{language}'; write its ISO code, such as nl or en"
        ) from None
    # `1.functie` looks like an address
    own = {**_affixes(kind.Defaults), "url_match": None}
    # in one go: setting these afterwards reloads the tokeniser's exceptions each time
    defaults = type("Defaults", (kind.Defaults,), own)
    blank: Pipeline = type(kind.__name__, (kind,), {"Defaults": defaults})()
    return blank


@dataclass(frozen=True)
class Located:
    """Tokens with their positions, each array (m,), in the order of the texts.

    For each: the number of its text, its word, its first code point there and the one after its
    last, and the line breaks of the batch before it.
    """

    text: Ints
    word: Ints
    start: Ints
    end: Ints
    breaks: Ints


class _Numbers(dict[str, int]):
    """Numbers chunks on first use, so that one pass both finds the new and numbers all."""

    def __init__(self) -> None:
        super().__init__()
        self._new: list[str] = []

    def __missing__(self, chunk: str) -> int:
        self[chunk] = number = len(self)
        self._new.append(chunk)
        return number

    def new(self) -> list[str]:
        """Return those met since the last call."""
        new, self._new = self._new, []
        return new


class ChunkTokeniser:
    """Tokens of chunks by a blank pipeline, remembered.

    They equal those of whole texts (a test checks this).
    """

    def __init__(self, nlp: Pipeline, words: WordList) -> None:
        tokenizer: Any = nlp.tokenizer
        self._tokenizer = tokenizer
        self._exceptions = frozenset(tokenizer.rules)
        self._words = words
        self._numbers = _Numbers()
        self._first: list[int] = [0]
        self._word: list[int] = []
        self._start: list[int] = []
        self._length: list[int] = []

    def tokens(self, chunks: Chunks) -> Located:
        """Return the tokens of the chunks."""
        numbers = map(self._numbers.__getitem__, chunks.characters)
        ids = np.fromiter(numbers, dtype=np.int64, count=len(chunks.characters))
        self._add(self._numbers.new())
        first, word, start, length = (
            np.array(column, dtype=np.int64)
            for column in (self._first, self._word, self._start, self._length)
        )
        counts = np.diff(first)[ids]
        chunk = np.repeat(np.arange(len(ids)), counts)
        # a chunk's tokens are contiguous: its first, and as many on as the token is past that
        at = np.arange(len(chunk)) + (first[ids] - (np.cumsum(counts) - counts))[chunk]
        begin = chunks.start[chunk] + start[at]
        end = begin + length[at]
        return Located(chunks.text[chunk], word[at], begin, end, chunks.breaks[chunk])

    def _add(self, new: list[str]) -> None:
        hard = [chunk for chunk in new if self._plain(chunk) is None]
        spans = dict(zip(hard, self._by_spacy(hard), strict=True))
        for chunk in new:
            for begin, end in spans.get(chunk) or self._plain(chunk) or [(0, len(chunk))]:
                self._word.append(self._words.number(chunk[begin:end]))
                self._start.append(begin)
                self._length.append(end - begin)
            self._first.append(len(self._word))

    def _plain(self, chunk: str) -> list[Span] | None:
        """Return the spans that are known without calling spaCy.

        That is a word of letters, with or without closing punctuation.
        """
        if len(chunk) > LONGEST_CHUNK:
            return [(0, len(chunk))]
        if chunk in self._exceptions:
            return None
        if chunk.isalpha():
            return [(0, len(chunk))]
        word, last = chunk[:-1], chunk[-1]
        if not word.isalpha():
            return None
        closes = last in _CLOSING and len(word) > 2 and word not in self._exceptions
        # a period may belong to an abbreviation, but not after two lower-case letters
        ends = last == "." and len(word) > 3 and word[-2:].islower() and word.isascii()
        return [(0, len(word)), (len(word), len(chunk))] if closes or ends else None

    def _by_spacy(self, chunks: list[str]) -> Iterator[list[Span]]:
        for at in range(0, len(chunks), _CHUNKS_A_DOC):
            batch = chunks[at : at + _CHUNKS_A_DOC]
            spans: list[list[Span]] = [[] for _ in batch]
            begins = np.concatenate(([0], np.cumsum([len(c) + 1 for c in batch])[:-1])).tolist()
            number = 0
            for token in self._tokenizer(" ".join(batch)):
                while number + 1 < len(begins) and token.idx >= begins[number + 1]:
                    number += 1
                begin = token.idx - begins[number]
                spans[number].append((begin, begin + len(token)))
            yield from spans


class ModelTokeniser:
    """Tokens and lemmas of whole texts by a trained model.

    It also reads languages without spaces between words.
    """

    def __init__(self, nlp: Pipeline, words: WordList) -> None:
        self._nlp = nlp
        self._words = words

    def tokens(self, texts: Sequence[str], chunks: Chunks) -> Located:
        """Return the tokens of the texts, of which these are the chunks."""
        limit = self._nlp.max_length
        readable = [whole_characters(text)[:limit] for text in texts]
        rows = [
            (number, self._words.number(token.text, token.lemma_), token.idx, len(token))
            for number, doc in enumerate(self._nlp.pipe(readable))
            for token in doc
            if not token.is_space
        ]
        text, word, start, length = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        starts_of_chunks = _in_one_order(chunks.text, chunks.start)
        at = np.searchsorted(starts_of_chunks, _in_one_order(text, start), side="right") - 1
        breaks = chunks.breaks[at] if len(at) else at
        return Located(text, word, start, start + length, breaks)


def _in_one_order(text: Ints, start: Ints) -> Ints:
    return text * (1 << 32) + start
