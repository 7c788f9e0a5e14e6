"""The answers behind the numbers, as the page that stays in the house shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verbatim:
    """One answer behind a number: who wrote it, where it stands, and what its coding rests on.

    `spans` are the pieces of evidence in `text` (code points, end exclusive), `segments` the
    respondent's segment values, `sources` the sources of the coding, the strongest first.
    """

    respondent: str
    text: str
    spans: tuple[tuple[int, int], ...]
    segments: tuple[str, ...]
    sources: tuple[str, ...]
    file: str
    row: int


@dataclass(frozen=True)
class VerbatimList:
    """The answers coded to a theme itself, not to those below it, in one wave.

    `count` says how many there are, `verbatims` are the first of them, and `n` is the number they
    stand behind: respondents with the theme or one below it. `theme` is empty for answers that are
    not coded yet.
    """

    question: str
    theme: str
    wave: str
    n: int
    count: int
    verbatims: tuple[Verbatim, ...]
