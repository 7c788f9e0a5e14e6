"""What is said of one word: how it folds, and the forms under which a rule finds it."""

from __future__ import annotations

import pytest

from pipeline.normalise import SpacyLinguist, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("TIJD", "tijd"),
        ("Coöperatie", "cooperatie"),
        ("één", "een"),
        ("e\u0301e\u0301n", "een"),
        ("CISO’s", "ciso's"),
        ("zo´n", "zo'n"),
        ("AI–team", "ai-team"),
        ("AI‑team", "ai-team"),
        ("Straße", "strasse"),
        ("ﬁets", "fiets"),
        ("İ", "i"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Capitals, accents and typographic signs are folded away."""
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A.I.", "ai"),
        ("a.i.", "ai"),
        ("CISO's", "ciso"),
        ("CISO’s", "ciso"),
        ("CISOs", "ciso"),
        ("ciso's", "ciso"),
        ("LLMs", "llm"),
        ("e-mail", "email"),
        ("E-mail", "e-mail"),
        ("I&A", "i&a"),
        ("i&a", "i&a"),
        ("coöperatie", "cooperatie"),
        ("ideeën", "idee"),
        ("foto's", "foto"),
        ("risico’s", "risico"),
        ("privacy-", "privacy"),
        ("Colléga's", "collega"),
        ("sms'en", "sms"),
        ("C.I.O.", "cio"),
    ],
)
def test_keys(linguist: SpacyLinguist, text: str, key: str) -> None:
    """A word is found by its forms without accents, dots, hyphens and plural -s of an
    abbreviation."""
    assert key in linguist.describe(text).keys


@pytest.mark.parametrize(
    ("text", "key"),
    [("CISO", "cis"), ("tijdens", "tijd"), ("AVG", "av"), ("OR", "of"), ("was", "wa")],
)
def test_no_key(linguist: SpacyLinguist, text: str, key: str) -> None:
    """A word is not found by what only looks like a form of it."""
    assert key not in linguist.describe(text).keys


@pytest.mark.parametrize("text", [",", "--", "…", "🙂", "€", "+"])
def test_a_sign_is_no_word(linguist: SpacyLinguist, text: str) -> None:
    """What holds no letter or digit is no word."""
    assert not linguist.describe(text).is_word


@pytest.mark.parametrize("text", ["5", "B1", "½", "é", "x"])
def test_a_letter_or_digit_makes_a_word(linguist: SpacyLinguist, text: str) -> None:
    """What holds a letter or digit is a word."""
    assert linguist.describe(text).is_word


def test_an_abbreviation_in_capitals_is_known(linguist: SpacyLinguist) -> None:
    """Four capitals at most are an abbreviation: no typing error of another word."""
    assert linguist.describe("DPIA").known
    assert linguist.describe("KCC").known
    assert not linguist.describe("privcay").known


def test_an_endless_word_is_looked_up_nowhere(linguist: SpacyLinguist) -> None:
    """A string longer than any word is found by its folded form alone, and is no typing error."""
    word = linguist.describe("Aé" * 40)
    assert word.keys == {"ae" * 40}
    assert word.known
