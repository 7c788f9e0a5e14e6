"""How a language speaks of figures, read from its file and made into patterns."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from pipeline.language import FIGURE_LANGUAGES, NEUTRAL

_QUOTES = str.maketrans("’‘`´“”‐‑–—", "''''\"\"----")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """The text in small letters without accents, sign for sign, so that places in it are places in the text."""
    return "".join(
        unicodedata.normalize("NFD", c)[0].lower()[:1] or c for c in text.translate(_QUOTES)
    )


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first; spaces are any white space. Fits nothing when there are no words."""
    parts = [
        re.escape(w).replace(r"\ ", r"\s+") for w in sorted(set(words), key=lambda w: (-len(w), w))
    ]
    return f"(?:{'|'.join(parts)})" if parts else r"(?!)"


def whole(words: Iterable[str]) -> str:
    """A pattern for one of the words as a word by itself."""
    return rf"(?<![\w-]){any_of(words)}(?![\w])"


@dataclass(frozen=True)
class Wording:
    """The words of one language, and of the respondents whom this report counts."""

    code: str
    data: Mapping[str, Any] = field(compare=False)
    units: frozenset[str] = frozenset()

    def words(self, section: str, key: str) -> tuple[str, ...]:
        """The words of that key."""
        return tuple(self.data[section][key])

    def knowing(self, units: Collection[str]) -> Wording:
        """The same with more nouns for respondents."""
        return Wording(self.code, self.data, self.units | frozenset(units))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Numbers in words up to a hundred, folded."""
        form = self.data["numbers"]
        found = {word: i for i, word in enumerate(form["words"])}
        units = list(found.items())[1:10]
        for i, ten in enumerate(form["tens"], 2):
            found[ten] = 10 * i
            for word, unit in units:
                found[
                    f"{word}{form['joiner']}{ten}"
                    if form["unit_first"]
                    else f"{ten}{form['joiner']}{word}"
                ] = 10 * i + unit
        return found | {form["hundred"]: 100}

    @cached_property
    def number(self) -> str:
        """A pattern for a count in digits or words."""
        return rf"(?:(?<![\d.,])(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,7}})(?![\d]|[.,]\d)|(?<![\w-]){any_of(self.numbers)}(?![\w-]))"

    @cached_property
    def percent(self) -> str:
        """A pattern for a per cent, in the group p."""
        sign = rf"(?:%|{any_of(self.words('numbers', 'percent'))}\b)"
        points = any_of([w for w in self.words("numbers", "points") if w[0].isalpha()])
        # no end of a range, no bound, no per cent point
        alone = r"(?<![\d.,<>≤≥±~])(?<!\d-)(?<!%-)(?<!\d\s-\s)(?<![<>≤≥±~]\s)"
        return (
            rf"{alone}(?P<p>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?{sign}(?!-?\s?punt|\s*{points})(?!-\d)"
        )

    @cached_property
    def unit(self) -> str:
        """A pattern for a noun of respondents, up to two other words before it."""
        no_adjective = any_of(
            {
                *self.numbers,
                *self.words("numbers", "of"),
                *self.words("numbers", "ratio"),
                "in",
                "the",
                "de",
            }
        )
        return rf"(?:(?!{no_adjective}\b)[a-z-]+\s+){{0,2}}?{any_of({*self.words('nouns', 'units'), *self.units})}\b"

    @cached_property
    def of(self) -> str:
        """A pattern for what stands between a part and its base."""
        return rf"(?:\s+{any_of(self.words('numbers', 'of'))}\s+|\s?/\s?)"

    def count(self, text: str) -> int:
        """The count that a match of `number` is."""
        return self.numbers[text] if text in self.numbers else int(re.sub(r"[.,]", "", text))

    def is_single(self, label: str) -> bool:
        """Whether the label is that of an option which excludes the others."""
        plain = re.sub(r"[^a-z' ]+", " ", fold(label)).strip()
        plain = " ".join(plain.split())
        first = self.words("choice", "single_first")
        return plain in self.words("choice", "single") or any(
            plain.startswith(f"{w} ") or plain == w for w in first
        )


@cache
def wording(code: str) -> Wording:
    """The wording of that language; English for one without a file."""
    file = files("pipeline.language") / f"{code}.figures.toml"
    if not file.is_file():
        return wording(NEUTRAL)
    return Wording(code, tomllib.loads(file.read_text(encoding="utf-8")))


def language_of(texts: Iterable[str]) -> str:
    """The language whose small words stand in the texts most."""
    words = re.findall(r"[a-z']+", fold(" ".join(texts)))
    marks = {code: set(wording(code).words("detect", "words")) for code in FIGURE_LANGUAGES}
    return max(FIGURE_LANGUAGES, key=lambda code: sum(w in marks[code] for w in words))
