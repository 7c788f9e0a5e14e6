"""The answers behind the numbers, as shown on the internal page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verbatim:
    """One answer behind a number: its respondent, its row, and the basis of its coding.

    `spans` are the pieces of evidence in `text` (code points, end exclusive), `segments` the
    respondent's segment values, `sources` the sources of the coding, the strongest first; `guess`:
    no label supports it.
    """

    respondent: str
    text: str
    spans: tuple[tuple[int, int], ...]
    segments: tuple[str, ...]
    sources: tuple[str, ...]
    file: str
    row: int
    guess: bool = False


@dataclass(frozen=True)
class VerbatimList:
    """The answers coded to a theme itself, not to those below it, in one wave.

    `count` is their number, `verbatims` are the first of them, and `n` is the figure they support:
    respondents with the theme or one below it. `theme` is empty for uncoded answers.
    """

    question: str
    theme: str
    wave: str
    n: int
    count: int
    verbatims: tuple[Verbatim, ...]
