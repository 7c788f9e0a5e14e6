"""Splits many texts at white space in one pass over arrays.

Text between white space is a chunk; people repeat chunks all the time, so the tokeniser need only
see each distinct one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import Ints

_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST_SPACE = 0x3000
_BREAKS = "\n\r\v\f\t\x1c\x1d\x1e\x85\u2028\u2029"
# by code point: 0 part of a chunk, 1 white space, 2 white space that breaks the line
_KIND = np.zeros(1 << 16, dtype=np.uint8)
_KIND[[c for c in range(_LAST_SPACE + 1) if chr(c).isspace()]] = 1
_KIND[[ord(c) for c in _BREAKS]] = 2


@dataclass(frozen=True)
class Chunks:
    """The chunks of all texts in order.

    For each: its characters, the number of its text, where it begins there, and how many line
    breaks (and tabs) of the batch are before it.
    """

    characters: list[str]
    text: Ints
    start: Ints
    breaks: Ints


def split_chunks(texts: Sequence[str]) -> Chunks:
    """Return the chunks of the texts.

    A lone surrogate, which no file can hold, is read as the replacement character.
    """
    joined, kind = _kinds("\n".join(texts))
    solid = kind == 0
    starts = np.flatnonzero(solid[1:] & ~solid[:-1]) + 1
    if len(solid) and solid[0]:
        starts = np.concatenate(([0], starts))
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths + 1)
    offsets = ends - lengths - 1
    counts = np.diff(np.searchsorted(starts, np.concatenate(([0], ends))))
    text = np.repeat(np.arange(len(texts)), counts)
    breaks = np.searchsorted(np.flatnonzero(kind == 2), starts)
    return Chunks(joined.split(), text, starts - offsets[text], breaks)


def _kinds(joined: str) -> tuple[str, npt.NDArray[np.uint8]]:
    """Return the text as it is read and the kind of each code point.

    A code point takes two bytes, unless the text needs more.
    """
    try:
        raw = joined.encode("utf-16-le")
    except UnicodeEncodeError:
        joined = _SURROGATE.sub("\ufffd", joined)
        raw = joined.encode("utf-16-le")
    if len(raw) == 2 * len(joined):
        return joined, _KIND[np.frombuffer(raw, dtype=np.uint16)]
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    return joined, _KIND[np.minimum(codes, _LAST_SPACE + 1)]
