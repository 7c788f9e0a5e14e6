"""Patterns for the figures of a language, made from its file."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from pipeline.language import FIGURE_LANGUAGES, NEUTRAL, read_figure_words

_QUOTES = str.maketrans("’‘`´“”‐‑–—", "''''\"\"----")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Return the text in lower case without accents, with the same length and positions."""
    return "".join(
        unicodedata.normalize("NFD", sign)[0].lower()[:1] or sign
        for sign in text.translate(_QUOTES)
    )


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for one of the words, the longest first; of no words it matches nothing."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    choices = [re.escape(word).replace(r"\ ", r"\s+") for word in longest_first]
    return f"(?:{'|'.join(choices)})" if choices else r"(?!)"


def whole(words: Iterable[str]) -> str:
    """Return a pattern for one of the words as a whole word."""
    return rf"(?<![\w-]){any_of(words)}(?![\w])"


@dataclass(frozen=True)
class FigurePatterns:
    """The patterns of one language; `nouns` are those of the respondents in this report."""

    code: str
    data: Mapping[str, Any] = field(compare=False)
    nouns: frozenset[str] = frozenset()

    def words(self, section: str, key: str) -> tuple[Any, ...]:
        """Return the words of that key, each with its numbers if any."""
        return tuple(self.data[section][key])

    def any_of(self, section: str, key: str) -> str:
        """Return a pattern for one of the words of that key."""
        return any_of(self.words(section, key))

    def whole(self, section: str, key: str) -> re.Pattern[str]:
        """Return a pattern for one of the words of that key as a whole word."""
        return _whole(self, section, key)

    def with_nouns(self, nouns: Collection[str]) -> FigurePatterns:
        """Return a copy with more nouns for respondents."""
        return replace(self, nouns=self.nouns | frozenset(nouns))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers in words up to a hundred, folded."""
        spec = self.data["numbers"]
        numbers = {word: number for number, word in enumerate(spec["words"])}
        for number, ten in enumerate(spec["tens"], 2):
            numbers[ten] = 10 * number
            for unit, word in enumerate(spec["words"][1:10], 1):
                first, last = (word, ten) if spec["unit_first"] else (ten, word)
                numbers[f"{first}{spec['joiner']}{last}"] = 10 * number + unit
        return numbers | {spec["hundred"]: 100}

    @cached_property
    def number(self) -> str:
        """A pattern for a count in digits or words."""
        digits = r"(?<![\d.,])(?:\d{1,3}(?:[.,]\d{3})+|\d{1,7})(?![\d]|[.,]\d)"
        return rf"(?:{digits}|(?<![\w-]){any_of(self.numbers)}(?![\w-]))"

    @cached_property
    def percent(self) -> str:
        """A pattern for a percentage, in the group p: no end of a range, no bound, no point."""
        alone = r"(?<![\d.,<>≤≥±~])(?<!\d-)(?<!%-)(?<!\d\s-\s)(?<![<>≤≥±~]\s)"
        sign = rf"(?:%|{self.any_of('numbers', 'percent')}\b)"
        ending = self.any_of("numbers", "point_endings")
        points = any_of(word for word in self.words("numbers", "points") if word[0].isalpha())
        behind = rf"(?!-?\s?{ending}|\s*{points})(?!-\d)"
        return rf"{alone}(?P<p>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?{sign}{behind}"

    @cached_property
    def unit(self) -> str:
        """A pattern for a noun of respondents, up to two adjectives before it."""
        keys = ("numbers", "of"), ("numbers", "ratio"), ("nouns", "no_adjectives")
        others = [word for section, key in keys for word in self.words(section, key)]
        adjective = rf"(?!{any_of([*self.numbers, *others])}\b)[a-z-]+\s+"
        return rf"(?:{adjective}){{0,2}}?{any_of([*self.words('nouns', 'units'), *self.nouns])}\b"

    @cached_property
    def any_unit(self) -> str:
        """A pattern for a noun of respondents, or any other plural that may be one."""
        others = any_of(self.words("nouns", "no_units"))
        return rf"(?:{self.unit}|(?:(?!{others}\b)[a-z-]+\s+){{0,1}}?{self.plural})"

    @cached_property
    def plural(self) -> str:
        """A pattern for a plural that may be a noun of respondents."""
        others = any_of(self.words("nouns", "no_units"))
        return rf"(?!{others}\b)[a-z-]{{3,}}(?:'?s|en)\b"

    @cached_property
    def of(self) -> str:
        """A pattern for the words between a count and its base."""
        return rf"(?:\s+{self.any_of('numbers', 'of')}\s+|\s?/\s?)"

    @cached_property
    def one_answer(self) -> re.Pattern[str]:
        """A pattern for words that say that each respondent gave one answer."""
        limit, noun = self.any_of("choice", "one_limits"), self.any_of("choice", "one_nouns")
        into, groups = self.any_of("choice", "into"), self.any_of("choice", "groups")
        said = whole([*self.words("choice", "one"), *self.words("choice", "exclusive")])
        one = rf"\b{limit}\s+(?:[a-z-]+\s+){{0,2}}?[a-z-]*{noun}\b"
        divided = rf"\b{into}\s+(?:[a-z]+\s+)?{self.number}\s+(?:[a-z]+\s+)?{groups}\b"
        return re.compile(rf"{said}|{one}|{divided}")

    def takes_several(self, text: str) -> bool:
        """Whether a folded text says that several answers could be given: not no more than one."""
        denied = re.compile(rf"\b{self.any_of('change', 'denies')}\s+\Z")
        matches = self.whole("choice", "several").finditer(text)
        return any(not denied.search(text[max(0, m.start() - 12) : m.start()]) for m in matches)

    def count(self, text: str) -> int:
        """Return the count in a match of `number`."""
        return self.numbers[text] if text in self.numbers else int(re.sub(r"[.,]", "", text))

    def is_single(self, label: str) -> bool:
        """Whether the label is that of an option that excludes the others."""
        plain = " ".join(re.sub(r"[^a-z' ]+", " ", fold(label)).split())
        if plain in self.words("choice", "single"):
            return True
        return any(f"{plain} ".startswith(f"{w} ") for w in self.words("choice", "single_first"))


@cache
def _whole(patterns: FigurePatterns, section: str, key: str) -> re.Pattern[str]:
    return re.compile(whole(patterns.words(section, key)))


def _read_all() -> dict[str, FigurePatterns]:
    """Return the patterns of each language with a file, in the order given in the files."""
    languages = [FigurePatterns(code, read_figure_words(code)) for code in FIGURE_LANGUAGES]
    languages.sort(key=lambda language: language.data["detect"]["order"])
    return {language.code: language for language in languages}


_LANGUAGES = _read_all()

LANGUAGES = tuple(_LANGUAGES)
"""The languages whose figures can be read, the likeliest first."""


def figure_patterns(code: str) -> FigurePatterns:
    """Return the patterns of that language; those of English for one without a file."""
    return _LANGUAGES.get(code, _LANGUAGES[NEUTRAL])


def words_of_all(section: str, key: str) -> list[str]:
    """Return the words of all languages, for a text whose language is not known yet."""
    return [word for patterns in _LANGUAGES.values() for word in patterns.words(section, key)]


def language_of(texts: Iterable[str]) -> str:
    """Return the language whose function words are the most frequent in the texts."""
    numbers = Counter(re.findall(r"[a-z']+", fold(" ".join(texts))))
    marks = {code: patterns.words("detect", "words") for code, patterns in _LANGUAGES.items()}
    return max(LANGUAGES, key=lambda code: sum(numbers[mark] for mark in marks[code]))
