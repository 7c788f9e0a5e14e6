"""Inflections that a dictionary lacks: diminutives (`pilotjes`), participles (`uitgezocht`) and Dutch forms of English verbs (`geprompt`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.language import Language

_SHORTEST_STEM = 3
_VOWELS = "aeiouy"
_VOICED = {"f": "v", "s": "z"}


class Inflections:
    """Guesses of one language, from its endings and the dictionary's lemmas."""

    def __init__(
        self, language: Language, lemma: Callable[[str], str], known: Callable[[str], bool]
    ) -> None:
        self._language = language
        self._lemma = lemma
        self._known = known

    def undiminished(self, word: str) -> str:
        """The known word of which this folded one is a diminutive, singular or plural; the word itself when it is none."""
        single = word.removesuffix("s")
        if not any(map(single.endswith, self._language.diminutives)):
            return word
        if self._known(single):
            return self._lemma(single)
        return next(filter(self._known, self._undiminished(single)), word)

    def infinitives(self, word: str, *, known: bool) -> Iterator[str]:
        """The infinitives of which the folded word may be a participle, or, when it isn't known, a past tense.

        Of a known word only infinitives that are known too; of another (`geprompt`) also some that are no words and harm nobody.
        """
        if known:
            yield from (verb for verb in self._of_participle(word) if self._known(verb))
            return
        yield from self._of_participle(word)
        for ending in self._language.past_endings:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                yield from _verbs(stem)

    def _undiminished(self, single: str) -> Iterator[str]:
        for ending, instead in self._language.diminutives.items():
            stem = single.removesuffix(ending) + instead
            if single.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                yield stem
                # bonnetje
                if stem[-2] == stem[-1]:
                    yield stem[:-1]

    def respelt(self, word: str) -> Iterator[str]:
        """The lemmas of known forms that differ from an unknown folded word only in -d, -t or -dt: `verwerkd` -> verwerken."""
        stem = word.removesuffix("dt") if word.endswith("dt") else word[:-1]
        if (
            not self._language.participle_prefix
            or word[-1] not in "dt"
            or len(stem) <= _SHORTEST_STEM
        ):
            return
        yield from (self._lemma(form) for form in (stem + "d", stem + "t") if self._known(form))

    def is_participle(self, word: str) -> bool:
        """Whether the folded word is the rightly spelt participle of a regular verb that is known (`getoetst`, not `gejaagt`)."""
        prefix = self._language.participle_prefix
        if not prefix or prefix not in word or word[-1] not in "dt":
            return False
        rests = (
            (p, word.removeprefix(p)) for p in ("", *self._language.particles) if word.startswith(p)
        )
        bodies = ((p, rest.removeprefix(prefix)) for p, rest in rests if rest.startswith(prefix))
        return any(
            self._is_verb(particle + verb) or self._is_verb(verb)
            for particle, body in bodies
            if len(body) > _SHORTEST_STEM
            for verb in self._rightly_of(body)
        )

    def _rightly_of(self, body: str) -> Iterator[str]:
        """The infinitives of which a participle without its prefix is spelt by the rules."""
        stem, last = body[:-1], body[-2]
        voiceless = last in self._language.voiceless or stem.endswith("ch")
        if (body[-1] == "t") == voiceless:
            yield from _by_the_rules(stem)
        elif last in _VOICED:
            yield from _by_the_rules(stem, _VOICED[last])
        # geland, gewend: a stem that ends so takes no ending
        yield from _by_the_rules(body)

    def _is_verb(self, verb: str) -> bool:
        """Whether it is a known infinitive, and neither a plural (`voeten`) nor a past tense (`brandden`)."""
        return self._known(verb) and self._lemma(verb) == verb

    def _of_participle(self, word: str) -> Iterator[str]:
        prefix = self._language.participle_prefix
        if not prefix or prefix not in word or word[-1] not in "dtne":
            return
        for particle in ("", *self._language.particles):
            rest = word.removeprefix(particle)
            if not rest.startswith(prefix) or (particle and rest == word):
                continue
            body = rest.removeprefix(prefix)
            if particle and (lemma := self._lemma(rest)) != rest:
                yield particle + lemma
            for ending in ("ed", "d", "t"):
                stem = body.removesuffix(ending)
                if stem != body and len(stem) >= _SHORTEST_STEM:
                    yield from (particle + verb for verb in _verbs(stem))
            # geprompt, geupdate: a stem that ends as participles do
            if (
                not particle
                and body[-1:] in ("t", "e")
                and len(body) > _SHORTEST_STEM
                and not self._known(word)
            ):
                yield from _verbs(body)


def _verbs(stem: str) -> Iterator[str]:
    """The infinitives that may have this stem: `werk` -> werken, `chat` -> chatten, `maak` -> maken, `manage` -> managen, `leef` -> leven."""
    last, before = stem[-1], stem[-2]
    yield stem + "en"
    if last == "e":
        yield stem + "n"
    if last in _VOWELS:
        return
    yield stem + last + "en"
    if len(stem) > _SHORTEST_STEM and before in _VOWELS and stem[-3] == before:
        yield stem[:-2] + last + "en"
    if last in _VOICED:
        short = stem[:-2] if len(stem) > _SHORTEST_STEM and stem[-3] == before else stem[:-1]
        yield short + _VOICED[last] + "en"


def _by_the_rules(stem: str, voiced: str = "") -> Iterator[str]:
    """The infinitive that rightly has this stem (whose last letter is `voiced` in it): reis -> reizen, plan -> plannen, maak -> maken."""
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
