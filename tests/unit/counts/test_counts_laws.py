"""What holds for any codings whatever."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from figures import figure
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.counts import EVERYBODY, Reconciliation, Tally, counts_table, tally_codings, wave_base
from pipeline.model import Codebook

Make = Callable[..., pd.DataFrame]

SOURCES = st.sampled_from(["rules", "classifier", "llm", "reviewer"])
# an answer is nothing, only geen-antwoord, or codes; as the stages before hand it on
CODES = st.one_of(
    st.just([("", "none")]),
    st.just([]),
    st.tuples(st.just("geen-antwoord"), SOURCES).map(lambda row: [row]),
    st.lists(
        st.tuples(st.sampled_from(["a", "a1", "a2", "b", "overig"]), SOURCES),
        min_size=1,
        max_size=5,
    ),
)
PEOPLE = st.lists(st.tuples(st.sampled_from(["", "klein", "groot"]), CODES), max_size=12)


def tables(people: list, answers: Make, codings: Make) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and codings of people."""
    rows = [
        (f"r{i}", theme, source) for i, (_, codes) in enumerate(people) for theme, source in codes
    ]
    return answers([segment for segment, _ in people]), codings(rows, guessing=["llm"])


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE, seed=st.randoms(use_true_random=False), repeats=st.integers(1, 3))
def test_order_and_repeats(
    people: list, seed, repeats: int, book: Codebook, answers: Make, codings: Make
) -> None:
    """The order and the repeats of codings, and the order of answers, change nothing."""
    asked, coded = tables(people, answers, codings)
    expected = counts_table("x", {"q": tally_codings(coded, asked, book, by=("s",))})
    rows, people_order = list(range(len(coded))) * repeats, list(range(len(asked)))
    seed.shuffle(rows)
    seed.shuffle(people_order)
    again = tally_codings(coded.iloc[rows], asked.iloc[people_order], book, by=("s",))
    pd.testing.assert_frame_equal(counts_table("x", {"q": again}), expected)


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE)
def test_parents(people: list, book: Codebook, answers: Make, codings: Make) -> None:
    """In each cell a parent has at least as many respondents as its largest child, and no other."""
    asked, coded = tables(people, answers, codings)
    tally = tally_codings(coded, asked, book, by=("s",))
    itself = coded[coded["theme"] == "a"]["respondent_id"].nunique()
    for wave in tally.waves():
        for cell in tally.cells(wave):
            parent, *children = (figure(tally, code, wave, cell).n for code in ("a", "a1", "a2"))
            assert max(children) <= parent <= sum(children) + itself
            assert parent <= figure(tally, "a", wave, cell).base


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE)
def test_segments_add_up(people: list, book: Codebook, answers: Make, codings: Make) -> None:
    """Where everybody has a segment, the segments add up to the total: n, base and each source."""
    people = [(segment or "groot", codes) for segment, codes in people]
    asked, coded = tables(people, answers, codings)
    tally = tally_codings(coded, asked, book, by=("s",))
    for wave in tally.waves():
        for code in book.codes:
            total = figure(tally, code, wave)
            parts = [
                figure(tally, code, wave, cell) for cell in tally.cells(wave) if cell != EVERYBODY
            ]
            for name in ("n", "base", "n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess"):
                assert getattr(total, name) == sum(getattr(part, name) for part in parts)


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE)
def test_figures_fit(people: list, book: Codebook, answers: Make, codings: Make) -> None:
    """n is the sum of its sources, and a share is n / base and in its interval.

    No more are guesses than rest on a source that guesses.

    Those asked either answered or gave no answer.
    """
    asked, coded = tables(people, answers, codings)
    tally = tally_codings(coded, asked, book)
    for code in book.codes if people else ():
        f = figure(tally, code, "1")
        assert f.n == f.n_rules + f.n_classifier + f.n_llm + f.n_reviewer
        assert f.n_guess <= f.n_llm
        if f.share is not None:
            assert f.share == f.n / f.base
            assert f.low <= f.share <= f.high
    base = wave_base(tally, "1")
    coded_people = sum(
        any(theme not in {"", "geen-antwoord"} for theme, _ in codes) for _, codes in people
    )
    assert base.asked == len(people) == base.answered + base.no_answer
    assert base.answered == coded_people + base.uncoded


def test_reconciliation() -> None:
    """Where answers went must add up to those that were read.

    A lost or doubled answer stops the run.
    """
    Reconciliation(read=10, coded=4, other=1, no_answer=2, uncoded=2, refused=1)
    for read in (9, 11):
        with pytest.raises(
            AssertionError, match=f"answers lost or doubled: {read} read, 10 accounted for"
        ):
            Reconciliation(read=read, coded=4, other=1, no_answer=2, uncoded=2, refused=1)


def test_nobody(book: Codebook) -> None:
    """A tally to which nothing was added has no waves and counts nobody."""
    empty = Tally(book)
    counts = empty.counts("1")

    assert empty.waves() == []
    assert (counts.asked, counts.without_answer, counts.uncoded) == (0, 0, 0)
