"""Inflections that the dictionary lacks."""

from __future__ import annotations

import pytest

from pipeline.normalise import SpacyLinguist
from pipeline.normalise.inflection import Inflections


@pytest.fixture(scope="module")
def inflections(linguist: SpacyLinguist) -> Inflections:
    """Those of Dutch."""
    from pipeline.language import language
    from pipeline.normalise.dictionary import Dictionary

    own = language("nl")
    dictionary = Dictionary(own)
    return Inflections(own, dictionary.lemma, dictionary.is_known)


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("projectjes", "project"),
        ("koninkjes", "koning"),
        ("collegaatje", "collega"),
        ("pilotje", "pilot"),
        ("pilotjes", "pilot"),
        ("teamje", "team"),
        ("bonnetjes", "bon"),
        ("project", "project"),
        ("xyzzetje", "xyzzetje"),
    ],
)
def test_diminutive(inflections: Inflections, word: str, whole: str) -> None:
    """A diminutive leads to the word that it makes small, when the dictionary has that."""
    assert inflections.undiminished(word) == whole


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("uitgezocht", "uitzoeken"),
        ("opgeruimd", "opruimen"),
        ("getraind", "trainen"),
        ("geprompt", "prompten"),
        ("gedeployed", "deployen"),
        ("gepitcht", "pitchen"),
        ("promptte", "prompten"),
        ("promptten", "prompten"),
        ("gefinetuned", "finetunen"),
    ],
)
def test_infinitive(
    inflections: Inflections, linguist: SpacyLinguist, word: str, verb: str
) -> None:
    """A participle or past tense leads to its infinitive."""
    assert verb in list(inflections.infinitives(word, known=linguist.is_known(word)))


@pytest.mark.parametrize(
    "word", ["gemeente", "budget", "gezond", "uitgang", "toegang", "g", "ge", "ged", "geit"]
)
def test_no_infinitive(inflections: Inflections, linguist: SpacyLinguist, word: str) -> None:
    """A word that is no participle leads to no verb by chance (but for a rare one that nobody
    writes a rule for)."""
    assert set(inflections.infinitives(word, known=linguist.is_known(word))) <= {"zonnen", "zonen"}


@pytest.mark.parametrize(
    ("word", "is_participle"),
    [
        ("getimmerd", True),
        ("getemperd", True),
        ("afgebrand", True),
        ("gereisd", True),
        ("gelast", True),
        ("gemonitord", False),
        ("gejaagt", False),
        ("gestord", False),
        ("gevoet", False),
        ("gebruikd", False),
        ("getimmert", False),
        ("gemeente", False),
        ("ge", False),
    ],
)
def test_rightly_spelt(inflections: Inflections, word: str, is_participle: bool) -> None:
    """A participle is a word when it ends as its verb demands and the dictionary has that verb."""
    assert inflections.is_participle(word) is is_participle


@pytest.mark.parametrize(
    ("word", "lemmas"),
    [
        ("verwerkd", ["verwerken"]),
        ("gebruikdt", ["gebruiken"]),
        ("xyzt", []),
        ("t", []),
        ("dt", []),
        ("budge", []),
    ],
)
def test_respelt(inflections: Inflections, word: str, lemmas: list[str]) -> None:
    """A wrong -d, -t or -dt leads to the lemma of the right form."""
    assert list(inflections.respelt(word)) == lemmas


def test_a_language_without_endings(linguist: SpacyLinguist) -> None:
    """A language whose file names no endings has nothing to guess."""
    english = SpacyLinguist("en")
    assert english.describe("prompted").keys >= {"prompted"}
    assert "prompten" not in english.describe("geprompt").keys
