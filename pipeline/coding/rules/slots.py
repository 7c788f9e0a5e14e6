"""Slots: which words fill a place of a pattern. Every distinct word is looked up once; after that a rule is arithmetic on numbers.

A slot is a set of terms; `SlotIndex.slots` tells, for a word of the lexicon, the slots it fills: by its keys (lemma, folded form), its
surface, a wildcard, or as a typing error of a term's word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.language import language
from pipeline.model import Ints, Linguist, Tokens, Word

Kind = Literal["word", "form", "exact", "prefix", "suffix", "infix", "hanging"]

_GRAM = 4
"""Letters by which stems are kept apart; a shorter stem stands under itself."""

_SHORTEST_INSIDE = 4
_SHORTEST_TYPO = 5
_TWO_ERRORS = 8
_LONGEST_TYPO = 40


@dataclass(frozen=True)
class Filler:
    """One way to fill a slot. `word` by any of its keys, `form` by the folded form only, `hanging` by that form with a hyphen (`privacy-`)."""

    kind: Kind
    text: str


class SlotIndex:
    """All slots of one codebook's rules; numbers are handed out by `slot`, filled in by `slots`."""

    def __init__(self, linguist: Linguist) -> None:
        self._linguist = linguist
        own = language(linguist.language)
        self._particles = frozenset(own.particles)
        self._alike = {letter: group for group in own.sound_alike for letter in group}
        self._numbers: dict[frozenset[Filler], int] = {}
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_form: dict[str, list[int]] = defaultdict(list)
        self._by_surface: dict[str, list[int]] = defaultdict(list)
        self._hanging: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[Kind, dict[str, dict[str, list[int]]]] = {
            "prefix": defaultdict(dict), "suffix": defaultdict(dict), "infix": defaultdict(dict)
        }  # fmt: skip
        self._spelled: dict[str, list[int]] = defaultdict(list)
        self._vocabulary: dict[int, list[str]] = defaultdict(list)
        self._of_word: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def slot(self, fillers: Iterable[Filler]) -> int:
        """The number of the slot that any of these fills."""
        key = frozenset(fillers)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            for filler in sorted(key, key=lambda f: (f.kind, f.text)):
                self._add(filler, self._numbers[key])
        return self._numbers[key]

    def table(self, tokens: Tokens) -> tuple[Ints, Ints, Ints]:
        """Every token's word, numbered among the words of these tokens, and the slots each fills: `filled[first[w]:first[w + 1]]`."""
        present = np.bincount(tokens.word, minlength=len(tokens.lexicon)) > 0
        words = np.flatnonzero(present).tolist()
        for number in words:
            if number not in self._of_word:
                self._of_word[number] = self.slots(tokens.lexicon[number])
        lists = [self._of_word[number] for number in words]
        first = np.concatenate(
            ([0], np.cumsum(np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))))
        )
        filled = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(first[-1]))
        return (np.cumsum(present) - 1)[tokens.word], first, filled

    def slots(self, word: Word) -> list[int]:
        """The slots that the word fills, ascending."""
        found = set(self._by_surface.get(word.text, ()))
        if not word.is_word:
            return sorted(found.union(self._by_form.get(word.folded, ())))
        found.update(self._by_form.get(word.folded, ()))
        for key in word.keys:
            found.update(self._by_key.get(key, ()))
        # a wildcard that happens to fit doesn't make a word right
        misspelt = not found and not word.known
        if word.folded.endswith("-"):
            found.update(self._hanging.get(word.folded.rstrip("-"), ()))
        found.update(self._by_wildcard(word.folded.strip("-'")))
        if misspelt:
            found.update(self._by_typo(word))
        return sorted(found)

    def _add(self, filler: Filler, slot: int) -> None:
        if filler.kind == "exact":
            self._by_surface[filler.text].append(slot)
            return
        word = self._linguist.describe(filler.text)
        if filler.kind == "form":
            self._by_form[word.folded].append(slot)
        elif filler.kind == "hanging":
            self._hanging[word.folded].append(slot)
        elif filler.kind == "word":
            # a key of the term that is another word's lemma would be too much: its own folded forms and its lemma
            for key in word.keys:
                self._by_key[key].append(slot)
            self._spell(word.folded, slot)
            # the plural of an abbreviation, in small letters: cios
            if filler.text.isupper() and not self._linguist.is_known(word.folded + "s"):
                self._by_form[word.folded + "s"].append(slot)
        else:
            gram = word.folded[-_GRAM:] if filler.kind == "suffix" else word.folded[:_GRAM]
            self._stems[filler.kind][gram].setdefault(word.folded, []).append(slot)
            self._spell(word.folded, slot)

    def _spell(self, folded: str, slot: int) -> None:
        if len(folded) >= _SHORTEST_TYPO and folded.isalpha():
            if folded not in self._spelled:
                self._vocabulary[len(folded)].append(folded)
            self._spelled[folded].append(slot)

    def _by_wildcard(self, folded: str) -> set[int]:
        found: set[int] = set()
        for gram in (folded[-n:] for n in range(1, _GRAM + 1)):
            for stem, slots in self._stems["suffix"].get(gram, {}).items():
                if folded.endswith(stem):
                    found.update(slots)
        prefixes, infixes = self._stems["prefix"], self._stems["infix"]
        for at in range(len(folded) - 1):
            for n in range(2, _GRAM + 1):
                gram = folded[at : at + n]
                for stem, slots in prefixes.get(gram, {}).items():
                    if folded.startswith(stem, at) and (
                        at == 0 or self._begins_part(folded, at, stem)
                    ):
                        found.update(slots)
                for stem, slots in infixes.get(gram, {}).items():
                    if folded.startswith(stem, at):
                        found.update(slots)
        return found

    def _begins_part(self, folded: str, at: int, stem: str) -> bool:
        """Whether what stands before is a word (with or without linking letters), so that the stem begins a part of a compound."""
        before = folded[:at]
        # `voorspelling` is no kind of spelling
        if len(stem) < _SHORTEST_INSIDE or at < 3 or before in self._particles:
            return False
        if any(self._is_part(before.removesuffix(link)) for link in ("", "s", "en", "e")):
            return True
        return bool(self._linguist.parts(before)) or bool(
            self._linguist.parts(before.removesuffix("s"))
        )

    def _is_part(self, text: str) -> bool:
        return len(text) >= 3 and self._linguist.is_known(text)

    def _by_typo(self, word: Word) -> list[int]:
        """Slots of the terms nearest in spelling: one error in terms under eight letters, two in longer ones."""
        folded = word.folded
        if len(folded) < _SHORTEST_TYPO or len(folded) > _LONGEST_TYPO or not folded.isalpha():
            return []
        most = 1 if len(folded) < _TWO_ERRORS - 1 else 2
        near = [
            hit
            for length in range(len(folded) - most, len(folded) + most + 1)
            for hit in process.extract(
                folded,
                self._vocabulary.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=None,
            )
            # two errors leave the first letter as it sounds: `flectie` is no reflectie
            if hit[1] <= 1
            or (length >= _TWO_ERRORS and hit[0][0] in self._alike.get(folded[0], folded[0]))
        ]
        best = min((hit[1] for hit in near), default=0)
        if best > 1 and self._may_be_another(word):
            return []
        return [slot for hit in near if hit[1] == best for slot in self._spelled[hit[0]]]

    def _may_be_another(self, word: Word) -> bool:
        """Whether a word that the dictionary lacks may be right all the same: a compound, or a form of a word that it has."""
        if min(map(len, self._linguist.parts(word.folded)), default=0) >= _SHORTEST_INSIDE:
            return True
        return any(key != word.folded and self._linguist.is_known(key) for key in word.keys)
