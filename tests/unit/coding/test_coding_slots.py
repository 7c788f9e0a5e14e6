"""Which words fill a place of a pattern."""

from __future__ import annotations

import pytest

from pipeline.coding.rules.slots import Filler, SlotIndex
from pipeline.normalise import SpacyLinguist


def fills(linguist: SpacyLinguist, kind: str, text: str, word: str) -> bool:
    """Whether the word fills a slot of that one filler."""
    index = SlotIndex(linguist)
    slot = index.slot([Filler(kind, text)])  # type: ignore[arg-type]
    return index.slots(linguist.describe(word)) == [slot]


@pytest.mark.parametrize(
    ("kind", "text", "word", "wanted"),
    [
        ("word", "tijd", "tijd", True),
        ("word", "tijd", "Tijden", True),
        ("word", "tijd", "tijdelijk", False),
        ("word", "herschrijven", "herschreven", True),
        ("word", "coöperatie", "COOPERATIE", True),
        ("word", "e-mail", "email", True),
        ("word", "AI", "A.I.", True),
        ("form", "samen", "Samen", True),
        ("form", "brief", "brieven", False),
        ("exact", "OR", "OR", True),
        ("exact", "OR", "or", False),
        ("exact", "OR", "Or", False),
        ("prefix", "capaciteit", "capaciteitsgebrek", True),
        ("prefix", "capaciteit", "Capaciteit", True),
        ("prefix", "capaciteit", "uitvoeringscapaciteit", True),
        ("prefix", "capaciteit", "personeelscapaciteitsvraag", True),
        ("prefix", "data", "brondata", True),
        ("prefix", "data", "updaten", False),
        ("prefix", "ai", "maaien", False),
        ("prefix", "ai", "trainen", False),
        ("prefix", "wet", "weten", True),
        ("suffix", "capaciteit", "rekencapaciteit", True),
        ("suffix", "capaciteit", "capaciteitsgebrek", False),
        ("suffix", "zorgen", "privacyzorgen", True),
        ("infix", "kennis", "basiskennisniveau", True),
        ("infix", "kennis", "kennis", True),
        ("infix", "kennis", "kennen", False),
        ("hanging", "privacy", "privacy-", True),
        ("hanging", "privacy", "privacy", False),
    ],
)
def test_filler(linguist: SpacyLinguist, kind: str, text: str, word: str, wanted: bool) -> None:
    """A word fills a slot by its forms, exactly, or by a wildcard; a prefix also begins a part of a
    compound."""
    assert fills(linguist, kind, text, word) is wanted


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("budget", "budjet", True),  # one letter for another
        ("budget", "bugdet", True),  # two letters swapped count once
        ("budget", "buget", True),  # one left out
        ("budget", "buddget", True),  # one too many
        ("budget", "bujdt", False),  # two errors in a short word
        ("privacy", "pivcay", False),
        ("privacy", "pirvcay", False),  # two swaps
        ("capaciteit", "capcitet", True),  # two in a long one
        ("capaciteit", "cpaciteti", True),
        ("capaciteit", "cpciteti", False),
        ("geld", "geldt", False),
        ("geld", "gled", False),  # too short
        ("beleid", "beeld", False),  # a word of the language
        ("beleid", "bereid", False),
        ("beleid", "belied", True),
        ("vergadering", "verandering", False),
        ("vergunning", "vergunnign", True),
        ("test1234", "tset1234", False),  # not letters alone
        ("vrijheid", "vryheid", True),  # two in a term of eight
        ("kwaliteit", "qualiteit", True),  # two, the first letter as it sounds
        ("reflectie", "flectie", False),  # two, another first letter
        ("getimmerd", "getemperd", False),  # a word by its verb
        ("gefietst", "getoetst", False),
        ("gebruiken", "gebruikd", True),  # a wrong ending of an inflected form
    ],
)
def test_typing_errors(linguist: SpacyLinguist, text: str, word: str, wanted: bool) -> None:
    """One error (or swap) is forgiven in words of five letters, two in words of eight; a known word
    is no error."""
    assert fills(linguist, "word", text, word) is wanted


def test_the_nearest_word_is_meant(linguist: SpacyLinguist) -> None:
    """A typing error stands for the term nearest to it, not for another that is also near."""
    index = SlotIndex(linguist)
    near, far = (
        index.slot([Filler("word", "transparant")]),
        index.slot([Filler("word", "transplant")]),
    )
    assert index.slots(linguist.describe("transparnat")) == [near]
    assert index.slots(linguist.describe("transplnat")) == [far]


def test_a_wildcard_does_not_make_a_typing_error_right(linguist: SpacyLinguist) -> None:
    """A mistyped word that fits a wildcard by chance is still found by the word that it was meant
    to be."""
    index = SlotIndex(linguist)
    meant, chance = (
        index.slot([Filler("word", "medewerker")]),
        index.slot([Filler("suffix", "werker")]),
    )
    assert index.slots(linguist.describe("medwerker")) == [meant, chance]


def test_a_word_fills_every_slot_it_can(linguist: SpacyLinguist) -> None:
    """A word is found by all the terms that stand for it."""
    index = SlotIndex(linguist)
    slots = [
        index.slot([Filler("word", "capaciteit")]),
        index.slot([Filler("prefix", "capa")]),
        index.slot([Filler("form", "tijd")]),
    ]
    assert index.slots(linguist.describe("Capaciteit")) == slots[:2]


def test_a_typing_error_is_looked_up_once(
    linguist: SpacyLinguist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often and in however many batches people make it; words of the dictionary are never
    looked up."""
    index = SlotIndex(linguist)
    index.slot([Filler("word", "capaciteit")])
    asked: list[str] = []
    monkeypatch.setattr(index, "_by_typo", lambda word: asked.append(word.text) or [])
    for texts in (["de capasiteit en de capasiteit", "capasiteit"], ["de capasiteit is beperkt"]):
        index.table(linguist.tokens(texts))
    assert asked == ["capasiteit"]


def test_equal_slots_share_a_number(linguist: SpacyLinguist) -> None:
    """The same alternatives in another order are one slot."""
    index = SlotIndex(linguist)
    one = index.slot([Filler("word", "tijd"), Filler("word", "geld")])
    assert index.slot([Filler("word", "geld"), Filler("word", "tijd")]) == one
    assert index.slot([Filler("word", "geld")]) != one
    assert len(index) == 2


def test_table_grows_with_the_lexicon(linguist: SpacyLinguist) -> None:
    """The table tells the slots of words met after it was first asked."""
    index = SlotIndex(linguist)
    slot = index.slot([Filler("word", "zeldzaamheidje")])
    index.table(linguist.tokens(["iets anders"]))
    words, slots = index.table(linguist.tokens(["iets zeldzaamheidje"]))
    assert [slots.of(words[at : at + 1])[1].tolist() for at in range(2)] == [[], [slot]]
    assert len(slots.sizes) == 2
