"""Reads a pattern of the rule language (codebooks/README.md) from its text."""

from __future__ import annotations

import re

from pipeline.model import Pattern, Step, Term

_GAP = re.compile(r"(~{1,2})(\d{1,2})")


class PatternError(ValueError):
    """A pattern that says nothing the rule language knows; its text says what and where."""


def parse_pattern(text: str) -> Pattern:
    """The pattern written as `text`; `PatternError` when it is none."""
    steps: list[Step] = []
    gap, either = 0, False
    waiting = ""  # a gap that still needs the word after it
    for piece in text.split():
        found = _GAP.fullmatch(piece)
        if found:
            if waiting or not steps:
                raise PatternError(f"'{piece}' must stand between two words in '{text}'")
            waiting, gap, either = piece, int(found[2]), found[1] == "~~"
            continue
        if piece.startswith("~"):
            raise PatternError(
                f"'{piece}' in '{text}': write ~ and the number of words in between, such as ~3"
            )
        steps.append(Step(_terms(piece, text), gap, either))
        waiting, gap, either = "", 0, False
    if waiting:
        raise PatternError(f"'{waiting}' must stand between two words in '{text}'")
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
    starts, ends = word.endswith("*"), word.startswith("*")
    stem = word.strip("*")
    if "*" in stem:
        raise PatternError(
            f"'{word}' in '{text}': * can stand at the start or the end of a word only"
        )
    if not any(c.isalnum() for c in stem):
        raise PatternError(f"'{word}' in '{text}' holds no letter or digit")
    if (starts or ends) and len(stem) < 2:
        raise PatternError(
            f"'{word}' in '{text}' would find nearly every word; write at least two letters beside *"
        )
    if starts and ends:
        return Term(stem, "infix")
    return Term(stem, "prefix" if starts else "suffix" if ends else "word")
