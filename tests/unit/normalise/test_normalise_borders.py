"""Where sentences, clauses and mentions begin, and how far words stand apart."""

from __future__ import annotations

from itertools import groupby

import pytest

from pipeline.model import Ints, Tokens
from pipeline.normalise import SpacyLinguist


def parted(tokens: Tokens, numbers: Ints) -> list[str]:
    """The words of the only text, parted where the number changes; signs left out."""
    rows = [
        (number, tokens.lexicon[word].text)
        for number, word in zip(numbers.tolist(), tokens.word.tolist(), strict=True)
        if tokens.lexicon[word].is_word
    ]
    return [
        " ".join(text for _, text in group) for _, group in groupby(rows, key=lambda row: row[0])
    ]


def mentions_of(tokens: Tokens, text: int) -> list[str]:
    """The mentions of that text of the batch as they stand there, without signs around them."""
    verbatim = tokens.texts[text]
    items = []
    positions = range(tokens.first[text], tokens.first[text + 1])
    for mention, group in groupby(positions, key=lambda at: int(tokens.mention[at])):
        ats = list(group)
        item = verbatim[tokens.start[ats[0]] : tokens.end[ats[-1]]].strip(" \t\r\n,;:/|+&-–•·*.()")
        if mention and any(map(str.isalnum, item)):
            items.append(item)
    return items


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Geen tijd. Geen geld!", ["Geen tijd", "Geen geld"]),
        ("Geen tijd?! Geen geld", ["Geen tijd", "Geen geld"]),
        ("Geen tijd... geen geld", ["Geen tijd", "geen geld"]),
        ("tijd.geen geld", ["tijd", "geen geld"]),
        ("tijd\ngeld", ["tijd", "geld"]),
        ("tijd\tgeld", ["tijd", "geld"]),
        ("tijd, geld; mensen", ["tijd geld mensen"]),
        ("o.a. tijd en geld", ["o.a. tijd en geld"]),
        ("versie 2.5 is er", ["versie 2.5 is er"]),
        ("één regel", ["één regel"]),
    ],
)
def test_sentences(linguist: SpacyLinguist, text: str, sentences: list[str]) -> None:
    """A point, question or exclamation mark and a new line end a sentence; a point inside a word
    does not."""
    tokens = linguist.tokens([text])
    assert parted(tokens, tokens.sentence) == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("geen tijd, wel geld", ["geen tijd", "wel geld"]),
        ("geen tijd maar geld", ["geen tijd", "maar geld"]),
        ("geen tijd want druk", ["geen tijd", "want druk"]),
        ("geen tijd (druk) hier", ["geen tijd", "druk", "hier"]),
        ("geen tijd: druk", ["geen tijd", "druk"]),
        ("geen tijd – druk", ["geen tijd", "druk"]),
        ("geen tijd en geld", ["geen tijd en geld"]),
        ("geen tijd/geld", ["geen tijd geld"]),
        ("geen AI-team", ["geen AI team"]),
        ("tijd. geld", ["tijd", "geld"]),
    ],
)
def test_clauses(linguist: SpacyLinguist, text: str, clauses: list[str]) -> None:
    """Commas, brackets, colons, dashes and words such as maar begin a clause; en, slashes and
    hyphens do not."""
    tokens = linguist.tokens([text])
    assert parted(tokens, tokens.clause) == clauses


def test_borders_between_texts(linguist: SpacyLinguist) -> None:
    """No sentence, clause or mention goes on in the next text."""
    tokens = linguist.tokens(["geen tijd", "geen geld", "", "mensen"])
    for numbers in (tokens.sentence, tokens.clause, tokens.mention):
        assert len(set(numbers.tolist())) == 3
    assert tokens.first.tolist() == [0, 2, 4, 4, 5]


