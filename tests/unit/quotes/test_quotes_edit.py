"""Leaving out more, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy import Redacted, Redactor
from pipeline.quotes import leave_out, only_leaves_out, proposed_quote, quote_words

TEXT = "Wij hebben te weinig tijd, [naam] ook niet."


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], TEXT),
        ([0], "[...] hebben te weinig tijd, [naam] ook niet."),
        ([2, 3, 4], "Wij hebben [...], [naam] ook niet."),
        ([7], "Wij hebben te weinig tijd, [naam] ook [...]."),
        ([5], TEXT),
        ([99, -1], TEXT),
        ([0, 1, 2, 3, 4, 6, 7], "[...], [naam] [...]."),
    ],
)
def test_words_are_left_out(words: list[int], shown: str) -> None:
    """Words that follow each other leave one mark; signs at their ends stay; what is a mark already
    stays.
    """
    assert leave_out(TEXT, words) == shown
    assert only_leaves_out(TEXT, shown)


@pytest.mark.parametrize(
    "shown",
    [
        "Wij hebben veel tijd, [naam] ook niet.",
        "Wij hebben te weinig tijd.",
        "hebben te weinig tijd, [naam] ook niet.",
        "Wij hebben te weinig tijd, Jan ook niet.",
        "[...] tijd, [naam] niet ook.",
        "Wij [...] hebben te weinig tijd, [naam] ook niet.",
        "Wij hebben te weinig tijd, [naam] ook niet. [...]",
        "Wij hebben te weinig tijd, [iets] ook niet.",
        "wij hebben te weinig tijd, [naam] ook niet.",
        "",
    ],
)
def test_nothing_is_rewritten(shown: str) -> None:
    """A word that is changed, added, uncovered, moved, or dropped without a mark is noticed."""
    assert not only_leaves_out(TEXT, shown)


def test_a_word_may_be_masked_by_any_mark() -> None:
    """A person may say what was left out."""
    assert only_leaves_out(TEXT, leave_out(TEXT, [4], "[plaats]"))
    assert not only_leaves_out(TEXT, leave_out(TEXT, [4], "[Jan]"))


@given(
    st.text(st.sampled_from("ab c,.é\n1😀_-'"), max_size=40),
    st.lists(st.integers(0, 12), max_size=5),
)
def test_whatever_is_ticked_only_leaves_out(text: str, words: list[int]) -> None:
    """Whichever words are ticked, the rest stays as it was; a sign of another kind inside words is
    none the wiser.
    """
    shown = " ".join(text.split())
    assert only_leaves_out(text, shown)
    assert only_leaves_out(shown, leave_out(shown, words))


def test_words_of_a_page() -> None:
    """A mark is one word, also where it holds a space."""
    words = quote_words("Ask [e-mail address], or nobody.")
    assert [(word.text, word.mark) for word in words][:2] == [
        ("Ask", False),
        ("[e-mail address]", True),
    ]
    assert [word.text for word in words if word.bare] == [","]


class TestShortening:
    """A long verbatim is shortened around its evidence."""

    redactor = Redactor()

    def shortened(self, text: str, evidence: str, longest: int) -> str:
        """What would be printed."""
        at = text.index(evidence)
        redacted: Redacted = self.redactor.redact(text)
        shown = proposed_quote(
            text, redacted, self.redactor.marks, (at, at + len(evidence)), longest
        )
        assert only_leaves_out(text, shown)
        return shown

    def test_what_fits_stays_whole(self) -> None:
        """Lines become one."""
        assert (
            self.shortened("Te weinig tijd.\n\nEn geld.", "tijd", 80) == "Te weinig tijd. En geld."
        )

    def test_whole_sentences(self) -> None:
        """The sentence with the evidence and those around it that fit."""
        text = (
            "Eerst iets anders dat lang is. We hebben te weinig tijd. "
            "Mail a@b.example daarover. En nog veel meer tekst hier."
        )
        assert self.shortened(text, "tijd", 60) == "[...] We hebben te weinig tijd. [...]"

    def test_one_long_sentence(self) -> None:
        """Words around the evidence, and never half of a find."""
        text = "en dan " * 20 + "bel 06-12345678 over de AVG " + "en zo " * 20
        shown = self.shortened(text, "AVG", 60)
        assert len(shown) <= 60
        assert "AVG" in shown
        assert "0612" not in shown.replace(" ", "").replace("-", "")
