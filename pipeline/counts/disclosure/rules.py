"""The disclosure rules of a study as the guard takes them, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Bools, Floats


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What may not be published: a base below `base`, and an n of 1 to `n` - 1; 0 is no rule.

    With `everybody` neither may an n that is the whole base: it tells what each of them said.
    """

    base: int = 0
    n: int = 0
    everybody: bool = False


@dataclass(frozen=True)
class ThemeFilter:
    """The filter of a question by the themes of another one.

    Its base is a figure of that question: how many named one of the themes.
    """

    question: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Guarded:
    """What is hidden of theme counts, one value per row.

    `hidden` figures; `unclear` mentions, which would reveal hidden sub-themes; where the number of
    respondents `coded` would reveal the themes they can have; the `step` to which a weighted share
    is rounded, 0 where it is not; and rows that are `absent`, as their base is a hidden figure.
    `base_kept` is nan but for the other rows of such a question: their weights would reveal that
    base, so their effective base is this part of the base, as it is where all are asked.
    """

    hidden: Bools
    unclear: Bools
    coded: Bools
    step: Floats
    absent: Bools
    base_kept: Floats
