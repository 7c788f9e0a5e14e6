"""Texts split into segments, with what rules found in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.coding.pair_model.segments import (
    PART,
    SENTENCE,
    WHOLE,
    Segments,
    segment_texts,
    segment_tokens,
    split_segments,
)
from pipeline.coding.rules import Hits
from pipeline.model import Bools, Codebook, Ints, Tokens, ranges


@dataclass(frozen=True)
class SplitTexts:
    """n texts and their segments, s in all; p of them are parts: clauses or items of a list.

    `segment_tokens` are the segments as texts of their own. `part` are the numbers of the parts,
    `text_of_part` their texts (p,). `hits` (n, codes) and `part_hits` (p, codes) are the codes that
    rules found, with their parents. `is_remark` (p,): whether a part has a content word.
    """

    tokens: Tokens
    segments: Segments
    segment_tokens: Tokens
    part: Ints
    text_of_part: Ints
    hits: Bools
    part_hits: Bools
    is_remark: Bools

    @classmethod
    def split(cls, tokens: Tokens, hits: Hits, book: Codebook, content: Bools) -> SplitTexts:
        """Return the texts split; `content` marks the content words (tokens,)."""
        segments = split_segments(tokens)
        part = np.flatnonzero(segments.is_part)
        first, end = segments.first[part], segments.end[part]
        before = np.concatenate(([0], np.cumsum(content)))
        return cls(
            tokens=tokens,
            segments=segments,
            segment_tokens=segment_tokens(tokens, segments, segment_texts(tokens, segments)),
            part=part,
            text_of_part=segments.text[part],
            hits=book.matrix_with_parents(hits.matrix(len(tokens.texts), len(book.codes))),
            part_hits=book.matrix_with_parents(_hits_of_parts(tokens, segments, part, hits, book)),
            is_remark=before[end] > before[first],
        )

    def parts_as_texts(self) -> Segments:
        """Return the parts as texts of one segment each."""
        return Segments(
            text=np.arange(len(self.part)),
            first=self.segments.first[self.part],
            end=self.segments.end[self.part],
            kind=np.full(len(self.part), WHOLE | SENTENCE | PART),
        )

    def parts_at(self, parts: Ints) -> Tokens:
        """Return some of the parts as texts of their own; `parts` number the parts."""
        segment = self.part[parts]
        some = Segments(
            text=self.segments.text[segment],
            first=self.segments.first[segment],
            end=self.segments.end[segment],
            kind=self.segments.kind[segment],
        )
        return segment_tokens(self.tokens, some, segment_texts(self.tokens, some))

    def span(self, parts: Ints) -> tuple[Ints, Ints]:
        """Return start and end of parts in their texts, in code points."""
        segment = self.part[parts]
        start = self.tokens.start[self.segments.first[segment]]
        return start, self.tokens.end[self.segments.end[segment] - 1]


def _hits_of_parts(
    tokens: Tokens, segments: Segments, part: Ints, hits: Hits, book: Codebook
) -> Bools:
    """Return the codes whose evidence touches each part, (parts, codes)."""
    found = np.zeros((len(part), len(book.codes)), dtype=bool)
    text_of_part = segments.text[part]
    first_part = np.searchsorted(text_of_part, hits.text)
    parts_of_text = np.searchsorted(text_of_part, hits.text, side="right") - first_part
    hit, candidate = ranges(first_part, parts_of_text)
    start = tokens.start[segments.first[part]][candidate]
    end = tokens.end[segments.end[part] - 1][candidate]
    touches = (hits.start[hit] < end) & (hits.end[hit] > start)
    found[candidate[touches], hits.code[hit[touches]]] = True
    return found
