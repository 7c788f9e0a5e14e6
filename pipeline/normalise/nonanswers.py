"""Tells answers that answer nothing (n.v.t., weet ik niet, -, zie boven) from real ones."""

from __future__ import annotations

import re

from pipeline.language import Language
from pipeline.normalise.words import fold

LONGEST = 100
"""Characters; whoever writes more says something."""

_SIGNS = re.compile(r"^[^\w]+|[^\w]+$")
_SPACE = re.compile(r"\s+")
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
        clauses = [_SPACE.sub(" ", _SIGNS.sub("", clause)) for clause in _CLAUSE.split(folded)]
        clauses = [clause for clause in clauses if any(c.isalnum() for c in clause)]
        if not clauses:
            return "no words"
        first, *rest = clauses
        whole = _SPACE.sub(" ", _SIGNS.sub("", folded))
        if self._says_nothing.fullmatch(whole) or (
            self._says_nothing.fullmatch(first) and all(self._says_nothing.fullmatch(c) or self._aside.fullmatch(c) for c in rest)
        ):
            return f"non-answer: {whole}"
        return ""


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)")
