"""Splits many texts at white space in one pass of arrays. What stands between white space is a chunk; people repeat chunks all the time,
so the tokeniser need only see each distinct one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model import Ints

_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST_SPACE = 0x3000
_IS_SPACE = np.array([chr(c).isspace() for c in range(_LAST_SPACE + 1)] + [False])
_IS_BREAK = np.zeros(_LAST_SPACE + 2, dtype=bool)
_IS_BREAK[[ord(c) for c in "\n\r\v\f\t\x1c\x1d\x1e\x85\u2028\u2029"]] = True


@dataclass(frozen=True)
class Chunks:
    """The chunks of all texts in order: what they say, in which text, where it begins there, and the line breaks (and tabs) before it."""

    said: list[str]
    text: Ints
    start: Ints
    breaks: Ints


def split_chunks(texts: Sequence[str]) -> Chunks:
    """The chunks of the texts. A lone surrogate, which no file can hold, is read as the replacement character."""
    joined = "\n".join(texts)
    try:
        raw = joined.encode("utf-32-le")
    except UnicodeEncodeError:
        joined = _SURROGATE.sub("\ufffd", joined)
        raw = joined.encode("utf-32-le")
    codes = np.minimum(np.frombuffer(raw, dtype=np.uint32), _LAST_SPACE + 1)
    solid = ~_IS_SPACE[codes]
    before = np.concatenate(([False], solid[:-1]))
    starts = np.flatnonzero(solid & ~before)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    offsets = np.concatenate(([0], np.cumsum(lengths + 1)[:-1])) if len(texts) else np.zeros(0, dtype=np.int64)
    text = np.searchsorted(offsets, starts, side="right") - 1
    breaks = np.cumsum(_IS_BREAK[codes])[starts] if len(starts) else np.zeros(0, dtype=np.int64)
    start = starts - offsets[text] if len(starts) else starts
    return Chunks(joined.split(), text, start, breaks)
