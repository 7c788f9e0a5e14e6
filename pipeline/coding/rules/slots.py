"""Slots: which words fill a place of a pattern.

Every distinct word is looked up once; after that rules are matched by number. A slot is a set of
terms; `SlotIndex.slots` returns, for a word of the lexicon, the slots it fills: by its keys (lemma,
folded form), its surface, a wildcard, or as a typing error of a term's word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.coding.rules.listing import Listing
from pipeline.language import language
from pipeline.model import Ints, Linguist, Tokens, Word

Kind = Literal["word", "form", "exact", "prefix", "suffix", "infix", "hanging"]

_GRAM = 4
"""The letters by which stems are indexed; a shorter stem is indexed whole."""

_SHORTEST_INSIDE = 4
_SHORTEST_TYPO = 5
_TWO_ERRORS = 8
_LONGEST_TYPO = 40


@dataclass(frozen=True)
class Filler:
    """One way to fill a slot.

    `word` by any of its keys, `form` by the folded form only, `hanging` by that form with a hyphen
    (`privacy-`).
    """

    kind: Kind
    text: str


class SlotIndex:
    """All slots of one codebook's rules; numbered by `slot`, looked up by `slots`."""

    def __init__(self, linguist: Linguist) -> None:
        self._linguist = linguist
        self._grammar = grammar = language(linguist.language).grammar
        self._particles = frozenset(grammar.particles)
        self._alike = {letter: group for group in grammar.sound_alike for letter in group}
        self._numbers: dict[frozenset[Filler], int] = {}
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_form: dict[str, list[int]] = defaultdict(list)
        self._by_surface: dict[str, list[int]] = defaultdict(list)
        self._hanging: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[Kind, dict[str, dict[str, list[int]]]] = {
            "prefix": defaultdict(dict),
            "suffix": defaultdict(dict),
            "infix": defaultdict(dict),
        }
        self._spelled: dict[str, list[int]] = defaultdict(list)
        self._vocabulary: dict[int, list[str]] = defaultdict(list)
        self._of_word: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def slot(self, fillers: Iterable[Filler]) -> int:
        """Return the number of the slot that any of these fills."""
        key = frozenset(fillers)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            for filler in sorted(key, key=lambda f: (f.kind, f.text)):
                self._add(filler, self._numbers[key])
        return self._numbers[key]

    def table(self, tokens: Tokens) -> tuple[Ints, Listing]:
        """Return every token's word, numbered among these tokens' words, and the slots of each."""
        present = np.bincount(tokens.word, minlength=len(tokens.lexicon)) > 0
        words = np.flatnonzero(present).tolist()
        for number in words:
            if number not in self._of_word:
                self._of_word[number] = self.slots(tokens.lexicon[number])
        slots = [self._of_word[number] for number in words]
        sizes = np.fromiter(map(len, slots), dtype=np.int64, count=len(slots))
        first = np.concatenate(([0], np.cumsum(sizes)))
        filled = np.fromiter(chain.from_iterable(slots), dtype=np.int64, count=int(first[-1]))
        return (np.cumsum(present) - 1)[tokens.word], Listing(filled, first)

    def slots(self, word: Word) -> list[int]:
        """Return the slots that the word fills, ascending."""
        found = set(self._by_surface.get(word.text, ()))
        if not word.is_word:
            return sorted(found.union(self._by_form.get(word.folded, ())))
        found.update(self._by_form.get(word.folded, ()))
        for key in word.keys:
            found.update(self._by_key.get(key, ()))
        # a wildcard that happens to match doesn't make a word correct
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
            for key in word.keys:
                self._by_key[key].append(slot)
            self._spell(word.folded, slot)
            # the plural of an abbreviation, in lower case: cios
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

    def _by_suffix(self, folded: str) -> Iterator[int]:
        suffixes = self._stems["suffix"]
        for gram in {folded[-size:] for size in range(1, _GRAM + 1)} & suffixes.keys():
            for stem, slots in suffixes[gram].items():
                if folded.endswith(stem):
                    yield from slots

    def _by_wildcard(self, folded: str) -> set[int]:
        found = set(self._by_suffix(folded))
        prefixes, infixes = self._stems["prefix"], self._stems["infix"]
        for at in range(len(folded) - 1):
            grams = {folded[at : at + size] for size in range(2, _GRAM + 1)}
            for gram in grams & infixes.keys():
                found.update(*_beginning(infixes[gram], folded, at).values())
            for gram in grams & prefixes.keys():
                for stem, slots in _beginning(prefixes[gram], folded, at).items():
                    if at == 0 or self._begins_part(folded, at, stem):
                        found.update(slots)
        return found

    def _begins_part(self, folded: str, at: int, stem: str) -> bool:
        """Whether a stem begins a part of a compound: a word precedes it, linked or not."""
        before = folded[:at]
        # `voorspelling` is no kind of spelling
        if len(stem) < _SHORTEST_INSIDE or at < 3 or before in self._particles:
            return False
        if any(self._is_part(before.removesuffix(s)) for s in self._grammar.joining_letters):
            return True
        unlinked = before.removesuffix(self._grammar.usual_link)
        return bool(self._linguist.parts(before) or self._linguist.parts(unlinked))

    def _is_part(self, text: str) -> bool:
        return len(text) >= 3 and self._linguist.is_known(text)

    def _by_typo(self, word: Word) -> list[int]:
        """Return slots of the terms nearest in spelling."""
        folded = word.folded
        if not _SHORTEST_TYPO <= len(folded) <= _LONGEST_TYPO or not folded.isalpha():
            return []
        near = list(self._near(folded))
        fewest = min((errors for _, errors in near), default=0)
        if fewest > 1 and self._may_be_another(word):
            return []
        return [slot for term, errors in near if errors == fewest for slot in self._spelled[term]]

    def _near(self, folded: str) -> Iterator[tuple[str, int]]:
        """Yield terms that may be meant by a word, and the number of errors in it.

        One error in terms under eight letters, two in longer ones.
        """
        most = 1 if len(folded) < _TWO_ERRORS - 1 else 2
        first = self._alike.get(folded[0], folded[0])
        for length in range(len(folded) - most, len(folded) + most + 1):
            terms = self._vocabulary.get(length, ())
            near = process.extract(
                folded, terms, scorer=OSA.distance, score_cutoff=most, limit=None
            )
            for term, errors, _ in near:
                # two errors keep the sound of the first letter: `flectie` is no reflectie
                if errors <= 1 or (length >= _TWO_ERRORS and term[0] in first):
                    yield term, errors

    def _may_be_another(self, word: Word) -> bool:
        """Whether a word not in the dictionary may still be right.

        That is a compound, or a form of a word in the dictionary.
        """
        if min(map(len, self._linguist.parts(word.folded)), default=0) >= _SHORTEST_INSIDE:
            return True
        return any(key != word.folded and self._linguist.is_known(key) for key in word.keys)


def _beginning(stems: dict[str, list[int]], folded: str, at: int) -> dict[str, list[int]]:
    """Return the slots of stems that begin at that letter."""
    return {stem: slots for stem, slots in stems.items() if folded.startswith(stem, at)}
