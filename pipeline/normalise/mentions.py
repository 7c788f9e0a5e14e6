"""Lists in answers: the items that people part with commas, slashes, bullets, numbers, lines, `en` or `&`."""

from __future__ import annotations

import re

from pipeline.model import Tokens

_NUMBERING = re.compile(
    r"(?:\(?\d{1,2}[.):](?!\d)\s*|\(?[a-hA-H](?:\)\s*|\.\s+))|[-–—•·▪●◦‣*→>]+\s*"
)
_TRIM = " \t\r\n,;:/|+&-–—•·*.()[]\"'"


def split_mentions(tokens: Tokens, text: int) -> list[tuple[int, int]]:
    """Start and end (code points) of each mention in that text of the batch, without separators, bullets and numbering."""
    verbatim = tokens.texts[text]
    lo, hi = int(tokens.first[text]), int(tokens.first[text + 1])
    by_mention: dict[int, list[int]] = {}
    for at in range(lo, hi):
        by_mention.setdefault(int(tokens.mention[at]), []).append(at)
    by_mention.pop(0, None)
    spans = (
        _trimmed(verbatim, int(tokens.start[ats[0]]), int(tokens.end[ats[-1]]))
        for ats in by_mention.values()
    )
    return [span for span in spans if span is not None]


def _trimmed(verbatim: str, start: int, end: int) -> tuple[int, int] | None:
    numbering = _NUMBERING.match(verbatim, start, end)
    if numbering and numbering.end() < end:
        start = numbering.end()
    while start < end and verbatim[start] in _TRIM:
        start += 1
    while end > start and verbatim[end - 1] in _TRIM:
        end -= 1
    if any(c.isalnum() for c in verbatim[start:end]) and not verbatim[start:end].isdigit():
        return start, end
    return None
