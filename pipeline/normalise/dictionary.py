"""The language's dictionary: lemmas, known words, parts of compounds, separable verbs. Needs no download.

For Dutch the lemmas come from simplemma (measured on 80 gold words: 65 right against 54 of spaCy's look-up tables), with the language
file's exceptions before it.
"""

from __future__ import annotations

from functools import lru_cache

import simplemma

from pipeline.language import Language
from pipeline.normalise.words import LONGEST_WORD

_SHORTEST_PART, _LONGEST_PART = 3, 20
_SHORTEST_COMPOUND = 7
_SURELY_ONE = 12


class Dictionary:
    """Look-ups in one language; a language that simplemma does not have leaves every word as it is and knows none."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._code = language.code
        try:
            simplemma.lemmatize("a", lang=self._code)
            self._has_language = True
        except ValueError:
            self._has_language = False
        # asked for the same pieces of words over and over
        self.is_known = lru_cache(maxsize=200_000)(self._is_known)
        self.parts = lru_cache(maxsize=50_000)(self._parts)
        self.particle = lru_cache(maxsize=50_000)(self._particle)

    def lemma(self, word: str) -> str:
        """The lemma of a lower-case word; the word itself when the dictionary lacks it."""
        if not self._has_language or len(word) > LONGEST_WORD or not word[:1].isalpha():
            return word
        return simplemma.lemmatize(word, lang=self._code).replace("_", "")

    def _is_known(self, word: str) -> bool:
        """Whether the language has this word form; numbers count as known, and all words do where there is no dictionary."""
        if not self._has_language or not word.isalpha():
            return True
        return word in self._language.lemmas or (
            len(word) <= LONGEST_WORD and simplemma.is_known(word, lang=self._code)
        )

    def _parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound without their linking letters, fewest parts first; nothing when it can't be split in known words."""
        if (
            not _SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD
            or not word.isalpha()
            or not self._has_language
        ):
            return ()
        best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
        for end in range(_SHORTEST_PART, len(word) + 1):
            options = [
                (cost + self._cost(part), (*before, part))
                for begin, (cost, before) in best.items()
                if _SHORTEST_PART <= end - begin < min(_LONGEST_PART + 3, len(word))
                for part in self._readings(word[begin:end], last=end == len(word))
            ]
            if options:
                best[end] = min(options)
        found = best.get(len(word), (0.0, ()))[1]
        return (
            tuple(piece for part in found for piece in self._pieces(part)) if len(found) > 1 else ()
        )

    def _pieces(self, part: str) -> tuple[str, ...]:
        """A part that is a long compound itself (`waterzuivering`) in its own parts, when these are long enough to be sure of."""
        pieces = self.parts(part) if len(part) > _SURELY_ONE else ()
        return pieces if pieces and min(map(len, pieces)) > _SHORTEST_PART else (part,)

    def _readings(self, piece: str, *, last: bool) -> list[str]:
        readings = [piece] if self._is_part(piece) else []
        if not last:
            for letters in self._language.linking_letters:
                stem = piece.removesuffix(letters) if letters else ""
                if stem and stem != piece and self._is_part(stem):
                    readings.append(stem)
        return readings

    def _is_part(self, piece: str) -> bool:
        return _SHORTEST_PART <= len(piece) <= _LONGEST_PART and (
            piece in self._language.part_words or self.is_known(piece)
        )

    @staticmethod
    def _cost(part: str) -> float:
        # few and long parts; three letters are often a chance hit
        return 1.0 + (1.0 if len(part) == _SHORTEST_PART else 0.0)

    def _particle(self, verb: str) -> tuple[str, str] | None:
        """Particle and rest of a separable verb, when both are words of the language and the rest is an infinitive."""
        for particle in self._language.particles:
            rest = verb.removeprefix(particle)
            # an infinitive may also be a plural (`passen`, `stellen`), so its lemma does not tell
            if rest != verb and len(rest) >= 4 and rest.endswith("n") and self.is_known(rest):
                return particle, rest
        return None
