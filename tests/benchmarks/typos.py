"""How well typing errors are understood: `python tests/benchmarks/typos.py [sample]` (1,000 by
default; 0 for all) prints the figures.

Measured on OpenTaal's list of real Dutch misspellings (`corrections.tsv`: wrong, right), which lies
beside the project or where TURVEN_SHARED says. Each right word becomes a rule of one theme; the
wrong words and the right ones are then coded by all these rules together.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from pipeline.codebook import parse_pattern
from pipeline.coding.rules import RuleMatcher
from pipeline.model import Codebook, Rule, Theme
from pipeline.normalise import SpacyLinguist

SHARED = Path(os.environ.get("TURVEN_SHARED") or Path(__file__).resolve().parents[3] / "shared")
CORRECTIONS = SHARED / "data" / "opentaal" / "corrections.tsv"
SHORTEST = 5
SEED = 1


@dataclass(frozen=True)
class Figures:
    """What was measured: misspellings tried and found by their own rule, and words taken for
    others.
    """

    tried: int
    found: int
    near: int
    near_found: int
    misspelt_as_other: tuple[tuple[str, str], ...]
    real_words: int
    real_as_other: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    def lines(self) -> list[str]:
        """The figures, one a line."""
        return [
            f"misspellings found by the rule of the right word: {self.found} of {self.tried} ({self.found / self.tried:.1%})",
            f"of those within the edit distance of a typing error: {self.near_found} of {self.near} ({self.near_found / self.near:.1%})",
            f"misspellings taken for another word: {len(self.misspelt_as_other)} ({len(self.misspelt_as_other) / self.tried:.1%})",
            f"real words taken for another: {len(self.real_as_other)} of {self.real_words}",
        ]


def corrections() -> list[tuple[str, str]]:
    """Wrong and right of the list, as written."""
    with CORRECTIONS.open(encoding="utf-8", newline="") as file:
        return [
            (wrong, right)
            for wrong, right in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def measure(pairs: Sequence[tuple[str, str]], linguist: SpacyLinguist, sample: int = 0) -> Figures:
    """The figures over misspellings of dictionary words of five letters or more.

    `sample` of them, or all when it is 0.
    """
    usable = [
        (wrong, right)
        for wrong, right in pairs
        if len(right) >= SHORTEST
        and right.isalpha()
        and right.islower()
        and linguist.is_known(right)
        and not real(wrong, linguist)
    ]
    chosen = random.Random(SEED).sample(usable, sample) if sample else usable
    words = list(dict.fromkeys(right for _, right in chosen))
    found = Rules(words, linguist).found([wrong for wrong, _ in chosen])
    # every right word is a real one, also those that the dictionary lacks
    others = list(
        dict.fromkeys(
            right
            for _, right in pairs
            if len(right) >= SHORTEST and right.isalpha() and right.islower()
        )
    )
    taken = Rules(words, linguist).found(others)
    hit = [right in themes for (_, right), themes in zip(chosen, found, strict=True)]
    near = [is_near(wrong, right) for wrong, right in chosen]
    return Figures(
        tried=len(chosen),
        found=sum(hit),
        near=sum(near),
        near_found=sum(h and n for h, n in zip(hit, near, strict=True)),
        misspelt_as_other=tuple(
            (wrong, other)
            for (wrong, right), themes in zip(chosen, found, strict=True)
            for other in sorted(themes)
            if right not in themes and not akin(right, other, linguist)
        ),
        real_words=len(others),
        real_as_other=tuple(
            (word, other)
            for word, themes in zip(others, taken, strict=True)
            for other in sorted(themes)
            if not akin(word, other, linguist)
        ),
        missed=tuple(pair for pair, h in zip(chosen, hit, strict=True) if not h),
    )


def real(word: str, linguist: SpacyLinguist) -> bool:
    """Whether a word given as wrong is one of the dictionary, which can't be told from a right one."""
    return word.isalpha() and linguist.is_known(word.lower())


def is_near(wrong: str, right: str) -> bool:
    """Whether so many letters differ as a typing error may: one, or two in words of eight letters
    or more.
    """
    return OSA.distance(wrong.lower(), right) <= (1 if len(right) < 8 else 2)


def akin(word: str, other: str, linguist: SpacyLinguist) -> bool:
    """Whether two words share a form, as inflections of one word do."""
    return bool(linguist.describe(word).keys & linguist.describe(other).keys)


class Rules:
    """A codebook in which each word is a theme with the word as its one rule."""

    def __init__(self, words: Sequence[str], linguist: SpacyLinguist) -> None:
        themes = tuple(
            Theme(
                word,
                word,
                "",
                "",
                "",
                (),
                (),
                (Rule(f"{word}.1", word, parse_pattern(word), text=word),),
                (),
            )
            for word in words
        )
        self._linguist = linguist
        self._matcher = RuleMatcher(
            Codebook("typos", "Typos", "nl", "1", themes, (), False, ""), linguist
        )

    def found(self, texts: Sequence[str]) -> list[set[str]]:
        """The words that each text is taken for."""
        hits = self._matcher.match(self._linguist.tokens(texts))
        found: list[set[str]] = [set() for _ in texts]
        for text, code in zip(hits.text.tolist(), hits.code.tolist(), strict=True):
            found[text].add(self._matcher.book.codes[code])
        return found


if __name__ == "__main__":
    if not CORRECTIONS.is_file():
        sys.exit(f"no list of misspellings at {CORRECTIONS}")
    figures = measure(
        corrections(), SpacyLinguist("nl"), int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    )
    print("\n".join(figures.lines()))
    for title, pairs in (
        ("missed", figures.missed), ("misspelt, taken for another", figures.misspelt_as_other), ("real, taken for another", figures.real_as_other)
    ):  # fmt: skip
        if "-v" in sys.argv:
            print(f"\n{title}:", *(f"{wrong} | {right}" for wrong, right in pairs), sep="\n  ")
