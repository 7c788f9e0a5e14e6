"""spaCy's tokens of many answers. Each distinct chunk between white space is tokenised once; a trained model, which reads words in
context, sees whole answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from pipeline.model import Ints
from pipeline.normalise.chunks import Chunks
from pipeline.normalise.words import WordList

LONGEST_CHUNK = 1_000
"""Characters without white space; a longer chunk (a pasted key, a picture in letters) is one token."""

_CHUNKS_A_DOC = 1_000
_CLOSING = frozenset(",;:!?)")

# spaCy leaves `CISO/FG`, `x;y`, `AI-officer`, `1.functie` and `tijd.geen` whole; people mean two words. Interviewers part
# the answers to their probes by //
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
    """spaCy's blank pipeline of the language, or the user's trained model, with separators inside words as infixes."""
    if not model:
        return _blank(language)
    try:
        nlp = spacy.load(model, exclude=["ner"])
    except (ImportError, OSError, ValueError):
        what = f"the spaCy model '{model}' of study.yaml is not installed; install it or leave spacy_model out"
        raise UnknownLanguageError(what) from None
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.prefix_search = compile_prefix_regex(
            [*(nlp.Defaults.prefixes or ()), *_PREFIXES]
        ).search
        nlp.tokenizer.suffix_search = compile_suffix_regex(
            [*(nlp.Defaults.suffixes or ()), *_SUFFIXES]
        ).search
        nlp.tokenizer.infix_finditer = compile_infix_regex(
            [*(nlp.Defaults.infixes or ()), *_INFIXES]
        ).finditer
        nlp.tokenizer.url_match = None
    return nlp


def is_plain(nlp: Pipeline) -> bool:
    """Whether the pipeline splits text by rules alone, so that a chunk is split alike wherever it stands."""
    return type(nlp.tokenizer) is Tokenizer


def _blank(language: str) -> Pipeline:
    try:
        kind = get_lang_class(language)
    except ImportError:
        raise UnknownLanguageError(
            f"spaCy has no language '{language}'; write its ISO code, such as nl or en"
        ) from None

    class Defaults(kind.Defaults):  # type: ignore[misc, name-defined]
        prefixes = (*(kind.Defaults.prefixes or ()), *_PREFIXES)
        suffixes = (*(kind.Defaults.suffixes or ()), *_SUFFIXES)
        infixes = (*(kind.Defaults.infixes or ()), *_INFIXES)
        url_match = None  # `1.functie` passes for an address

    # made in one go: setting these afterwards loads the tokeniser's exceptions anew each time
    blank: Pipeline = type(kind.__name__, (kind,), {"Defaults": Defaults})()
    return blank


class _Numbers(dict[str, int]):
    """Numbers chunks as they are asked for, so that one pass both finds the new ones and numbers all."""

    def __init__(self) -> None:
        super().__init__()
        self._new: list[str] = []

    def __missing__(self, said: str) -> int:
        self[said] = number = len(self)
        self._new.append(said)
        return number

    def new(self) -> list[str]:
        """Those met since this was asked last."""
        found, self._new = self._new, []
        return found


class ChunkTokeniser:
    """Tokens of chunks by a blank pipeline, remembered. Same result as tokenising the whole text (a test holds it to that)."""

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

    def tokens(self, chunks: Chunks) -> tuple[Ints, Ints, Ints, Ints]:
        """Number of the chunk, word, start in the text and length of every token."""
        ids = np.fromiter(
            map(self._numbers.__getitem__, chunks.said), dtype=np.int64, count=len(chunks.said)
        )
        self._add(self._numbers.new())
        first = np.array(self._first, dtype=np.int64)
        word, start, length = (
            np.array(column, dtype=np.int64) for column in (self._word, self._start, self._length)
        )
        counts = np.diff(first)[ids]
        chunk = np.repeat(np.arange(len(ids)), counts)
        # a chunk's tokens stand together: its first, and as many on as the token is past the chunk's first
        at = np.arange(len(chunk)) + (first[ids] - (np.cumsum(counts) - counts))[chunk]
        return chunk, word[at], chunks.start[chunk] + start[at], length[at]

    def _add(self, new: list[str]) -> None:
        hard = [said for said in new if self._plain(said) is None]
        spans = dict(zip(hard, self._by_spacy(hard), strict=True))
        for said in new:
            for begin, end in spans.get(said) or self._plain(said) or [(0, len(said))]:
                self._word.append(self._words.number(said[begin:end]))
                self._start.append(begin)
                self._length.append(end - begin)
            self._first.append(len(self._word))

    def _plain(self, said: str) -> list[tuple[int, int]] | None:
        """The spans where the answer is known without asking: a word of letters, with or without a closing sign."""
        if len(said) > LONGEST_CHUNK:
            return [(0, len(said))]
        if said in self._exceptions:
            return None
        if said.isalpha():
            return [(0, len(said))]
        if (
            said[-1] in _CLOSING
            and len(said) > 3
            and said[:-1].isalpha()
            and said[:-1] not in self._exceptions
        ):
            return [(0, len(said) - 1), (len(said) - 1, len(said))]
        if (
            said[-1] == "."
            and len(said) > 4
            and said[:-1].isalpha()
            and said[-3:-1].islower()
            and said.isascii()
        ):
            return [(0, len(said) - 1), (len(said) - 1, len(said))]
        return None

    def _by_spacy(self, said: list[str]) -> Iterable[list[tuple[int, int]]]:
        for batch in (said[i : i + _CHUNKS_A_DOC] for i in range(0, len(said), _CHUNKS_A_DOC)):
            spans: list[list[tuple[int, int]]] = [[] for _ in batch]
            begins = np.concatenate(([0], np.cumsum([len(s) + 1 for s in batch])[:-1])).tolist()
            number = 0
            for token in self._tokenizer(" ".join(batch)):
                while number + 1 < len(begins) and token.idx >= begins[number + 1]:
                    number += 1
                spans[number].append(
                    (token.idx - begins[number], token.idx - begins[number] + len(token))
                )
            yield from spans


class ModelTokeniser:
    """Tokens and lemmas of whole answers by a trained model (or by a language whose words have no spaces between them)."""

    def __init__(self, nlp: Pipeline, words: WordList) -> None:
        self._nlp = nlp
        self._words = words

    def tokens(self, texts: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
        """Number of the text, word, start in the text and length of every token."""
        rows: list[tuple[int, int, int, int]] = []
        limit = self._nlp.max_length
        for number, doc in enumerate(self._nlp.pipe([text[:limit] for text in texts])):
            words = (token for token in doc if not token.is_space)
            rows += [(number, self._words.number(t.text, t.lemma_), t.idx, len(t)) for t in words]
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        return table[:, 0], table[:, 1], table[:, 2], table[:, 3]
