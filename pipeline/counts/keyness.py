"""Keyness: which words distinguish the answers to a question from the other answers.

A word's keyness is the signed root of the log-likelihood ratio G2 (Dunning 1993) of a two-by-two
table: answers here and elsewhere, with the word and without it. It is positive if the word is used
more here; 1.96 corresponds to p = .05, for a single word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import copysign, log, sqrt

from pipeline.counts.figures import Keyword

MAX_KEYWORDS = 60
"""The most words in a cloud."""

TELLING = 1.96
"""The lowest keyness of a keyword."""


def keyness(n: int, base: int, other_n: int, other_base: int) -> float:
    """Return the keyness of a word in `n` of `base` answers here.

    Elsewhere `other_n` of `other_base` have it. 0 if either base is 0. `ValueError` if more answers
    have the word than there are.
    """
    if not (0 <= n <= base and 0 <= other_n <= other_base):
        raise ValueError(
            f"{n} of {base} answers here and {other_n} of {other_base} elsewhere cannot be"
        )
    if not base or not other_base:
        return 0.0
    total, with_word = base + other_base, n + other_n
    cells = (
        (n, base * with_word),
        (base - n, base * (total - with_word)),
        (other_n, other_base * with_word),
        (other_base - other_n, other_base * (total - with_word)),
    )
    g2 = 2 * sum(seen * log(seen * total / expected) for seen, expected in cells if seen)
    return copysign(sqrt(max(0.0, g2)), n * other_base - other_n * base)


def keywords(
    here: Mapping[str, int],
    base: int,
    elsewhere: Mapping[str, int],
    other_base: int,
    *,
    least: int = 1,
    stop_words: Collection[str] = (),
    most: int = MAX_KEYWORDS,
) -> tuple[Keyword, ...]:
    """Return the keywords of a question's answers, the highest keyness first.

    Ties are sorted by number and alphabet. `here` has the respondents of `base` who use each word
    in their answer to the question, `elsewhere` the answers of `other_base` to the study's other
    questions. Words of fewer than `least` respondents, stop words, single letters and words without
    letters are left out.
    """
    telling = []
    for word, n in here.items():
        if n >= max(1, least) and _is_word(word) and word not in stop_words:
            value = keyness(n, base, elsewhere.get(word, 0), other_base)
            if value >= TELLING:
                telling.append(Keyword(word, n, value))
    telling.sort(key=lambda keyword: (-keyword.keyness, -keyword.n, keyword.word))
    return tuple(telling[:most])


def _is_word(text: str) -> bool:
    return len(text) > 1 and any(c.isalpha() for c in text)
