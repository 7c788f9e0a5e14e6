"""Keyness against an independent implementation, and which words are keywords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from pipeline.counts import WordCounts, keyness, keywords
from pipeline.language import language
from pipeline.normalise import SpacyLinguist


@pytest.mark.parametrize(
    ("n", "base", "other", "other_base"),
    [(12, 30, 9, 310), (1, 30, 60, 310), (3, 7, 4, 9), (5, 400, 6, 300)],
)
def test_root_of_g2_as_scipy(n: int, base: int, other: int, other_base: int) -> None:
    """The square is scipy's G statistic; the sign says where the word is used more."""
    g2 = chi2_contingency(
        [[n, base - n], [other, other_base - other]], correction=False, lambda_="log-likelihood"
    ).statistic
    found = keyness(n, base, other, other_base)
    assert found**2 == pytest.approx(g2, rel=1e-9)
    assert (found > 0) == (n / base > other / other_base)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_other_way_round_is_the_opposite(
    n: int, without: int, other: int, other_without: int
) -> None:
    """Changing here and elsewhere changes the sign and nothing else.

    Equal shares, nobody and everybody are 0.
    """
    one = keyness(n, n + without, other, other + other_without)
    assert one == pytest.approx(-keyness(other, other + other_without, n, n + without), abs=1e-6)
    assert keyness(n, n + without, n, n + without) == pytest.approx(0, abs=1e-6)
    assert keyness(0, n, 0, other) == keyness(n, n, other, other) == pytest.approx(0, abs=1e-6)


def test_more_than_all_is_refused() -> None:
    """Counts that don't fit their base are a mistake of the caller."""
    with pytest.raises(ValueError, match="cannot be"):
        keyness(3, 2, 0, 5)


def test_keywords() -> None:
    """Telling words come in order, without what tells nothing.

    That is what is too rare, a stop word, a number, or used as much elsewhere.
    """
    here = {
        "tijd": 12,
        "geld": 12,
        "de": 20,
        "ai": 15,
        "budget": 2,
        "2": 12,
        "x": 12,
        "capaciteit": 14,
    }
    elsewhere = {"tijd": 9, "geld": 9, "de": 30, "ai": 150, "capaciteit": 2}
    stop_words = language("nl").stop_words
    found = keywords(here, 30, elsewhere, 310, least=3, stop_words=stop_words)
    assert [word.word for word in found] == ["capaciteit", "geld", "tijd"]
    assert found[0].n == 14 and found[1].keyness == found[2].keyness
    assert (
        keywords(dict(reversed(here.items())), 30, elsewhere, 310, least=3, stop_words=stop_words)
        == found
    )
    assert keywords(here, 30, elsewhere, 310, least=3, most=1, stop_words=stop_words) == found[:1]
    assert keywords(here, 30, {}, 0) == ()


def _counted(answers: dict[str, list[str]]) -> WordCounts:
    counts = WordCounts(SpacyLinguist("nl"))
    for question, texts in answers.items():
        for text in texts:
            counts.add(question, "2025", [text])
    return counts


ANSWERS = {
    "zorgen": [
        "De AVG en privacy",
        "Te weinig tools; AVG!",
        "privacy, privacy, privacy",
        "Privacy van de AVG",
        "geen tijd, AVG",
        "AI en privacy",
    ],
    "functies": [
        "jurist",
        "adviseur AI",
        "adviseur",
        "AI-adviseur",
        "de jurist",
        "secretaris van de directeur",
        "AI",
        "AI van de secretaris",
    ],
}


def test_words_of_answers() -> None:
    """Inflections count as one word, once per answer, and it is shown as most people write it."""
    stop_words = language("nl").stop_words
    found = _counted(ANSWERS).keywords("zorgen", "2025", least=2, stop_words=stop_words)
    assert [(word.word, word.n) for word in found] == [("AVG", 4), ("privacy", 4)]
    assert "AI" not in {
        word.word for word in _counted(ANSWERS).keywords("zorgen", "2025", stop_words=stop_words)
    }
    assert _counted(ANSWERS).keywords("zorgen", "2024") == ()


def test_batches_change_nothing() -> None:
    """All answers at once give the same words as one by one, in whatever order."""
    at_once = WordCounts(SpacyLinguist("nl"))
    for question in reversed(ANSWERS):
        at_once.add(question, "2025", ANSWERS[question][::-1])
        at_once.add(question, "2025", [])
    for question in ANSWERS:
        assert at_once.keywords(question, "2025") == _counted(ANSWERS).keywords(question, "2025")


def test_the_capital_of_a_sentence_is_no_spelling() -> None:
    """A word that opens its sentences is shown without their capital, a name with its own."""
    answers = {
        "zorgen": ["Weerstand", "Weerstand bij Copilot", "Copilot kost geld. Weerstand!"],
        "functies": ["jurist"] * 20,
    }
    assert {word.word for word in _counted(answers).keywords("zorgen", "2025", least=2)} == {
        "weerstand",
        "Copilot",
    }
