"""Language data: grammar, cues, non-answers, formats and texts of a report.

One TOML file per language: add `de.toml` (and `de.figures.toml` for the linter) to support German.
A language without a file gets the neutral one: punctuation still splits sentences and lists,
nothing is negated, texts are English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import DocumentError

HOME, NEUTRAL = "nl", "en"
"""The default language, and the language of texts where one has no file."""

_FOLDER = files("pipeline.language")


def _languages(ending: str) -> tuple[str, ...]:
    """Return the codes of the languages that have a file with that ending, `HOME` first."""
    names = (file.name for file in _FOLDER.iterdir() if file.name.endswith(ending))
    codes = {name.removesuffix(ending) for name in names}
    return tuple(sorted((c for c in codes if "." not in c), key=lambda code: (code != HOME, code)))


LANGUAGES = _languages(".toml")
"""Languages with a file of their own."""

FIGURE_LANGUAGES = _languages(".figures.toml")
"""Languages in which the linter can read figures."""


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


Words = tuple[str, ...]
LongestFirst = Annotated[Words, AfterValidator(_longest_first)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grammar(_Section):
    """How the words of a language are built, and which of them separate sentences and lists.

    `part_words` are parts of compounds that the dictionary lacks; `linking_letters` may end a part
    that it has, `joining_letters` the part before the one that a rule's wildcard finds; people
    write or omit the `usual_link` freely. `diminutives` give for an ending, the longest first, what
    it replaces. `participle_prefix`, `participle_endings` and `past_endings` are those of regular
    verbs, whose participles end in -t after a `voiceless` letter and in -d after others; `voiced`
    is what the last letter of a stem becomes in the infinitive. Letters that are `sound_alike` are
    confused at the beginning of a word.
    """

    particles: LongestFirst = ()
    prepositions: frozenset[str] = frozenset()
    infinitive_marker: str = ""
    linking_letters: Words = ("",)
    joining_letters: Words = ("", "s", "en", "e")
    usual_link: str = "s"
    diminutives: Mapping[str, str] = Field(default_factory=dict)
    participle_prefix: str = ""
    participle_endings: Words = ()
    past_endings: Words = ()
    voiceless: str = ""
    voiced: Mapping[str, str] = Field(default_factory=dict)
    sound_alike: Words = ()
    part_words: frozenset[str] = frozenset()
    list_words: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    aside_words: frozenset[str] = frozenset()


class CuePhrases(_Section):
    """Patterns by which a clause is negated, set aside, mocked or only hypothetical.

    `denies` reaches to the end of the clause; `denies_back` also reach back at the end of a clause
    (or before one of `back_complements` there), `denies_both` either side (noch). `denies_once` are
    two that are one (nooit geen), `denies_nothing` fixed phrases that only look like negations,
    `denies_again` those whose last word is a negation that another before it undoes.
    `denies_clause` begin or end with a negation of all their clause (niet het probleem), unless it
    also begins one of `denies_part` (niet voor A maar voor B); a clause that begins with one of
    `points_back` (chatbots, die ...) takes the words before it along. After `ends_negation` a
    clause is affirmed again, and at the last word of one of `turns` (zozeer A als); what
    `gives_reason` (vanwege) is not negated. A question that begins with one of `asks` negates
    nothing.

    `sets_aside` reaches to the end of the clause, `sets_aside_back` to its beginning. `excepts` set
    aside, too, unless the sentence has one of `exempts` (geen probleem); neither does where it
    begins within one of `sets_nothing_aside`.

    `finite_verbs` and `subjects` show where a main clause begins, `links` (prepositions, relative
    pronouns) where a phrase ends; `joins_clauses` part two clauses that have each their verb.

    `mocks` reaches the next words, `mocks_sentence` all of its sentence, `mocks_back` what precedes
    it, `mocks_behind` the same at the end of a sentence, `mocks_alone` as a sentence of its own,
    `smiles` where one of `overstates` stands; none of them beyond one of `contrasts`. `benefits`
    are mocked by quotation marks, unless one of `names` stands before these.

    `supposes` begin a hypothetical clause, unless they are one of `supposes_nothing`;
    `ends_hypothetical` end it.
    """

    denies: Words = ()
    denies_back: Words = ()
    denies_both: Words = ()
    denies_once: Words = ()
    denies_nothing: Words = ()
    denies_again: Words = ()
    denies_clause: Words = ()
    denies_part: Words = ()
    back_complements: Words = ()
    points_back: Words = ()
    ends_negation: Words = ()
    turns: Words = ()
    gives_reason: Words = ()
    asks: Words = ()
    sets_aside: Words = ()
    sets_aside_back: Words = ()
    excepts: Words = ()
    sets_nothing_aside: Words = ()
    exempts: Words = ()
    finite_verbs: Words = ()
    subjects: Words = ()
    links: Words = ()
    joins_clauses: Words = ()
    contrasts: Words = ()
    mocks: Words = ()
    mocks_sentence: Words = ()
    mocks_back: Words = ()
    mocks_behind: Words = ()
    mocks_alone: Words = ()
    smiles: Words = ()
    overstates: Words = ()
    benefits: Words = ()
    names: Words = ()
    supposes: Words = ()
    supposes_nothing: Words = ()
    ends_hypothetical: Words = ()


class NonAnswerPatterns(_Section):
    """Regular expressions of clauses that answer nothing, and of `asides` that may follow."""

    patterns: Words = ()
    asides: Words = ()


class Language(_Section):
    """One language.

    `name` is what its speakers call it, `locale` that of spelling checkers; `name_lists` the lists
    of people's names for it (none: names are not looked for); `lemmas` are exceptions to the
    dictionary.
    """

    code: str
    name: str
    locale: str
    name_lists: str = ""
    decimal_mark: str = "."
    thousands_mark: str = ","
    plural_ending: str = "s"
    plurals: Mapping[str, str] = Field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    grammar: Grammar = Grammar()
    cues: CuePhrases = CuePhrases()
    lemmas: Mapping[str, str] = Field(default_factory=dict)
    non_answers: NonAnswerPatterns = NonAnswerPatterns()
    texts: Mapping[str, str]

    def text(self, key: str, **values: object) -> str:
        """Return the text of that key with its values filled in; `KeyError` if there is none."""
        return self.texts[key].format(**values)

    def plural(self, noun: str) -> str:
        """Return the plural of a noun for respondents: a known one, or with the usual ending."""
        return self.plurals.get(noun, noun + self.plural_ending)


@cache
def language(code: str) -> Language:
    """Return the data of a language (`nl`, `en`); the neutral one if it has no file.

    `DocumentError` if its file has an invalid key or value.
    """
    own, neutral = _read(code), _read(NEUTRAL)
    texts = {**neutral["texts"], **own.get("texts", {})}
    for key in texts.keys() - neutral["texts"].keys():
        raise DocumentError(f"{code}.toml", None, f"texts: '{key}' is asked for nowhere")
    # a study may name its respondents in another language than that of its answers
    plurals = {"respondent": texts["respondent_plural"]}
    for each in (*LANGUAGES, code):
        plurals |= _read(each).get("plurals", {})
    try:
        return Language(
            **{
                "name": code,
                "locale": code,
                **own,
                "code": code,
                "texts": texts,
                "plurals": plurals,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DocumentError(f"{code}.toml", None, f"{place}: {first['msg']}") from None


@cache
def page_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have every text of the review page."""
    needed = {key for key in _read(NEUTRAL)["texts"] if key.startswith("web_")}
    return tuple(code for code in LANGUAGES if needed <= _read(code).get("texts", {}).keys())


def read_figure_words(code: str) -> dict[str, Any]:
    """Return how reports in one of `FIGURE_LANGUAGES` speak of figures, as in its file."""
    file = _FOLDER / f"{code}.figures.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _read(code: str) -> dict[str, Any]:
    file = _FOLDER / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
