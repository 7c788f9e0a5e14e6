"""The version that a decision bears tells by which words it was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.codebook import codebook_version, parse_pattern
from pipeline.model import Codebook, Rule, Theme

BOOK = Codebook(
    "weer",
    "Weer",
    "nl",
    "2025.1",
    (
        Theme(
            "nat",
            "Nat",
            "Regen en\nhagel",
            "bij water",
            "bij wind",
            themes=(Theme("mist", "Mist"),),
        ),
        Theme("kou", "Kou 🥶"),
    ),
)


def changed(**fields: object) -> Codebook:
    """The book with another first theme."""
    return replace(BOOK, themes=(replace(BOOK.themes[0], **fields), *BOOK.themes[1:]))


def test_version_and_mark() -> None:
    """It is the version as written and the same eight digits for ever: logs of years ago bear
    them."""
    assert codebook_version(BOOK) == "2025.1 (27a72ff0)"


@pytest.mark.parametrize("field", ["id", "label", "definition", "use_when", "not_when"])
def test_words_change_the_mark(field: str) -> None:
    """Whatever a person reads before deciding changes the mark, though the version stays."""
    other = codebook_version(changed(**{field: "anders"}))
    assert other != codebook_version(BOOK)
    assert other.startswith("2025.1 (")


def test_parent_changes_the_mark() -> None:
    """A theme that moves below another is decided on differently."""
    moved = replace(
        BOOK, themes=(replace(BOOK.themes[0], themes=()), Theme("mist", "Mist"), BOOK.themes[1])
    )
    assert codebook_version(moved) != codebook_version(BOOK)


def test_the_rest_does_not() -> None:
    """Rules, examples, the order of themes and the breaking of lines leave it as it is."""
    rule = Rule("nat.1", "nat", parse_pattern("regen*"), text="regen*")
    same = changed(
        examples=("het regent",),
        counterexamples=("droog",),
        rules=(rule,),
        definition="Regen  en hagel",
    )
    assert codebook_version(same) == codebook_version(BOOK)
    assert codebook_version(
        replace(BOOK, themes=BOOK.themes[::-1], title="Ander")
    ) == codebook_version(BOOK)


def test_half_an_emoji() -> None:
    """A label that can't be written as UTF-8 has a mark all the same."""
    assert codebook_version(changed(label="\ud83d")).startswith("2025.1 (")