def test_places_count_words(linguist: SpacyLinguist) -> None:
    """A word stands one place past the word before it, whatever signs stand between; texts are a
    thousand apart."""
    tokens = linguist.tokens(['een "twee" - (drie)', "vier"])
    words = [
        p
        for p, w in zip(tokens.place.tolist(), tokens.word.tolist(), strict=True)
        if tokens.lexicon[w].is_word
    ]
    assert [p - words[0] for p in words[:3]] == [0, 1, 2]
    assert words[3] - words[2] > 1_000


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("een twee", True),
        ("een-twee", True),
        ('een "twee"', True),
        ("een, twee", False),
        ("een (twee", False),
        ("een\ntwee", False),
    ],
)
def test_hard_signs(linguist: SpacyLinguist, text: str, same: bool) -> None:
    """A comma, bracket or new line keeps a phrase apart; a hyphen or quote does not."""
    tokens = linguist.tokens([text])
    words = [
        h
        for h, w in zip(tokens.hard.tolist(), tokens.word.tolist(), strict=True)
        if tokens.lexicon[w].is_word
    ]
    assert (words[0] == words[1]) is same


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("CISO, FG, jurist", ["CISO", "FG", "jurist"]),
        ("CISO,FG;jurist", ["CISO", "FG", "jurist"]),
        ("CISO/FG", ["CISO", "FG"]),
        ("CISO / FG", ["CISO", "FG"]),
        ("CISO & FG", ["CISO", "FG"]),
        ("CISO + FG", ["CISO", "FG"]),
        ("CISO en FG of jurist", ["CISO", "FG", "jurist"]),
        ("CISO|FG", ["CISO", "FG"]),
        ("CISO\nFG", ["CISO", "FG"]),
        ("CISO\r\n\r\nFG\n", ["CISO", "FG"]),
        ("CISO\tFG", ["CISO", "FG"]),
        ("CISO. FG.", ["CISO", "FG"]),
        ("- CISO\n- FG", ["CISO", "FG"]),
        ("-CISO\n-FG", ["CISO", "FG"]),
        ("– CISO\n– FG", ["CISO", "FG"]),
        ("* CISO\n* FG", ["CISO", "FG"]),
        ("• CISO\n• FG", ["CISO", "FG"]),
        pytest.param("•CISO\n•FG", ["CISO", "FG"]),
        ("• CISO • FG", ["CISO", "FG"]),
        ("→ CISO → FG", ["CISO", "FG"]),
        ("1. CISO\n2. FG", ["CISO", "FG"]),
        ("1. CISO 2. FG 3. jurist", ["CISO", "FG", "jurist"]),
        ("1) CISO 2) FG", ["CISO", "FG"]),
        ("1.CISO\n2.FG", ["CISO", "FG"]),
        ("(1) CISO\n(2) FG", ["CISO", "FG"]),
        ("a) CISO\nb) FG", ["a) CISO", "b) FG"]),
        ("a. CISO\nb. FG", ["a. CISO", "b. FG"]),
        ("informatieadviseur (trekker), CISO", ["informatieadviseur (trekker", "CISO"]),
        ("privacy- en securityofficer", ["privacy- en securityofficer"]),
        ("AI-team, e-mail", ["AI-team", "e-mail"]),
        ("I&A, P&O", ["I&A", "P&O"]),
        ("24/7 bereikbaar", ["24/7 bereikbaar"]),
        pytest.param("10.000 brieven, 2,5 fte", ["10.000 brieven", "2,5 fte"]),
        ("één ding", ["één ding"]),
        ("", []),
        ("- , / 1. 2.", []),
        ("CISO,, FG,", ["CISO", "FG"]),
    ],
)
def test_mentions(linguist: SpacyLinguist, text: str, items: list[str]) -> None:
    """Each item of a list is a mention; bullets, numbers and separators belong to none."""
    assert mentions_of(linguist.tokens([text]), 0) == items


def test_mentions_of_one_text_among_many(linguist: SpacyLinguist) -> None:
    """Mentions never reach over the border of a text."""
    tokens = linguist.tokens(["een, twee", "drie 🙂 vijf / vier", "zeven"])
    assert mentions_of(tokens, 1) == ["drie 🙂 vijf", "vier"]
    assert mentions_of(tokens, 2) == ["zeven"]
