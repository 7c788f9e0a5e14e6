"""The distinct words of the answers, each described once: its lemma and the forms to find it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from pipeline.language import Language
from pipeline.model import Word
from pipeline.normalise.inflection import Inflections

LONGEST_WORD = 60
"""Letters; a longer string is no word of any language and is not looked up."""

_APOSTROPHES = str.maketrans("’‘`´‐‑–—", "''''----")
_JOINTS = str.maketrans("", "", ".-'")
_SUFFIX = re.compile(r"'(?:s|tje|tjes|en)$|(?<='er)s$")
_SHORTEST_PLURAL = 6
_SHORTEST_HEAD = 5
_LONGEST_ABBREVIATION = 4
_PLURAL_ABBREVIATION = re.compile(r"(?:[A-Z&]{2,}|[A-Z][a-z]?[A-Z]+)s$")


class Kind(IntFlag):
    """How a token affects the places, sentences, clauses and mentions around it."""

    NONE = 0
    WORD = 1
    HARD = 2
    ENDS_SENTENCE = 4
    CLAUSE_SIGN = 8
    CLAUSE_WORD = 16
    LIST_BREAK = 32
    HANGS = 64
    HYPHEN = 128
    NUMBER = 256
    POINT = 512
    ASIDE = 1024
    OPENS = 2048
    CLOSES = 4096
    PARTS_CLAUSES = HARD | CLAUSE_SIGN
    PARTS_SENTENCES = HARD | CLAUSE_SIGN | ENDS_SENTENCE


_BULLETS = "•·▪●◦‣*→"
_LIST_SIGNS = frozenset(",;/|+&-–—\\:")
_SIGNS = {
    "-": Kind.HYPHEN,
    "‐": Kind.HYPHEN,
    "‑": Kind.HYPHEN,
    "–": Kind.HYPHEN | Kind.PARTS_CLAUSES,
    "—": Kind.PARTS_CLAUSES,
    "--": Kind.PARTS_CLAUSES,
    "(": Kind.OPENS,
    "[": Kind.OPENS,
    ")": Kind.CLOSES | Kind.POINT,
    "]": Kind.CLOSES,
    ".": Kind.POINT,
}
_FIRST_SIGNS = {
    **dict.fromkeys(",;:()[]{}|\\•·▪●◦‣→<>", Kind.PARTS_CLAUSES),
    **dict.fromkeys("/&+=", Kind.HARD),
}
"""The kind of a token of punctuation by its first character."""


def fold(text: str) -> str:
    """Return the text without capitals and accents, with plain apostrophes and hyphens.

    Its length may differ.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def joined(folded: str) -> str:
    """Return a folded word without dots, hyphens and apostrophes: `a.i.` -> ai."""
    return folded.translate(_JOINTS)


