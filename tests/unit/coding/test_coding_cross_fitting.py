"""Cross-fitting: a machine that codes the answers of all waves alike, and knows none of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from two_themes import BOOK, KNOWN, STRANGE

from pipeline.coding.cross_fitting import CrossFittedCoder, cross_fitted_coder
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Labelled, Material, train
from pipeline.model import BankText, Codebook, Linguist
from pipeline.normalise import linguist

ALIKE = "De papegaai zingt  in het torentje."
CHANGED = "de papegaai zingt luid in het torentje"
"""The strange text as another wrote it, and changed a little."""


@pytest.fixture(scope="module")
def dutch() -> Linguist:
    """The linguist of the codebook's language."""
    return linguist("nl")


def made_of(
    labelled: list[Labelled], tongue: Linguist, book: Codebook = BOOK, *, has_replies: bool = False
) -> CrossFittedCoder | None:
    """The coder of a question with these labels."""
    material = Material(RuleMatcher(book, tongue), tongue)
    trained = train(material, labelled)
    return cross_fitted_coder(material, labelled, trained, has_replies=has_replies)


def codes_of(coder: CrossFittedCoder | None, respondent: str, text: str) -> list[str]:
    """The codes of an answer."""
    assert coder is not None
    codes = coder.code([respondent], np.array([0]), [text], [""]).code
    return [BOOK.codes[code] for code in codes.tolist()]


@pytest.mark.parametrize("text", [STRANGE, ALIKE])
@pytest.mark.parametrize("respondent", ["g5", "g6", "g1"])
def test_label_of_a_text_does_not_move_its_codes(
    dutch: Linguist, text: str, respondent: str
) -> None:
    """Whatever people said of a text, whoever wrote it in whichever wave is coded the same."""
    found = [
        codes_of(made_of([*KNOWN, Labelled(STRANGE, (theme,), "g5")], dutch), respondent, text)
        for theme in ("geld", "tijd")
    ]
    assert found[0] == found[1]


def test_new_text_is_not_coded_by_what_its_writer_said_before(dutch: Linguist) -> None:
    """An answer changed a little is not known better in the wave after the labelled one.

    Another respondent's label may teach, as it does in both waves.
    """
    coders = [
        made_of([*KNOWN, Labelled(STRANGE, (theme,), "g5")], dutch) for theme in ("geld", "tijd")
    ]
    assert codes_of(coders[0], "g5", CHANGED) == codes_of(coders[1], "g5", CHANGED)


def test_labels_of_others_are_learned_from(dutch: Linguist) -> None:
    """An answer is coded by what labels of other texts show."""
    labelled = [*KNOWN, *(Labelled(f"{STRANGE} {n}", ("geld",), f"p{n}") for n in range(12))]
    assert codes_of(made_of(labelled, dutch), "iemand", STRANGE) == ["geld"]


def test_none_where_the_coder_knows_no_answer(dutch: Linguist) -> None:
    """A machine of rules, definitions and examples alone codes all waves alike already."""
    assert made_of([], dutch) is None
    material = Material(RuleMatcher(BOOK, dutch), dutch)
    assert cross_fitted_coder(material, KNOWN, None, has_replies=False) is None


@pytest.mark.parametrize("theme", ["geld", "tijd"])
def test_bank_is_not_learned_from(dutch: Linguist, theme: str) -> None:
    """A bank may hold the answers of one of the waves, so it teaches nothing here."""
    book = replace(BOOK, bank=(BankText(STRANGE, (theme,)),))
    coder = made_of([], dutch, book)
    assert codes_of(coder, "g1", STRANGE) not in (["geld"], ["tijd"])


def test_replies_are_not_used(dutch: Linguist) -> None:
    """A language model may have been asked about one of the waves alone."""
    assert codes_of(made_of([], dutch, has_replies=True), "g1", "de kosten zijn te hoog")


def test_codes_go_with_their_answers(dutch: Linguist) -> None:
    """Answers keep their codes when texts repeat, and when their coders differ."""
    coder = made_of(KNOWN, dutch)
    assert coder is not None
    texts = ["de kosten zijn te hoog", "wij hebben het te druk", "te duur, en geen tijd"]
    number = np.array([2, 0, 1, 0, 2, 1])
    people = [f"r{n}" for n in range(6)]
    found = coder.code(people, number, texts, [""] * 3).matrix(6, len(BOOK.codes))
    for answer, text in enumerate(number.tolist()):
        names = [BOOK.codes[code] for code in np.flatnonzero(found[answer]).tolist()]
        assert names == codes_of(coder, people[answer], texts[text])
