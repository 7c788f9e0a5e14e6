"""Reads a pattern of the rule language (docs/rules.md) from its text."""

from __future__ import annotations

import re

from pipeline.model import Pattern, Step, Term, TermKind

_GAP = re.compile(r"(~{1,2})(\d{1,2})")
_KINDS: dict[tuple[bool, bool], TermKind] = {
    (False, False): "word",
    (False, True): "prefix",
    (True, False): "suffix",
    (True, True): "infix",
}
"""The kind of a term, by whether * begins it and ends it."""


class PatternError(ValueError):
    """An invalid pattern; its text says what is wrong and where."""


def parse_pattern(text: str) -> Pattern:
    """Return the pattern written as `text`; `PatternError` if it is invalid."""
    steps: list[Step] = []
    gap: re.Match[str] | None = None
    for piece in text.split():
        before, gap = gap, _GAP.fullmatch(piece)
        if gap:
            if before or not steps:
                raise PatternError(f"'{piece}' must stand between two words in '{text}'")
        elif piece.startswith("~"):
            raise PatternError(
                f"'{piece}' in '{text}': write ~ and the number of words in between, such as ~3"
            )
        elif before:
            steps.append(Step(_terms(piece, text), int(before[2]), before[1] == "~~"))
        else:
            steps.append(Step(_terms(piece, text)))
    if gap:
        raise PatternError(f"'{gap[0]}' must stand between two words in '{text}'")
    if not steps:
        raise PatternError("an empty pattern finds nothing")
    return Pattern(text, tuple(steps))


def _terms(piece: str, text: str) -> tuple[Term, ...]:
    alternatives = piece.split("|")
    if "" in alternatives:
        raise PatternError(f"an empty alternative beside | in '{text}'")
    return tuple(_term(alternative, text) for alternative in alternatives)


def _term(word: str, text: str) -> Term:
    if word.startswith("=") and len(word) > 1:
        return Term(word[1:], "exact")
    stem = word.strip("*")
    kind = _KINDS[word.startswith("*"), word.endswith("*")]
    if "*" in stem:
        raise PatternError(
            f"'{word}' in '{text}': * can stand at the start or the end of a word only"
        )
    if not any(map(str.isalnum, stem)):
        raise PatternError(f"'{word}' in '{text}' holds no letter or digit")
    if kind != "word" and len(stem) < 2:
        raise PatternError(
            f"'{word}' in '{text}' would find nearly every word; "
            "write at least two letters beside *"
        )
    return Term(stem, kind)
