"""Lemmas, compounds and separable verbs of Dutch."""

from __future__ import annotations

import pytest

from pipeline.normalise import SpacyLinguist


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("herschreven", "herschrijven"),
        ("herschrijft", "herschrijven"),
        ("samengevat", "samenvatten"),
        ("ontwikkelde", "ontwikkelen"),
        ("ontwikkeld", "ontwikkelen"),
        ("datalekken", "datalek"),
        ("Datalekken", "datalek"),
        ("toepassen", "toepassen"),
        ("toegepast", "toepassen"),
        ("betere", "beter"),
        ("kosten", "kosten"),
        ("gegevens", "gegevens"),
        ("brieven", "brief"),
        ("tools", "tool"),
        ("notulen", "notulen"),
        ("gemeenten", "gemeente"),
        ("ideeën", "idee"),
        ("coöperaties", "cooperatie"),
        ("onbestaandwoord", "onbestaandwoord"),
        ("AVG", "avg"),
    ],
)
def test_lemma(linguist: SpacyLinguist, form: str, lemma: str) -> None:
    """An inflected form has the lemma of its word, folded; a word that the dictionary lacks is its
    own lemma."""
    assert linguist.describe(form).lemma == lemma


@pytest.mark.parametrize(
    "verb",
    ["toepassen", "samenvatten", "opstellen", "nadenken", "uitwerken", "aanpassen", "bijhouden"],
)
def test_no_lemma_holds_a_mark(linguist: SpacyLinguist, verb: str) -> None:
    """The mark by which the dictionary parts a separable verb (`toe_passen`) is in no lemma and no
    key."""
    word = linguist.describe(verb)
    assert "_" not in word.lemma
    assert not any("_" in key for key in word.keys)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("privacyfunctionaris", ("privacy", "functionaris")),
        ("informatieadviseur", ("informatie", "adviseur")),
        ("informatiebeveiliging", ("informatie", "beveiliging")),
        ("securityofficer", ("security", "officer")),
        ("beleidsadviseur", ("beleid", "adviseur")),
        ("raadsvergadering", ("raad", "vergadering")),
        ("datakwaliteit", ("data", "kwaliteit")),
        ("bestuursadviseur", ("bestuur", "adviseur")),
    ],
)
def test_parts(linguist: SpacyLinguist, word: str, parts: tuple[str, ...]) -> None:
    """A compound comes apart in words of the language, without the letters that link them."""
    assert linguist.parts(word) == parts


@pytest.mark.parametrize(
    "word", ["tijd", "privacy", "capaciteit", "xqzxqzxqz", "AVG2025", "a" * 80, "e-mailadres", ""]
)
def test_no_parts(linguist: SpacyLinguist, word: str) -> None:
    """What is no compound of known words has no parts."""
    assert linguist.parts(word) == ()


@pytest.mark.parametrize(
    ("verb", "split"),
    [
        ("samenvatten", ("samen", "vatten")),
        ("uitzoeken", ("uit", "zoeken")),
        ("nadenken", ("na", "denken")),
        ("meenemen", ("mee", "nemen")),
        ("terugvinden", ("terug", "vinden")),
        ("voorbereiden", ("voor", "bereiden")),
        ("vastleggen", ("vast", "leggen")),
        ("overnemen", ("over", "nemen")),
    ],
)
def test_particle(linguist: SpacyLinguist, verb: str, split: tuple[str, str]) -> None:
    """A separable verb comes apart in its particle and an infinitive."""
    assert linguist.particle(verb) == split


@pytest.mark.parametrize(
    ("verb", "split"),
    [
        ("toepassen", ("toe", "passen")),
        ("opstellen", ("op", "stellen")),
        ("invoeren", ("in", "voeren")),
        ("inzetten", ("in", "zetten")),
        ("aansturen", ("aan", "sturen")),
        ("afstemmen", ("af", "stemmen")),
        ("oppakken", ("op", "pakken")),
    ],
)
def test_particle_of_a_verb_that_looks_like_a_noun(
    linguist: SpacyLinguist, verb: str, split: tuple[str, str]
) -> None:
    """A separable verb comes apart even where its second half is also the plural of a noun."""
    assert linguist.particle(verb) == split


@pytest.mark.parametrize(
    "verb", ["onderzoek", "inwoner", "gebruiken", "schrijven", "tijd", "opa", "aan", ""]
)
def test_no_particle(linguist: SpacyLinguist, verb: str) -> None:
    """A word that is no separable verb has no particle."""
    assert linguist.particle(verb) is None


@pytest.mark.parametrize(
    ("word", "known"),
    [("vergadering", True), ("vergaderingen", True), ("vergadirng", False), ("12", True)],
)
def test_is_known(linguist: SpacyLinguist, word: str, known: bool) -> None:
    """The language has its word forms and numbers, and not a typing error."""
    assert linguist.is_known(word) is known


def test_a_language_without_dictionary() -> None:
    """A language that the dictionary lacks leaves every word as it is, knows them all and splits
    none."""
    japanese = SpacyLinguist("xx")
    assert japanese.describe("datalekken").lemma == "datalekken"
    assert japanese.is_known("xqzxqz")
    assert japanese.parts("privacyfunctionaris") == ()
    assert japanese.particle("samenvatten") is None
