"""Distinguishes non-answers (n.v.t., weet ik niet, -, zie boven) from real answers."""

from __future__ import annotations

import re

from pipeline.language import Language
from pipeline.normalise.words import fold

LONGEST = 100
"""The most characters of a non-answer; longer texts say something."""

_SIGNS = " \t\r\n.,;:!?-–—_/|()[]{}<>*•·'\"“”‘’…+=~"
_CLAUSE = re.compile(r"\s*[,;:!?()\"…\n]+\s*|\s+[-–—/]+\s+|\.{2,}|(?<=\w\w)\.(?:\s+|$)")


class NonAnswers:
    """The non-answers of one language."""

    def __init__(self, language: Language) -> None:
        self._says_nothing = _one_of(language.non_answers.patterns)
        self._aside = _one_of(language.non_answers.asides)

    def why(self, text: str) -> str:
        """Return why the text is a non-answer (`empty`, `no words`, `non-answer: ...`), or ''."""
        if not text or text.isspace():
            return "empty"
        if len(text) > LONGEST:
            return "" if _has_words(text) else "no words"
        folded = fold(text)
        whole = _bare(folded)
        if not _has_words(whole):
            return "no words"
        if self._says_nothing.fullmatch(whole) or self._clauses_say_nothing(folded):
            return f"non-answer: {whole}"
        return ""

    def _clauses_say_nothing(self, folded: str) -> bool:
        """Whether the first clause says nothing, and each other one is empty too or an aside."""
        first, *rest = filter(_has_words, map(_bare, _CLAUSE.split(folded)))
        if not self._says_nothing.fullmatch(first):
            return False
        return all(self._says_nothing.fullmatch(c) or self._aside.fullmatch(c) for c in rest)


def _bare(folded: str) -> str:
    """Return the text without punctuation at its ends and with single spaces."""
    return " ".join(folded.split()).strip(_SIGNS)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")
