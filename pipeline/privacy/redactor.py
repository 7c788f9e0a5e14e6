"""Replaces personal data by readable marks, until nothing more is found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.language import LANGUAGES, language
from pipeline.privacy.names import NameFinder
from pipeline.privacy.patterns import formed
from pipeline.privacy.personal_data import FREE_KINDS, PERSONAL_KINDS, PersonalData, Redacted

LEFT_OUT = "[...]"
"""The mark of words that a person left out of a quote."""

_ORDER = {kind: place for place, kind in enumerate(PERSONAL_KINDS)}
_BETWEEN = re.compile(
    r"\s*[,/&+]\s*|\s+(?:en|and|of|or|van|from|uit|the|het)\s+|^(?:het|the)\s+", re.IGNORECASE
)
_LANGUAGES = ("nederlands", "engels", "duits", "frans", "spaans", "turks", "pools", "arabisch")
_IN_ENGLISH = ("dutch", "english", "german", "french", "turkish", "polish", "arabic")
_NO_NAMES = frozenset(("rijk", *_LANGUAGES, "fries", "oekraïens", *_IN_ENGLISH))
"""Capitalised words that are also surnames in the lists: the State and languages."""
ANY_MARK = re.compile(r"\[[^\[\]\n]{1,40}\]")
"""What may be a mark: a few words in square brackets."""


def marks_of(code: str) -> dict[str, str]:
    """Return the mark of each kind in that language, such as [naam]."""
    words = language(code)
    return {kind: f"[{words.text(f'privacy_mark_{kind}')}]" for kind in PERSONAL_KINDS}


@cache
def known_marks() -> frozenset[str]:
    """Return all marks, in every language, and that of words left out."""
    return frozenset({LEFT_OUT}.union(*(marks_of(code).values() for code in LANGUAGES)))


@dataclass(frozen=True)
class Redactor:
    """Redacts texts of one language; `names` finds names and places (None: they are left).

    `allowed` are lower-case terms of a codebook that are no names although lists have them. `exact`
    are such terms case-sensitively: values of a segment, since "groot" is a size and Groot a
    person. A find is exempt only if all of it is such terms: De Groot is not.
    """

    language: str = "nl"
    names: NameFinder | None = None
    allowed: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each kind."""
        return marks_of(self.language)

    def find(self, text: str) -> tuple[PersonalData, ...]:
        """Return the personal data found in one pass over the text, without overlap.

        Marks of an earlier redaction are none.
        """
        finds = formed(text)
        if self.names:
            finds += [find for find in self.names(text) if not self._is_allowed(text, find)]
        finds.sort(key=lambda find: (_ORDER[find.kind], find.start, -find.end))
        taken = bytearray(len(text))
        for mark in ANY_MARK.finditer(text):
            if mark.group() in known_marks():
                taken[mark.start() : mark.end()] = b"\1" * len(mark.group())
        kept: list[PersonalData] = []
        for find in finds:
            for start, end in list(_free(text, find.start, find.end, taken)):
                kept.append(PersonalData(start, end, find.kind))
                taken[start:end] = b"\1" * (end - start)
        return tuple(sorted(kept, key=lambda find: find.start))

    def redact(self, text: str) -> Redacted:
        """Return the text with a mark for each find; redacting that again changes nothing."""
        finds: tuple[PersonalData, ...] = ()
        shown, pieces = text, [(0, 0, len(text))]
        while True:
            new = self.find(shown)
            if not new:
                return Redacted(shown, finds, self.names is not None)
            finds = _joined(text, [*finds, *(_in_original(find, pieces) for find in new)])
            shown, pieces = _shown(text, finds, self.marks)

    def _is_allowed(self, text: str, find: PersonalData) -> bool:
        if find.kind not in FREE_KINDS:
            return False
        whole = text[find.start : find.end]
        parts = [part.strip() for part in _BETWEEN.split(whole)]
        known = {*self.allowed, *_NO_NAMES}
        if whole in self.exact:
            return True
        return all(part in self.exact or part.casefold() in known for part in parts)


def allowed_terms(terms: Iterable[str]) -> frozenset[str]:
    """Return the terms as in `Redactor.allowed`: lower case, none under 3 letters."""
    return frozenset(" ".join(term.casefold().split()) for term in terms if len(term.strip()) > 2)


def _free(text: str, start: int, end: int, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span not yet taken, stripped of space and punctuation.

    Parts without a letter or digit are none.
    """
    stop = start
    while (first := taken.find(0, stop, end)) >= 0:
        stop = taken.find(1, first, end)
        stop = end if stop < 0 else stop
        part = (first, stop)
        if part != (start, end):
            part = _core(text, *part)
        if any(sign.isalnum() for sign in text[slice(*part)]):
            yield part


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span stripped of space and punctuation."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def shown_text(text: str, finds: Sequence[PersonalData], marks: Mapping[str, str]) -> str:
    """Return the text with the mark of each find in its place."""
    return _shown(text, finds, marks)[0]


def _shown(
    text: str, finds: Sequence[PersonalData], marks: Mapping[str, str]
) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the text with marks, and its pieces: (position, start in the original, length)."""
    parts: list[str] = []
    pieces, at, size = [], 0, 0
    for find in (*finds, PersonalData(len(text), len(text), "")):
        kept = text[at : find.start]
        pieces.append((size, at, len(kept)))
        mark = marks.get(find.kind, "")
        parts += [kept, mark]
        size += len(kept) + len(mark)
        at = find.end
    return "".join(parts), pieces


def _in_original(find: PersonalData, pieces: Sequence[tuple[int, int, int]]) -> PersonalData:
    # a find never contains a mark, so it lies within one piece
    where, start, _ = pieces[bisect_right(pieces, find.start, key=lambda piece: piece[0]) - 1]
    return PersonalData(find.start - where + start, find.end - where + start, find.kind)


def _joined(text: str, finds: Sequence[PersonalData]) -> tuple[PersonalData, ...]:
    """Return finds in order; those of one kind with only a space, comma or dash between as one."""
    joined: list[PersonalData] = []
    for find in sorted(finds, key=lambda find: find.start):
        last = joined[-1] if joined else None
        apart = ("", " ", "-", ", ") if find.kind == "address" else ("", " ", "-")
        if last and last.kind == find.kind and text[last.end : find.start] in apart:
            joined[-1] = PersonalData(last.start, find.end, find.kind)
        else:
            joined.append(find)
    return tuple(joined)
