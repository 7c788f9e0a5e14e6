"""What a bank shows: it is evidence too, also where nothing else shows a theme."""

from __future__ import annotations

import pytest

from pipeline.coding.embedders import read_embedder
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.training import Material, train
from pipeline.model import BankText, Codebook, Theme
from pipeline.normalise import linguist

BANK = (
    ("the bus never comes", "reach"),
    ("no parking anywhere near", "reach"),
    ("slow wifi all day", "tools"),
    ("the laptop is broken again", "tools"),
)


def book_of(*labels: tuple[str, str]) -> Codebook:
    """Return a codebook of themes that show no more than a label, with the bank."""
    return Codebook(
        id="work",
        title="Work",
        language="en",
        version="1",
        themes=tuple(Theme(id=theme, label=label) for theme, label in labels),
        bank=tuple(BankText(text, (theme,)) for text, theme in BANK),
    )


def themes_of(book: Codebook, texts: list[str]) -> list[set[str]]:
    """Return the themes that each text gets, with vectors and without a label."""
    tongue = linguist("en")
    matcher = RuleMatcher(book, tongue)
    trained = train(Material(matcher, tongue, read_embedder("use")), ())
    coded = QuestionCoder(matcher, tongue, trained).code(texts, [""] * len(texts))
    found: list[set[str]] = [set() for _ in texts]
    for text, code in zip(coded.text.tolist(), coded.code.tolist(), strict=True):
        found[text].add(book.codes[code])
    return found


@pytest.mark.parametrize(
    "labels",
    [(("reach", "Alpha"), ("tools", "Beta")), (("reach", "could been"), ("tools", "you"))],
    ids=["labels of another meaning", "labels without a content word"],
)
def test_text_of_the_bank_has_its_theme(labels: tuple[tuple[str, str], ...]) -> None:
    """An answer that stands in the bank to the letter is coded as the bank has it."""
    texts = [text for text, _ in BANK]

    assert themes_of(book_of(*labels), texts) == [{theme} for _, theme in BANK]
