"""Segments: the parts of a text that may each say one thing.

They are the whole text, its sentences, and its clauses and items of a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Bools, Ints, Tokens

WHOLE, SENTENCE, PART = 1, 2, 4
"""What a segment is; a text of one clause is all three at once."""


@dataclass(frozen=True)
class Segments:
    """The segments of n texts, m in all, by text and place; each text has one whole.

    `first` and `end` are the tokens from the first word to the last, end exclusive; a text without
    words has an empty whole. `kind` adds up what each is.
    """

    text: Ints
    first: Ints
    end: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.text)

    @property
    def is_whole(self) -> Bools:
        """Which are whole texts, (m,)."""
        return self.kind & WHOLE > 0

    @property
    def is_part(self) -> Bools:
        """Which are clauses or items of a list, (m,)."""
        return self.kind & PART > 0


def split_segments(tokens: Tokens) -> Segments:
    """Return the segments of the texts."""
    texts = np.arange(len(tokens.texts))
    sentence_first, sentence_end = _runs(tokens.sentence)
    part_first, part_end = _runs(np.stack((tokens.clause, tokens.mention)))
    in_part = tokens.mention[part_first] > 0
    part_first, part_end = part_first[in_part], part_end[in_part]
    first = np.concatenate((tokens.first[:-1], sentence_first, part_first))
    end = np.concatenate((tokens.first[1:], sentence_end, part_end))
    kind = np.repeat([WHOLE, SENTENCE, PART], (len(texts), len(sentence_first), len(part_first)))
    text = np.concatenate((texts, tokens.text_of(sentence_first), tokens.text_of(part_first)))
    first, end = _from_word_to_word(tokens, first, end)
    return _distinct(text, first, end, kind)


def segment_texts(tokens: Tokens, segments: Segments) -> list[str]:
    """Return each segment as it is written, from its first word to its last."""
    texts: list[str] = []
    columns = (segments.text.tolist(), segments.first.tolist(), segments.end.tolist())
    for text, first, end in zip(*columns, strict=True):
        if first == end:
            texts.append("")
        else:
            start, stop = int(tokens.start[first]), int(tokens.end[end - 1])
            texts.append(tokens.texts[text][start:stop])
    return texts


def segment_tokens(tokens: Tokens, segments: Segments, texts: Sequence[str]) -> Tokens:
    """Return the tokens of the segments as texts of their own; `texts` are they as written."""
    return tokens.runs(texts, segments.first, segments.end)


def _runs(keys: Ints) -> tuple[Ints, Ints]:
    """Return first and end of each run of tokens with equal keys, (tokens,) or (keys, tokens)."""
    rows = np.atleast_2d(keys)
    if not rows.shape[1]:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero((rows[:, 1:] != rows[:, :-1]).any(axis=0)) + 1
    return np.concatenate(([0], begins)), np.append(begins, rows.shape[1])


def _from_word_to_word(tokens: Tokens, first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return the ranges without the signs around their words; equal ends where there is no word."""
    words = np.append(np.flatnonzero(_is_word(tokens)), len(tokens))
    begins = words[np.searchsorted(words, first)]
    ends = words[np.searchsorted(words, end) - 1] + 1
    is_empty = begins >= end
    return np.where(is_empty, first, begins), np.where(is_empty, first, ends)


def _is_word(tokens: Tokens) -> Bools:
    """Return which tokens are words and no signs, (tokens,)."""
    distinct, number = np.unique(tokens.word, return_inverse=True)
    words = [tokens.lexicon[word].is_word for word in distinct.tolist()]
    return np.array(words, dtype=bool)[number.ravel()]


def _distinct(text: Ints, first: Ints, end: Ints, kind: Ints) -> Segments:
    """Return the distinct segments; equal ranges become one, and empty ones but wholes leave."""
    keep = (end > first) | (kind == WHOLE)
    rows, number = np.unique(np.stack((text, first, end))[:, keep], axis=1, return_inverse=True)
    kinds = np.zeros(rows.shape[1], dtype=np.int64)
    np.bitwise_or.at(kinds, number.ravel(), kind[keep])
    return Segments(rows[0], rows[1], rows[2], kinds)
