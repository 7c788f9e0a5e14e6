"""Shown texts: what shows the themes of a question, from codebook, bank and labels."""

from __future__ import annotations

import numpy as np
from pair_books import KNOWLEDGE, MONEY, TIME, make_book

from pipeline.coding.pair_model import LabelledText, ShownTexts, shown_texts
from pipeline.coding.pair_model.shown import WEIGHTS, Kind
from pipeline.model import BankText, Codebook, Theme
from pipeline.normalise import SpacyLinguist


def codes_of(shown: ShownTexts, book: Codebook, kind: Kind) -> dict[str, set[str]]:
    """The texts of a kind, each with its codes."""
    return {
        shown.texts[row]: {book.codes[code] for code in np.flatnonzero(shown.targets[row])}
        for row in np.flatnonzero(shown.is_kind(kind)).tolist()
    }


def test_codebook_shows_its_themes(linguist: SpacyLinguist) -> None:
    """Examples, labels and the pieces of definitions show a theme; counterexamples speak against
    it."""
    book = make_book((MONEY, TIME))
    shown = shown_texts(book, [], linguist)

    assert codes_of(shown, book, Kind.EXAMPLE) == {
        **{key: {"geld"} for key in MONEY.examples},
        **{key: {"tijd"} for key in TIME.examples},
    }
    assert codes_of(shown, book, Kind.DEFINITION) == {
        "Geld": {"geld"},
        "Te weinig budget": {"geld"},
        "hoge kosten.": {"geld"},
        "Tijd": {"tijd"},
        "Medewerkers hebben te weinig tijd.": {"tijd"},
    }
    assert codes_of(shown, book, Kind.COUNTEREXAMPLE) == {TIME.counterexamples[0]: {"tijd"}}
    assert (shown.answer == -1).all()


def test_example_of_two_themes_is_one_text(linguist: SpacyLinguist) -> None:
    """Two themes may share an example: it has both codes, and contradicts neither."""
    both = "geen tijd en geen geld"
    book = make_book((Theme("a", "A", examples=(both,)), Theme("b", "B", examples=(both,))))

    assert codes_of(shown_texts(book, [], linguist), book, Kind.EXAMPLE) == {both: {"a", "b"}}


def test_example_of_a_sub_theme_shows_its_parent(linguist: SpacyLinguist) -> None:
    """What is about the sub-theme is about the theme above; a counterexample isn't of the parent.

    An answer that is not about the sub-theme may still be about the theme.
    """
    below = Theme("b", "B", examples=("nat",), counterexamples=("droog",))
    book = make_book((Theme("a", "A", themes=(below,)),))
    shown = shown_texts(book, [], linguist)

    assert codes_of(shown, book, Kind.EXAMPLE) == {"nat": {"a", "b"}}
    assert codes_of(shown, book, Kind.COUNTEREXAMPLE) == {"droog": {"b"}}


def test_bank_shows_themes_and_special_codes(linguist: SpacyLinguist) -> None:
    """A text of the bank weighs less than an example, and may fit no theme."""
    bank = (BankText("licentiekosten", ("geld",)), BankText("mooi weer", ("overig",)))
    book = make_book((MONEY, KNOWLEDGE), bank=bank)
    shown = shown_texts(book, [], linguist)

    assert codes_of(shown, book, Kind.BANK) == {"licentiekosten": {"geld"}, "mooi weer": {"overig"}}
    assert WEIGHTS[Kind.BANK] < WEIGHTS[Kind.EXAMPLE]
    assert shown.weights[shown.is_kind(Kind.BANK)].tolist() == [WEIGHTS[Kind.BANK]] * 2


def test_clauses_of_a_label_with_one_theme_show_it(linguist: SpacyLinguist) -> None:
    """Whatever part is taken of an answer about one theme, it is about that theme."""
    book = make_book()
    labelled = [LabelledText("Het is te duur, en het budget is op", ("geld", "overig"))]
    shown = shown_texts(book, labelled, linguist)

    assert set(codes_of(shown, book, Kind.LABEL)) == {
        "Het is te duur, en het budget is op",
        "Het is te duur",
        "het budget is op",
    }
    assert codes_of(shown, book, Kind.CLAUSE_OF_LABEL) == {}


def test_clauses_of_a_label_with_several_themes_may_show_any(linguist: SpacyLinguist) -> None:
    """Which clause is about which theme isn't known: the clauses weigh less than the answer."""
    book = make_book()
    labelled = [LabelledText("Het is te duur, en de agenda zit vol", ("geld", "tijd"))]
    shown = shown_texts(book, labelled, linguist)

    whole = {"Het is te duur, en de agenda zit vol": {"geld", "tijd"}}
    assert codes_of(shown, book, Kind.LABEL) == whole
    assert codes_of(shown, book, Kind.CLAUSE_OF_LABEL) == {
        "Het is te duur": {"geld", "tijd"},
        "de agenda zit vol": {"geld", "tijd"},
    }
    assert WEIGHTS[Kind.CLAUSE_OF_LABEL] < WEIGHTS[Kind.LABEL]


def test_texts_of_a_label_know_their_answer(linguist: SpacyLinguist) -> None:
    """So that an answer can be scored as if it had not been labelled."""
    labelled = [LabelledText("", ("geld",)), LabelledText("te duur, en te druk", ("geld", "tijd"))]
    shown = shown_texts(make_book(), labelled, linguist)

    assert [shown.texts[row] for row in np.flatnonzero(shown.answer == 1)] == [
        "te duur",
        "te duur, en te druk",
        "te druk",
    ]
    assert not (shown.answer == 0).any()
