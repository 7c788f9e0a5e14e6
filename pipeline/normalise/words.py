"""The distinct words of the answers, each described once: how it folds, its lemma, the forms a rule may find it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from pipeline.language import Language
from pipeline.model import Word
from pipeline.normalise.inflection import Inflections

LONGEST_WORD = 60
"""Letters; a longer string is no word of any language and is not looked up."""

_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"}
)
_JOINTS = str.maketrans("", "", ".-'")
_SUFFIX = re.compile(r"'(?:s|tje|tjes|en)$|(?<='er)s$")
_SHORTEST_PLURAL = 6
_SHORTEST_HEAD = 5
_PLURAL_ABBREVIATION = re.compile(r"(?:[A-Z&]{2,}|[A-Z][a-z]?[A-Z]+)s$")


class Kind(IntFlag):
    """What a token does to the places, sentences, clauses and mentions around it."""

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


def fold(text: str) -> str:
    """The text without capitals and accents, with plain apostrophes and hyphens; its length may differ."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def joined(folded: str) -> str:
    """The folded word without dots, hyphens and apostrophes: `a.i.` -> `ai`, `e-mail` -> `email`."""
    return folded.translate(_JOINTS)


class WordList:
    """Words by number. A word (with the lemma a trained model gave it, if any) keeps its number for good."""

    def __init__(
        self, language: Language, lemma: Callable[[str], str], known: Callable[[str], bool]
    ) -> None:
        self._language = language
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
        """The number of the word written so, new when it was not met before."""
        key = (text, lemma) if lemma else text
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._words)
            word = self.describe(text, lemma)
            self._words.append(word)
            self._kinds.append(self._kind(text, word))
        return found

    @property
    def kinds(self) -> npt.NDArray[np.int16]:
        """The kind of every word, by number."""
        if len(self._kinds_array) < len(self._kinds):
            self._kinds_array = np.array(self._kinds, dtype=np.int16)
        return self._kinds_array

    def describe(self, text: str, lemma: str = "") -> Word:
        """What the language says of a word, whether it was met or not."""
        folded = fold(text)
        bare = folded.strip("-'") or folded
        is_word = any(c.isalnum() for c in folded)
        if not is_word or len(text) > LONGEST_WORD:
            return Word(text, folded, bare, frozenset((bare,)), True, is_word)
        stem = _SUFFIX.sub("", bare)
        if _PLURAL_ABBREVIATION.fullmatch(text):
            stem = stem.removesuffix("s")
        abbreviation = text.isupper() and len(text) <= 4
        found = fold(lemma) if lemma else stem if abbreviation else self._lookup(text, stem)
        known = abbreviation or self._known(text.lower()) or self._known(folded)
        if not lemma and not abbreviation:
            found = self._undiminished(found)
        if not known and not lemma and found == stem:
            found = self._by_head(stem)
        keys = {bare, joined(bare), stem, joined(stem), found, joined(found)}
        if (found == stem or not known) and not abbreviation:
            keys.update(self._inflections.infinitives(stem, known=known))
        if not known:
            keys.update(self._inflections.respelt(stem))
        known = known or self._inflections.is_participle(stem)
        return Word(text, folded, found, frozenset(k for k in keys if k), known, True)

    def _undiminished(self, lemma: str) -> str:
        # a form with a lemma of its own in the language file means what it says
        return lemma if lemma in self._language.lemmas else self._inflections.undiminished(lemma)

    def _by_head(self, stem: str) -> str:
        """The lemma of a word that the dictionary lacks: that of its longest known ending (`informatie|adviseurs`), or without plural -s."""
        for at in range(3, len(stem) - _SHORTEST_HEAD + 1):
            if self._known(stem[at:]):
                return stem[:at] + fold(self._lemma(stem[at:])).replace("_", "")
        return (
            stem[:-1]
            if len(stem) >= _SHORTEST_PLURAL and stem.endswith("s") and stem[-2] not in "s'"
            else stem
        )

    def _lookup(self, text: str, stem: str) -> str:
        own = self._language.lemmas
        if stem in own:
            return own[stem]
        lower = text.lower().translate(_APOSTROPHES)
        # the dictionary knows words with their accents, but not those of stress (zéker)
        accented = fold(lower) == stem and (self._known(lower) or not self._known(stem))
        return fold(self._lemma(lower if accented else stem)).replace("_", "")

    def _kind(self, text: str, word: Word) -> Kind:
        own = self._language
        kind = Kind.NONE
        if (
            word.folded in own.list_words
            or text in {",", ";", "/", "|", "+", "&", "-", "–", "—", "\\", ":"}
            or text[0] in "•·▪●◦‣*→"
        ):
            kind |= Kind.LIST_BREAK
        if text in {"-", "‐", "‑", "–"}:
            kind |= Kind.HYPHEN
        if text in {"(", ")", "[", "]"}:
            kind |= Kind.OPENS if text in "([" else Kind.CLOSES
        if text in {".", ")"}:
            kind |= Kind.POINT
        if text.isdecimal() and len(text) <= 2:
            kind |= Kind.NUMBER
        if word.is_word:
            if word.folded in own.clause_words:
                kind |= Kind.CLAUSE_WORD
            if word.folded in own.aside_words:
                kind |= Kind.ASIDE
            if text[-1] in "-‐‑–" and text[0].isalnum():
                kind |= Kind.HANGS
            return kind | Kind.WORD
        if all(c in ".!?…" for c in text):
            return kind | Kind.HARD | Kind.ENDS_SENTENCE | Kind.CLAUSE_SIGN
        if text.endswith("//"):
            # between an interviewer's probes
            return kind | Kind.HARD | Kind.ENDS_SENTENCE | Kind.CLAUSE_SIGN | Kind.LIST_BREAK
        if text[0] in ",;:()[]{}/|\\+•·▪●◦‣→&=<>" or text in {"–", "—", "--"}:
            kind |= Kind.HARD
            if text[0] not in "/&+=":
                kind |= Kind.CLAUSE_SIGN
        return kind
