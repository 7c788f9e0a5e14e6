"""Held-out codes: what the machine says of a labelled text by itself, whatever its label."""

from __future__ import annotations

import numpy as np
import pytest
from two_themes import BOOK, KNOWN, STRANGE

from pipeline.coding.held_out import OwnCodes, own_codes
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Labelled, Material, train
from pipeline.language import language
from pipeline.model import Linguist
from pipeline.normalise import NonAnswers, linguist, text_hash


@pytest.fixture(scope="module")
def dutch() -> Linguist:
    """The linguist of the codebook's language."""
    return linguist("nl")


def made_of(labelled: list[Labelled], tongue: Linguist) -> tuple[QuestionCoder, OwnCodes]:
    """The coder that learned from these labels, and its own codes of them."""
    matcher = RuleMatcher(BOOK, tongue)
    coder = QuestionCoder(matcher, tongue, train(Material(matcher, tongue), labelled))
    return coder, own_codes(coder, labelled, NonAnswers(language("nl")))


def names(own: OwnCodes, text: str) -> list[str]:
    """The codes of a text, by name."""
    return [BOOK.codes[code] for code in own.codes[text_hash(text)].tolist()]


@pytest.mark.parametrize("theme", ["geld", "tijd", "overig"])
def test_own_label_changes_nothing(dutch: Linguist, theme: str) -> None:
    """Whatever people said of a text, the machine's own codes of it stay as they are.

    The coder itself, which has seen the label, follows it.
    """
    labelled = [*KNOWN, Labelled(STRANGE, (theme,), "g5")]
    coder, own = made_of(labelled, dutch)
    _, other = made_of([*KNOWN, Labelled(STRANGE, ("geld",), "g5")], dutch)
    seen = coder.code([STRANGE], [""])

    assert names(own, STRANGE) == names(other, STRANGE)
    if theme != "overig":
        assert [BOOK.codes[code] for code in seen.code.tolist()] == [theme]


def test_labels_of_others_are_learned_from(dutch: Linguist) -> None:
    """A labelled text is coded by what the other labels show."""
    _, own = made_of(KNOWN, dutch)

    assert "geld" in names(own, "te weinig budget voor licenties")
    assert "tijd" in names(own, "de werkdruk is te groot")


def test_non_answer_is_one(dutch: Linguist) -> None:
    """A recognised non-answer stays one, though a person coded a theme."""
    _, own = made_of([*KNOWN, Labelled("n.v.t.", ("geld",), "g5", no_answer=True)], dutch)

    assert names(own, "n.v.t.") == ["geen-antwoord"]


def test_matrix_has_nothing_for_texts_without_a_label(dutch: Linguist) -> None:
    """Own codes are known of labelled texts alone."""
    _, own = made_of(KNOWN, dutch)
    found = own.matrix([text_hash(KNOWN[0].text), text_hash("iets anders")], len(BOOK.codes))

    assert found.any(axis=1).tolist() == [True, False]
    assert np.flatnonzero(found[0]).tolist() == own.codes[text_hash(KNOWN[0].text)].tolist()


def test_without_labels_nothing_is_known(dutch: Linguist) -> None:
    """No labels, no cross-fitting."""
    assert made_of([], dutch)[1].codes == {}
