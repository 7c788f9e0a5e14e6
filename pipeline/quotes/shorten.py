"""Shortens a verbatim around its evidence: whole sentences where they fit, else words, and [...] where something was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.privacy import LEFT_OUT, PersonalData, Redacted, shown_text

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?](?!\s)[^.!?\n]*)*\s*")
_WORD = re.compile(r"\S+")


def proposed_quote(
    verbatim: str,
    redacted: Redacted,
    marks: dict[str, str],
    evidence: tuple[int, int],
    longest: int,
) -> str:
    """The redacted verbatim on one line; of at most `longest` signs around the evidence (code points of the verbatim) where it is longer."""
    whole = " ".join(redacted.text.split())
    if len(whole) <= longest:
        return whole
    finds = redacted.finds
    parts = [_around(match.span(), finds) for match in _SENTENCE.finditer(verbatim)] or [
        (0, len(verbatim))
    ]
    shown = _grown(verbatim, finds, marks, parts, evidence, longest)
    if len(shown) <= longest:
        return shown
    inside = next((part for part in parts if part[0] <= evidence[0] < part[1]), parts[0])
    words = [
        _around((inside[0] + m.start(), inside[0] + m.end()), finds)
        for m in _WORD.finditer(verbatim[slice(*inside)])
    ]
    return _grown(verbatim, finds, marks, words, evidence, longest)


def _grown(
    verbatim: str, finds: Sequence[PersonalData], marks: dict[str, str], parts: Sequence[tuple[int, int]], evidence: tuple[int, int], longest: int
) -> str:  # fmt: skip
    """The part that holds the evidence, with as many parts around it as fit, those behind it first."""
    at = next((i for i, part in enumerate(parts) if part[0] <= evidence[0] < part[1]), 0)
    first = last = at
    shown = _between(verbatim, finds, marks, parts[first][0], parts[last][1])
    grows = True
    while grows:
        grows = False
        for a, b in ((first, last + 1), (first - 1, last)):
            if a >= 0 and b < len(parts):
                more = _between(verbatim, finds, marks, parts[a][0], parts[b][1])
                if len(more) <= longest:
                    first, last, shown, grows = a, b, more, True
                    break
    return shown


def _between(
    verbatim: str, finds: Sequence[PersonalData], marks: dict[str, str], start: int, end: int
) -> str:
    inside = [
        PersonalData(f.start - start, f.end - start, f.kind)
        for f in finds
        if start <= f.start and f.end <= end
    ]
    shown = " ".join(shown_text(verbatim[start:end], inside, marks).split())
    before = f"{LEFT_OUT} " if verbatim[:start].strip() else ""
    return before + shown + (f" {LEFT_OUT}" if verbatim[end:].strip() else "")


def _around(span: tuple[int, int], finds: Sequence[PersonalData]) -> tuple[int, int]:
    """The stretch, grown so that it cuts no find in two."""
    start, end = span
    for find in finds:
        if find.start < end and start < find.end:
            start, end = min(start, find.start), max(end, find.end)
    return start, end
