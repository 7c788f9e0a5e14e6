"""Inflections not in the dictionary.

Diminutives (`pilotjes`), participles (`uitgezocht`) and Dutch forms of English verbs (`geprompt`).
The endings are in the language's file; the spelling of a stem in an infinitive follows Dutch rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.language import Language

_SHORTEST_STEM = 3
_VOWELS = "aeiouy"


class Inflections:
    """Guesses of one language, from its endings and the dictionary's lemmas."""

    def __init__(
        self, language: Language, lemma: Callable[[str], str], known: Callable[[str], bool]
    ) -> None:
        self._grammar = language.grammar
        self._voiced = language.grammar.voiced
        self._lemma = lemma
        self._known = known

    def undiminished(self, word: str) -> str:
        """Return the known word of which a folded one is a diminutive, or the word itself."""
        single = word.removesuffix("s")
        if not any(map(single.endswith, self._grammar.diminutives)):
            return word
        if self._known(single):
            return self._lemma(single)
        return next(filter(self._known, self._undiminished(single)), word)

    def _undiminished(self, single: str) -> Iterator[str]:
        for ending, instead in self._grammar.diminutives.items():
            stem = single.removesuffix(ending) + instead
            if single.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                yield stem
                # bonnetje
                if stem[-2] == stem[-1]:
                    yield stem[:-1]

    def infinitives(self, word: str, *, known: bool) -> Iterator[str]:
        """Yield infinitives of which a folded word may be a participle or a past tense.

        For a known word only known infinitives, and no past tense; for another (`geprompt`) also
        some that are no words and do no harm.
        """
        if known:
            yield from filter(self._known, self._of_participle(word))
            return
        yield from self._of_participle(word)
        for stem in _stems(word, self._grammar.past_endings):
            yield from self._verbs(stem)

    def respelt(self, word: str) -> Iterator[str]:
        """Yield lemmas of known forms unlike an unknown word in -d, -t or -dt only: `verwerkd`."""
        if not self._grammar.participle_prefix or not word.endswith(("d", "t")):
            return
        stem = word.removesuffix("dt") if word.endswith("dt") else word[:-1]
        if len(stem) > _SHORTEST_STEM:
            yield from map(self._lemma, filter(self._known, (stem + "d", stem + "t")))

    def is_participle(self, word: str) -> bool:
        """Whether a folded word is the correctly spelt participle of a known regular verb.

        `getoetst` is one, `gejaagt` is not.
        """
        if not word.endswith(("d", "t")):
            return False
        return any(
            self._is_verb(particle + verb) or self._is_verb(verb)
            for particle, body in self._without_prefix(word)
            if len(body) > _SHORTEST_STEM
            for verb in self._rightly_of(body)
        )

    def _is_verb(self, verb: str) -> bool:
        """Whether it is a known infinitive, no plural (`voeten`) and no past tense (`brandden`)."""
        return self._known(verb) and self._lemma(verb) == verb

    def _without_prefix(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield separable particles ('' for none) and what follows them and the prefix."""
        prefix = self._grammar.participle_prefix
        if not prefix or prefix not in word:
            return
        for particle in ("", *self._grammar.particles):
            if word.startswith(particle + prefix):
                yield particle, word.removeprefix(particle + prefix)

    def _of_participle(self, word: str) -> Iterator[str]:
        if not word.endswith(("d", "t", "n", "e")):
            return
        for particle, body in self._without_prefix(word):
            if particle:
                simple = word.removeprefix(particle)
                if self._lemma(simple) != simple:
                    yield particle + self._lemma(simple)
            for stem in _stems(body, self._grammar.participle_endings):
                yield from (particle + verb for verb in self._verbs(stem))
            # geprompt, geupdate: a stem that ends as participles do
            ends_alike = len(body) > _SHORTEST_STEM and body[-1] in "te"
            if not particle and ends_alike and not self._known(word):
                yield from self._verbs(body)

    def _rightly_of(self, body: str) -> Iterator[str]:
        """Yield infinitives for which a participle without its prefix is correctly spelt."""
        stem, last = body[:-1], body[-2]
        voiceless = last in self._grammar.voiceless or stem.endswith("ch")
        if (body[-1] == "t") == voiceless:
            yield from _by_the_rules(stem)
        elif last in self._voiced:
            yield from _by_the_rules(stem, self._voiced[last])
        # geland, gewend: a stem with that ending gets no other
        yield from _by_the_rules(body)

    def _verbs(self, stem: str) -> Iterator[str]:
        """Yield possible infinitives of a stem: werken, chatten (chat), maken (maak), leven."""
        last, before = stem[-1], stem[-2]
        yield stem + "en"
        if last == "e":
            yield stem + "n"
        if last in _VOWELS:
            return
        yield stem + last + "en"
        is_long = len(stem) > _SHORTEST_STEM and stem[-3] == before
        if is_long and before in _VOWELS:
            yield stem[:-2] + last + "en"
        if last in self._voiced:
            yield (stem[:-2] if is_long else stem[:-1]) + self._voiced[last] + "en"


def _stems(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Yield the word without each of the endings that it has."""
    for ending in endings:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            yield stem


def _by_the_rules(stem: str, voiced: str = "") -> Iterator[str]:
    """Yield the regular infinitive of a stem, whose last letter is `voiced` in it.

    reis -> reizen, plan -> plannen, maak -> maken.
    """
    last, before, third = voiced or stem[-1], stem[-2], stem[-3:-2]
    if before in _VOWELS and third == before:
        yield stem[:-2] + last + "en"
    elif last in _VOWELS or before not in _VOWELS or (third and third in _VOWELS):
        yield stem[:-1] + last + "en"
    else:
        yield stem + last + "en"
        # monitoren, wandelen: the last syllable is not stressed
        if before in "eo" and len(stem) > _SHORTEST_STEM + 1:
            yield stem + "en"
