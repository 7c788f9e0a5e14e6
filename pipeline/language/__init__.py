"""What the program knows of a language, one TOML file each: how it denies, lists, joins verbs and says nothing; and the texts of a report.

A language without a file of its own gets the neutral one: punctuation still splits sentences and lists, nothing is denied, texts are
English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NEUTRAL = "en"
"""The language of texts where a language has no file."""


@dataclass(frozen=True)
class Language:
    """One language.

    `lemmas` are exceptions to the dictionary, `part_words` parts of compounds that it lacks. `diminutives` tell for an ending, the longest
    first, what stood in its place; `participle_prefix` and `past_endings` are those of regular verbs, whose participles end
    in -t behind a `voiceless` letter and in -d behind others; letters that are `sound_alike` are mistaken at the beginning of a word.

    Cues are patterns. The scope of `denies` runs to the end of the clause; `denies_back` also deny what stands before them at the end of
    a clause (or before one of `back_complements` there), `denies_both` on either side (noch); `denies_once` are two that are one
    (nooit geen), `denies_nothing` fixed phrases that only look like denials, `denies_again` those whose last word is a denial that
    another before it undoes; behind `ends_denial` a clause is affirmed again. `supposes` begin a supposition, unless it is one of
    `supposes_nothing`; `ends_supposition` end it within its clause. Brackets around `aside_words` alone part no clause: `(nog) niet`.

    `non_answers` are regular expressions, one of which must fit each clause of the folded answer; `asides` fit the clauses after a
    non-answer.
    """

    code: str
    lemmas: Mapping[str, str]
    particles: tuple[str, ...]
    prepositions: frozenset[str]
    infinitive_marker: str
    linking_letters: tuple[str, ...]
    diminutives: Mapping[str, str]
    participle_prefix: str
    past_endings: tuple[str, ...]
    voiceless: str
    sound_alike: tuple[str, ...]
    part_words: frozenset[str]
    list_words: frozenset[str]
    clause_words: frozenset[str]
    stop_words: frozenset[str]
    denies: tuple[str, ...]
    denies_back: tuple[str, ...]
    denies_both: tuple[str, ...]
    denies_once: tuple[str, ...]
    denies_nothing: tuple[str, ...]
    denies_again: tuple[str, ...]
    back_complements: tuple[str, ...]
    ends_denial: tuple[str, ...]
    supposes: tuple[str, ...]
    supposes_nothing: tuple[str, ...]
    ends_supposition: tuple[str, ...]
    aside_words: frozenset[str]
    non_answers: tuple[str, ...]
    asides: tuple[str, ...]
    decimal_mark: str
    thousands_mark: str
    texts: Mapping[str, str]

    def text(self, key: str, **values: object) -> str:
        """The text of that key with its values filled in; `KeyError` when the catalogue lacks it."""
        return self.texts[key].format(**values)


@cache
def language(code: str) -> Language:
    """What is known of the language with that ISO code (`nl`, `en`); the neutral language when there is no file for it."""
    neutral = _load(NEUTRAL)
    own = _load(code)
    grammar: dict[str, Any] = own.get("grammar", {})
    return Language(
        code=code,
        lemmas=own.get("lemmas", {}),
        particles=tuple(sorted(grammar.get("particles", ()), key=len, reverse=True)),
        prepositions=frozenset(grammar.get("prepositions", ())),
        infinitive_marker=grammar.get("infinitive_marker", ""),
        linking_letters=tuple(grammar.get("linking_letters", ("",))),
        diminutives=grammar.get("diminutives", {}),
        participle_prefix=grammar.get("participle_prefix", ""),
        past_endings=tuple(grammar.get("past_endings", ())),
        voiceless=grammar.get("voiceless", ""),
        sound_alike=tuple(grammar.get("sound_alike", ())),
        part_words=frozenset(grammar.get("part_words", ())),
        list_words=frozenset(grammar.get("list_words", ())),
        clause_words=frozenset(grammar.get("clause_words", ())),
        stop_words=frozenset(grammar.get("stop_words", ())),
        denies=tuple(grammar.get("denies", ())),
        denies_back=tuple(grammar.get("denies_back", ())),
        denies_both=tuple(grammar.get("denies_both", ())),
        denies_once=tuple(grammar.get("denies_once", ())),
        denies_nothing=tuple(grammar.get("denies_nothing", ())),
        denies_again=tuple(grammar.get("denies_again", ())),
        back_complements=tuple(grammar.get("back_complements", ())),
        ends_denial=tuple(grammar.get("ends_denial", ())),
        supposes=tuple(grammar.get("supposes", ())),
        supposes_nothing=tuple(grammar.get("supposes_nothing", ())),
        ends_supposition=tuple(grammar.get("ends_supposition", ())),
        aside_words=frozenset(grammar.get("aside_words", ())),
        non_answers=tuple(own.get("non_answers", {}).get("patterns", ())),
        asides=tuple(own.get("non_answers", {}).get("asides", ())),
        decimal_mark=own.get("numbers", {}).get("decimal_mark", "."),
        thousands_mark=own.get("numbers", {}).get("thousands_mark", ","),
        texts={**neutral["texts"], **own.get("texts", {})},
    )


def _load(code: str) -> dict[str, Any]:
    file = files("pipeline.language") / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
