"""Leaves words out of a text to be printed; checks that a text only leaves words out of another."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.privacy import ANY_MARK, LEFT_OUT, known_marks

_TOKEN = re.compile(r"\d+|[^\W\d]+|[^\w\s]")
_GONE = None
"""A mark among tokens: one or more tokens of the original."""


@dataclass(frozen=True)
class QuoteWord:
    """A word of a text as a page shows it, with the punctuation at its ends.

    `mark`: it marks an earlier omission.
    """

    text: str
    start: int
    end: int
    mark: bool

    @property
    def bare(self) -> bool:
        """Whether it is punctuation alone, such as a bracket: there is nothing to leave out."""
        return not self.mark and not any(sign.isalnum() for sign in self.text)


def quote_words(text: str) -> tuple[QuoteWord, ...]:
    """Return the words of a text in order; a mark is one word, whatever spaces it holds."""
    words: list[QuoteWord] = []
    at = 0
    for mark in _marks(text):
        words += _plain_words(text, at, mark.start())
        words.append(QuoteWord(mark.group(), mark.start(), mark.end(), True))
        at = mark.end()
    return (*words, *_plain_words(text, at, len(text)))


def leave_out(text: str, words: Collection[int], mark: str = LEFT_OUT) -> str:
    """Return the text with a mark in place of those words (indices in `quote_words`).

    Consecutive words get one mark.
    """
    shown = quote_words(text)
    wanted = sorted({at for at in words if 0 <= at < len(shown) and not shown[at].mark})
    for first, last in reversed(_runs(wanted)):
        start, end = _core(text, shown[first])[0], _core(text, shown[last])[1]
        text = text[:start] + mark + text[end:]
    once = re.escape(LEFT_OUT)
    return re.sub(rf"{once}(?:\s*{once})+", LEFT_OUT, text)


def only_leaves_out(whole: str, shown: str) -> bool:
    """Whether `shown` is `whole` with sequences of words replaced by marks, and otherwise equal."""
    original, parts = _tokens(whole), _parts(shown)
    if len(parts) == 1:
        return parts[0] == original
    first, *middle, last = parts
    at = len(first)
    if original[:at] != first:
        return False
    for part in middle:
        # a mark represents one word or more
        places = range(at + 1, len(original) + 1)
        place = next((i for i in places if original[i : i + len(part)] == part), None)
        if place is None:
            return False
        at = place + len(part)
    left = len(original) - len(last)
    return left >= at + 1 and original[left:] == last


def _marks(text: str) -> list[re.Match[str]]:
    return [mark for mark in ANY_MARK.finditer(text) if mark.group() in known_marks()]


def _plain_words(text: str, start: int, end: int) -> list[QuoteWord]:
    words = re.finditer(r"\S+", text[start:end])
    return [QuoteWord(w.group(), start + w.start(), start + w.end(), False) for w in words]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _core(text: str, word: QuoteWord) -> tuple[int, int]:
    """Return the word without punctuation at its ends, so that a sentence keeps its period."""
    start, end = word.start, word.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return (start, end) if start < end else (word.start, word.end)


def _tokens(text: str) -> list[str | None]:
    """Return words, figures and punctuation; marks are gaps (None)."""
    tokens: list[str | None] = []
    at = 0
    for mark in _marks(text):
        tokens += [*_TOKEN.findall(text[at : mark.start()]), _GONE]
        at = mark.end()
    return [*tokens, *_TOKEN.findall(text[at:])]


def _parts(shown: str) -> list[list[str | None]]:
    parts: list[list[str | None]] = [[]]
    for token in _tokens(shown):
        if token is _GONE:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
