"""Tells answers that answer nothing (n.v.t., weet ik niet, -, zie boven) from real ones."""

from __future__ import annotations

import re

from pipeline.language import Language
from pipeline.normalise.words import fold

LONGEST = 100
"""Characters; whoever writes more says something."""

_SIGNS = " \t\r\n.,;:!?-–—_/|()[]{}<>*•·'\"“”‘’…+=~"
_CLAUSE = re.compile(r"\s*[,;:!?()\"…\n]+\s*|\s+[-–—/]+\s+|\.{2,}|(?<=\w\w)\.(?:\s+|$)")


class NonAnswers:
    """The non-answers of one language."""

    def __init__(self, language: Language) -> None:
        self._says_nothing = _whole(language.non_answers)
        self._aside = _whole(language.asides)

    def why(self, text: str) -> str:
        """Why the text is no answer (`empty`, `no words`, `non-answer: ...`); empty when it is one."""
        if not text or text.isspace():
            return "empty"
        if len(text) > LONGEST:
            return "" if any(c.isalnum() for c in text) else "no words"
        folded = fold(text)
        whole = _bare(folded)
        if not any(map(str.isalnum, whole)):
            return "no words"
        if self._says_nothing.fullmatch(whole):
            return f"non-answer: {whole}"
        if not _CLAUSE.search(folded):
            return ""
        first, *rest = [
            clause for clause in map(_bare, _CLAUSE.split(folded)) if any(map(str.isalnum, clause))
        ] or [""]
        if self._says_nothing.fullmatch(first) and all(
            self._says_nothing.fullmatch(c) or self._aside.fullmatch(c) for c in rest
        ):
            return f"non-answer: {whole}"
        return ""


def _bare(folded: str) -> str:
    """The text without signs at its borders and with single spaces."""
    return " ".join(folded.split()).strip(_SIGNS)


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)")