class WordList:
    """Words by number. A word (with the lemma of a trained model, if any) keeps its number."""

    def __init__(
        self, language: Language, lemma: Callable[[str], str], known: Callable[[str], bool]
    ) -> None:
        self._own_lemmas = language.lemmas
        self._grammar = language.grammar
        self._lemma = lemma
        self._known = known
        self._inflections = Inflections(language, lemma, known)
        self._numbers: dict[str | tuple[str, str], int] = {}
        self._words: list[Word] = []
        self._kinds: list[int] = []
        self._kinds_array = np.zeros(0, dtype=np.int16)

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, number: int) -> Word:
        return self._words[number]

    def number(self, text: str, lemma: str = "") -> int:
        """Return the number of the word as written; a new one on first use."""
        key = (text, lemma) if lemma else text
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._words)
            word = self.describe(text, lemma)
            self._words.append(word)
            self._kinds.append(self._kind(text, word))
        return number

    @property
    def kinds(self) -> npt.NDArray[np.int16]:
        """The kind of every word, by number."""
        if len(self._kinds_array) < len(self._kinds):
            self._kinds_array = np.array(self._kinds, dtype=np.int16)
        return self._kinds_array

    def describe(self, text: str, lemma: str = "") -> Word:
        """Return the description of a word, met or not."""
        folded = fold(text)
        bare = folded.strip("-'") or folded
        is_word = any(c.isalnum() for c in folded)
        if not is_word or len(text) > LONGEST_WORD:
            return Word(text, folded, bare, frozenset((bare,)), known=True, is_word=is_word)
        stem = _SUFFIX.sub("", bare)
        if _PLURAL_ABBREVIATION.fullmatch(text):
            stem = stem.removesuffix("s")
        is_abbreviation = text.isupper() and len(text) <= _LONGEST_ABBREVIATION
        known = is_abbreviation or self._known(text.lower()) or self._known(folded)
        if lemma:
            lemma = fold(lemma)
        elif is_abbreviation:
            lemma = stem
        else:
            lemma = self._lemma_of(text, stem, known=known)
        keys = {bare, stem, lemma, *map(joined, (bare, stem, lemma))}
        if not is_abbreviation:
            keys.update(self._guessed_keys(stem, lemma, known=known))
        known = known or self._inflections.is_participle(stem)
        return Word(text, folded, lemma, frozenset(keys - {""}), known=known, is_word=True)

    def _lemma_of(self, text: str, stem: str, *, known: bool) -> str:
        lemma = self._looked_up(text, stem)
        # a form with its own lemma in the language file means what it says
        if lemma not in self._own_lemmas:
            lemma = self._inflections.undiminished(lemma)
        if not known and lemma == stem:
            return self._by_head(stem)
        return lemma

    def _looked_up(self, text: str, stem: str) -> str:
        if stem in self._own_lemmas:
            return self._own_lemmas[stem]
        lower = text.lower().translate(_APOSTROPHES)
        # the dictionary knows words with their accents, but not those of stress (zéker)
        accented = fold(lower) == stem and (self._known(lower) or not self._known(stem))
        return fold(self._lemma(lower if accented else stem)).replace("_", "")

    def _by_head(self, stem: str) -> str:
        """Return the lemma of a word that is not in the dictionary.

        It is that of its longest known ending (`informatie|adviseurs`), or the word without -s.
        """
        for at in range(3, len(stem) - _SHORTEST_HEAD + 1):
            if self._known(stem[at:]):
                return stem[:at] + fold(self._lemma(stem[at:])).replace("_", "")
        if len(stem) >= _SHORTEST_PLURAL and stem.endswith("s") and stem[-2] not in "s'":
            return stem[:-1]
        return stem

    def _guessed_keys(self, stem: str, lemma: str, *, known: bool) -> Iterator[str]:
        if lemma == stem or not known:
            yield from self._inflections.infinitives(stem, known=known)
        if not known:
            yield from self._inflections.respelt(stem)

    def _kind(self, text: str, word: Word) -> Kind:
        kind = Kind.NONE
        if word.folded in self._grammar.list_words or text in _LIST_SIGNS or text[0] in _BULLETS:
            kind = Kind.LIST_BREAK
        if word.is_word:
            return kind | self._kind_of_word(text, word.folded)
        return kind | _kind_of_sign(text)

    def _kind_of_word(self, text: str, folded: str) -> Kind:
        kind = Kind.WORD
        if folded in self._grammar.clause_words:
            kind |= Kind.CLAUSE_WORD
        if folded in self._grammar.aside_words:
            kind |= Kind.ASIDE
        if text[-1] in "-‐‑–" and text[0].isalnum():
            kind |= Kind.HANGS
        if text.isdecimal() and len(text) <= 2:
            kind |= Kind.NUMBER
        return kind


def _kind_of_sign(text: str) -> Kind:
    kind = _SIGNS.get(text, Kind.NONE)
    if all(c in ".!?…" for c in text):
        return kind | Kind.PARTS_SENTENCES
    if text.endswith("//"):
        # between an interviewer's probes
        return kind | Kind.PARTS_SENTENCES | Kind.LIST_BREAK
    return kind | _FIRST_SIGNS.get(text[0], Kind.NONE)
