"""Tells answers that answer nothing (n.v.t., weet ik niet, -, zie boven) from real ones."""

from __future__ import annotations

import re

from pipeline.language import Language
from pipeline.normalise.words import fold

LONGEST = 120
"""Characters; whoever writes more says something."""

_SIGNS = re.compile(r"^[^\w]+|[^\w]+$")
_SPACE = re.compile(r"\s+")
_ASIDE = re.compile(r"\s*[,;:!?()\"…]+\s*|\s+[-–—]+\s+|\.{2,}")


class NonAnswers:
    """The non-answers of one language."""

    def __init__(self, language: Language) -> None:
        self._whole = re.compile("|".join(f"(?:{p})" for p in language.non_answers) or r"(?!)")

    def why(self, text: str) -> str:
        """Why the text is no answer (`empty`, `no words`, `non-answer: ...`); empty when it is one."""
        if not text or text.isspace():
            return "empty"
        if len(text) > LONGEST:
            return "" if any(c.isalnum() for c in text) else "no words"
        bare = _SPACE.sub(" ", _ASIDE.sub(" ", fold(text)))
        bare = _SIGNS.sub("", bare.strip())
        if not bare or not any(c.isalnum() for c in bare):
            return "no words"
        return f"non-answer: {bare}" if self._whole.fullmatch(bare) else ""
