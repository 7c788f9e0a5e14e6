"""Leaves more out of a text that is to be printed, and tells whether a text is another with words left out and nothing rewritten."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.privacy import ANY_MARK, LEFT_OUT, known_marks

_TOKEN = re.compile(r"\d+|[^\W\d]+|[^\w\s]")
_GONE = None
"""Stands for a mark among tokens: one or more of the original's."""


@dataclass(frozen=True)
class QuoteWord:
    """A word of a text as a page shows it, with the signs at its ends; `mark`: it is a mark of something left out already."""

    text: str
    start: int
    end: int
    mark: bool

    @property
    def bare(self) -> bool:
        """Whether it is signs alone, such as a bracket between two marks: there is nothing in it to leave out."""
        return not self.mark and not any(sign.isalnum() for sign in self.text)


def quote_words(text: str) -> tuple[QuoteWord, ...]:
    """The words of a text in order; a mark is one word, whatever spaces it holds."""
    found: list[QuoteWord] = []
    at = 0
    for mark in (m for m in ANY_MARK.finditer(text) if m.group() in known_marks()):
        found += _plain_words(text, at, mark.start())
        found.append(QuoteWord(mark.group(), mark.start(), mark.end(), True))
        at = mark.end()
    return (*found, *_plain_words(text, at, len(text)))


def leave_out(text: str, words: Collection[int], mark: str = LEFT_OUT) -> str:
    """The text with a mark in the place of those words (places in `quote_words`), one for words that follow each other."""
    shown = quote_words(text)
    wanted = sorted({at for at in words if 0 <= at < len(shown) and not shown[at].mark})
    for first, last in reversed(_runs(wanted)):
        start, end = _core(text, shown[first])[0], _core(text, shown[last])[1]
        text = text[:start] + mark + text[end:]
    once = re.escape(LEFT_OUT)
    return re.sub(rf"{once}(?:\s*{once})+", LEFT_OUT, text)


def only_leaves_out(whole: str, shown: str) -> bool:
    """Whether `shown` is `whole` with stretches of words replaced by marks, each word that is left as it was and in its place."""
    original, parts = _tokens(whole), _parts(shown)
    if len(parts) == 1:
        return parts[0] == original
    first, *middle, last = parts
    at = len(first)
    if original[:at] != first:
        return False
    for part in middle:
        # a mark stands for one word or more
        found = next(
            (i for i in range(at + 1, len(original) + 1) if original[i : i + len(part)] == part),
            None,
        )
        if found is None:
            return False
        at = found + len(part)
    left = len(original) - len(last)
    return left >= at + 1 and original[left:] == last


def _plain_words(text: str, start: int, end: int) -> list[QuoteWord]:
    return [
        QuoteWord(m.group(), start + m.start(), start + m.end(), False)
        for m in re.finditer(r"\S+", text[start:end])
    ]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _core(text: str, word: QuoteWord) -> tuple[int, int]:
    """The word without the signs at its ends, so that a sentence keeps its full stop."""
    start, end = word.start, word.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if start < end else (word.start, word.end)


def _tokens(text: str) -> list[str | None]:
    """Words, figures and signs; marks are no tokens but gaps (None)."""
    found: list[str | None] = []
    at = 0
    for mark in (m for m in ANY_MARK.finditer(text) if m.group() in known_marks()):
        found += [*_TOKEN.findall(text[at : mark.start()]), _GONE]
        at = mark.end()
    return [*found, *_TOKEN.findall(text[at:])]


def _parts(shown: str) -> list[list[str | None]]:
    """The stretches between marks."""
    parts: list[list[str | None]] = [[]]
    for token in _tokens(shown):
        if token is _GONE:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
