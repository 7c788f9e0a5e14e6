"""Guesses in theme counts: codings of a machine that no label supports."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from figures import figure

from pipeline.counts import CodedAnswers, Tally, counts_table, tally_codings, wave_base
from pipeline.counts.count_themes import count_themes
from pipeline.model import SOURCES, Codebook

Make = Callable[..., pd.DataFrame]

ROWS = [
    ("r0", "a1", "classifier"),
    ("r0", "a2", "rules"),
    ("r1", "a1", "classifier"),
    ("r2", "a2", "reviewer"),
    ("r3", "b", "llm"),
    ("r4", "geen-antwoord", "classifier"),
]
GUESSING = ["classifier"]


@pytest.fixture
def tally(book: Codebook, answers: Make, codings: Make) -> Tally:
    """Five respondents; whatever the classifier coded is a guess, what the others did is none."""
    asked = answers(["klein", "klein", "groot", "groot", "groot"])
    return tally_codings(codings(ROWS, guessing=GUESSING), asked, book, by=("s",))


def test_respondent_with_nothing_but_guesses_counts_as_one(tally: Tally) -> None:
    """Of a1's two respondents both rest on a guess, of a2's and b's none."""
    guesses = {code: figure(tally, code, "1").n_guess for code in ("a1", "a2", "b")}

    assert guesses == {"a1": 2, "a2": 0, "b": 0}


def test_parent_is_a_guess_only_if_every_coding_below_it_is(tally: Tally) -> None:
    """r0 has a guess below a, and a rule's coding too; r1 has a guess alone."""
    assert figure(tally, "a", "1").n == 3
    assert figure(tally, "a", "1").n_guess == 1


def test_segments_have_their_own_guesses(tally: Tally) -> None:
    """The guesses of a segment are those of its respondents."""
    assert figure(tally, "a1", "1", ("s", "klein")).n_guess == 2
    assert figure(tally, "a1", "1", ("s", "groot")).n_guess == 0


def test_base_tells_how_many_of_its_codings_are_guesses(tally: Tally) -> None:
    """Two of the five codings; who gave no answer is not in the base, nor is that coding."""
    base = wave_base(tally, "1")

    assert base.answered == 4
    assert (base.codings, base.guesses) == (5, 2)


def test_language_model_is_a_source_weaker_than_the_classifier(
    book: Codebook, answers: Make, codings: Make
) -> None:
    """A theme by both counts under the classifier; a guess it is only if both guess."""
    rows = [("r0", "b", "llm"), ("r0", "b", "classifier"), ("r1", "b", "llm")]
    both = tally_codings(codings(rows, guessing=["llm", "classifier"]), answers(["", ""]), book)
    one = tally_codings(codings(rows, guessing=["classifier"]), answers(["", ""]), book)

    assert (figure(both, "b", "1").n_classifier, figure(both, "b", "1").n_llm) == (1, 1)
    assert figure(both, "b", "1").n_guess == 2
    assert figure(one, "b", "1").n_guess == 0


def test_merged_tallies_have_the_guesses_of_both(book: Codebook, tally: Tally) -> None:
    """What two processes counted has the guesses of both."""
    other = Tally(book)
    coded = CodedAnswers(
        answers=2,
        segments={},
        answer=np.array([0, 1]),
        code=np.array([book.codes.index("a1"), book.codes.index("a2")]),
        source=np.full(2, SOURCES.index("classifier")),
        guess=np.array([True, False]),
    )
    other.add("1", coded)

    tally.merge(other)

    assert figure(tally, "a1", "1").n_guess == 3
    assert figure(tally, "a", "1").n_guess == 2
    assert (wave_base(tally, "1").codings, wave_base(tally, "1").guesses) == (7, 3)


def test_respondents_outside_the_filter_have_no_guesses(book: Codebook) -> None:
    """A question's filter leaves out the guesses of whom it leaves out."""
    tally = Tally(book)
    coded = CodedAnswers(
        answers=2,
        segments={},
        answer=np.array([0, 1]),
        code=np.full(2, book.codes.index("b")),
        source=np.full(2, SOURCES.index("classifier")),
        guess=np.array([False, True]),
        inside=np.array([True, False]),
    )
    tally.add("1", coded)

    assert (figure(tally, "b", "1").n, figure(tally, "b", "1").n_guess) == (1, 0)


def test_codings_in_a_table_need_not_tell_of_guesses(
    book: Codebook, answers: Make, codings: Make
) -> None:
    """Without the column none is a guess; with it, it must be true or false."""
    told, asked = codings(ROWS, guessing=GUESSING), answers([""] * 5)
    untold = count_themes(told.drop(columns="guess"), asked, book)

    assert count_themes(told, asked, book)["n_guess"].sum() == 4
    assert untold["n_guess"].sum() == 0
    with pytest.raises(TypeError, match=r"codings\.guess: expected bool"):
        count_themes(told.assign(guess="maybe"), asked, book)


def test_table_has_a_column_of_guesses(tally: Tally) -> None:
    """Theme counts say of every figure how many of its respondents rest on guesses."""
    table = counts_table("x", {"q": tally})
    everybody = table[table["segment_variable"] == ""].set_index("theme")

    assert everybody["n_guess"].to_dict() == {
        "a": 1,
        "a1": 2,
        "a2": 0,
        "b": 0,
        "geen-antwoord": 1,
        "overig": 0,
    }
