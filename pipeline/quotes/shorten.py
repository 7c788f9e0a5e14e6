"""Shortens a verbatim around its evidence: whole sentences if they fit, else words.

[...] replaces omitted text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.privacy import LEFT_OUT, PersonalData, Redacted, shown_text

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?](?!\s)[^.!?\n]*)*\s*")
_WORD = re.compile(r"\S+")

Span = tuple[int, int]


def proposed_quote(
    verbatim: str, redacted: Redacted, marks: Mapping[str, str], evidence: Span, longest: int
) -> str:
    """Return the redacted verbatim on one line, shortened if longer than `longest` characters.

    It is shortened around the evidence (code points of the verbatim).
    """
    whole = " ".join(redacted.text.split())
    if len(whole) <= longest:
        return whole
    text = _Text(verbatim, redacted.finds, marks, longest)
    sentences = text.parts(_SENTENCE, (0, len(verbatim))) or [(0, len(verbatim))]
    shown = text.grown(sentences, evidence)
    if len(shown) <= longest:
        return shown
    words = text.parts(_WORD, sentences[_part_at(sentences, evidence)])
    return text.grown(words, evidence)


@dataclass(frozen=True)
class _Text:
    """A verbatim to be shortened, with the personal data found in it and their marks."""

    verbatim: str
    finds: Sequence[PersonalData]
    marks: Mapping[str, str]
    longest: int

    def parts(self, pattern: re.Pattern[str], within: Span) -> list[Span]:
        """Return the matches within a span, each extended so that it splits no find."""
        start, end = within
        matches = pattern.finditer(self.verbatim[start:end])
        return [self._around(start + match.start(), start + match.end()) for match in matches]

    def grown(self, parts: Sequence[Span], evidence: Span) -> str:
        """Return the part with the evidence and as many around it as fit, later ones first."""
        first = last = _part_at(parts, evidence)
        shown = self._between(*parts[first])
        grows = True
        while grows:
            grows = False
            for start, end in ((first, last + 1), (first - 1, last)):
                if start < 0 or end >= len(parts):
                    continue
                more = self._between(parts[start][0], parts[end][1])
                if len(more) <= self.longest:
                    first, last, shown, grows = start, end, more, True
                    break
        return shown

    def _around(self, start: int, end: int) -> Span:
        for find in self.finds:
            if find.start < end and start < find.end:
                start, end = min(start, find.start), max(end, find.end)
        return start, end

    def _between(self, start: int, end: int) -> str:
        inside = [
            PersonalData(find.start - start, find.end - start, find.kind)
            for find in self.finds
            if start <= find.start and find.end <= end
        ]
        shown = " ".join(shown_text(self.verbatim[start:end], inside, self.marks).split())
        before = f"{LEFT_OUT} " if self.verbatim[:start].strip() else ""
        after = f" {LEFT_OUT}" if self.verbatim[end:].strip() else ""
        return before + shown + after


def _part_at(parts: Sequence[Span], evidence: Span) -> int:
    """Return the number of the part where the evidence starts, 0 if it is in none."""
    inside = (i for i, (start, end) in enumerate(parts) if start <= evidence[0] < end)
    return next(inside, 0)
