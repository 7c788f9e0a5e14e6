"""Counting respondents, against tables counted by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from figures import figure

from pipeline.counts import (
    EVERYBODY,
    THEME_COUNTS,
    CodedAnswers,
    Tally,
    WaveBase,
    counts_table,
    tally_codings,
    theme_figures,
    wave_base,
)
from pipeline.counts.disclosure import Rules, guard, hide
from pipeline.model import Codebook

Make = Callable[..., pd.DataFrame]

ROWS = [
    ("r0", "a1", "rules"),
    ("r0", "a2", "classifier"),
    ("r1", "a1", "classifier"),
    ("r2", "a", "reviewer"),
    ("r3", "b", "rules"),
    ("r3", "a2", "reviewer"),
    ("r4", "overig", "reviewer"),
    ("r5", "geen-antwoord", "rules"),
    ("r6", "", "none"),
]
SEGMENTS = ["klein", "klein", "groot", "groot", "klein", "klein", "", "groot"]


@pytest.fixture
def tally(book: Codebook, answers: Make, codings: Make) -> Tally:
    """Eight respondents; r6 is uncoded with a row, r7 without one."""
    return tally_codings(codings(ROWS), answers(SEGMENTS), book, by=("s",))


def counted(tally: Tally, cell: tuple[str, str] = EVERYBODY) -> dict[str, tuple[int, int]]:
    """n and base of each code."""
    figures = {code: figure(tally, code, "1", cell) for code in tally.book.codes}
    return {code: (f.n, f.base) for code, f in figures.items()}


def test_by_hand(tally: Tally) -> None:
    """Each code has the respondents who were counted by hand, of all who answered."""
    assert counted(tally) == {
        "a": (4, 7),
        "a1": (2, 7),
        "a2": (2, 7),
        "b": (1, 7),
        "geen-antwoord": (1, 7),
        "overig": (1, 7),
    }


def test_parent_is_the_union(tally: Tally) -> None:
    """A parent counts who has it or a child once, also who has both children."""
    figures = {code: figure(tally, code, "1").n for code in ("a", "a1", "a2")}
    assert figures == {"a": 4, "a1": 2, "a2": 2}  # r0 has both children, r2 the parent alone


def test_segments_by_hand(tally: Tally) -> None:
    """A segment counts its own respondents, of its own base."""
    assert counted(tally, ("s", "klein")) == {
        "a": (2, 3),
        "a1": (2, 3),
        "a2": (1, 3),
        "b": (0, 3),
        "geen-antwoord": (1, 3),
        "overig": (1, 3),
    }
    assert counted(tally, ("s", "groot")) == {
        "a": (2, 3),
        "a1": (0, 3),
        "a2": (1, 3),
        "b": (1, 3),
        "geen-antwoord": (0, 3),
        "overig": (0, 3),
    }


def test_an_unknown_segment_counts_in_the_total_only(tally: Tally) -> None:
    """A respondent without a segment value makes no segment, and is in the base of everybody."""
    assert tally.cells("1") == [("", ""), ("s", "groot"), ("s", "klein")]
    in_segments = sum(tally.counts("1", cell).asked for cell in tally.cells("1")[1:])
    assert tally.counts("1").asked == 1 + in_segments


def test_strongest_source(tally: Tally) -> None:
    """A respondent counts under the strongest source of a theme, and of its parent.

    Reviewers come before rules, and rules before the classifier.
    """
    a = figure(tally, "a", "1")
    assert (a.n_reviewer, a.n_rules, a.n_classifier) == (2, 1, 1)  # r2 and r3, r0, r1
    a2 = figure(tally, "a2", "1")
    assert (a2.n_reviewer, a2.n_rules, a2.n_classifier) == (1, 0, 1)


def test_no_answer_leaves_the_base(tally: Tally) -> None:
    """geen-antwoord is no part of the base and has no share.

    Overig and uncoded answers stay in it.
    """
    assert wave_base(tally, "1") == WaveBase(
        asked=8, answered=7, no_answer=1, other=1, uncoded=2, codings=7, guesses=0
    )
    nothing = figure(tally, "geen-antwoord", "1")
    assert (nothing.n, nothing.share, nothing.low, nothing.high) == (1, None, None, None)
    assert figure(tally, "overig", "1").share == 1 / 7


def test_base_of_nobody(book: Codebook, answers: Make, codings: Make) -> None:
    """Where nobody answered there is no share and no interval, and nothing divides by zero."""
    tally = tally_codings(codings([("r0", "geen-antwoord", "rules")]), answers([""]), book)
    f = figure(tally, "a", "1")
    assert (f.n, f.base, f.share, f.low, f.high) == (0, 0, None, None, None)
    counts = tally.counts("wave that was not")
    assert (counts.asked, counts.without_answer, counts.uncoded) == (0, 0, 0)


def test_codings_of_others_count_for_nobody(book: Codebook, answers: Make, codings: Make) -> None:
    """A coding of a respondent or wave that has no answer changes nothing."""
    other = pd.concat([codings([("r9", "b", "rules")]), codings([("r0", "b", "rules")], wave="2")])
    assert figure(tally_codings(other, answers([""]), book), "b", "1").n == 0


def test_respondent_twice(book: Codebook, answers: Make, codings: Make) -> None:
    """A respondent who is twice in a wave is refused, for the base would be wrong."""
    with pytest.raises(ValueError, match="wave 1: respondent r0 is there twice"):
        tally_codings(codings([]), pd.concat([answers(["", ""]), answers([""])]), book)


def test_table_columns_and_order(
    tally: Tally, book: Codebook, answers: Make, codings: Make
) -> None:
    """The table has the columns of the contract, sorted by question, wave and segment.

    Themes stand as in the codebook.
    """
    second = Tally(book)
    table = counts_table(
        "proef",
        {"z": tally, "b": second, "a": tally_codings(codings([]), answers(["x"], wave="0"), book)},
    )
    assert list(THEME_COUNTS.check(table).columns) == [
        "study",
        "question",
        "wave",
        "segment_variable",
        "segment",
        "theme",
        "label",
        "parent",
        "level",
        "n",
        "base",
        "share",
        "low",
        "high",
        "n_rules",
        "n_classifier",
        "n_llm",
        "n_reviewer",
        "n_guess",
        "suppressed",
        "mentions",
        "asked",
        "coded",
        "interval",
        "weighted",
        "weighted_base",
        "effective_base",
        "rounded",
        "unweighted",
    ]
    keys = list(
        zip(
            table["question"],
            table["wave"],
            table["segment_variable"],
            table["segment"],
            strict=True,
        )
    )
    assert keys == sorted(keys)
    assert list(dict.fromkeys(keys)) == [
        ("a", "0", "", ""),
        ("z", "1", "", ""),
        ("z", "1", "s", "groot"),
        ("z", "1", "s", "klein"),
    ]
    assert list(table["theme"][:6]) == ["a", "a1", "a2", "b", "geen-antwoord", "overig"]
    assert list(table["level"][:6]) == [1, 2, 2, 1, 0, 0]
    assert list(table["parent"][:6]) == ["", "a", "a", "", "", ""]


def test_empty_table(book: Codebook) -> None:
    """A study in which nothing was counted has an empty table with every column."""
    table = counts_table("proef", {"q": Tally(book)})
    assert (len(table), list(table.columns)) == (0, list(THEME_COUNTS.columns))


def test_batches_add_up(book: Codebook, answers: Make, codings: Make, tally: Tally) -> None:
    """Counting in two batches gives the same as counting at once."""
    halves = Tally(book)
    frame, number = answers(SEGMENTS), {code: i for i, code in enumerate(book.codes)}
    rank = {"reviewer": 0, "rules": 1, "classifier": 2}
    for part in (frame[:3], frame[3:]):
        place = {who: i for i, who in enumerate(part["respondent_id"])}
        rows = [
            (place[who], number[theme], rank[source])
            for who, theme, source in ROWS
            if theme and who in place
        ]
        answer, code, source = (
            pd.Series(column, dtype="int64").to_numpy() for column in zip(*rows, strict=True)
        )
        numbers, values = pd.factorize(part["s"])
        segments = {"s": (numbers, tuple(values))}
        coded = CodedAnswers(
            answers=len(part), segments=segments, answer=answer, code=code, source=source
        )
        halves.add("1", coded)
    pd.testing.assert_frame_equal(counts_table("x", {"q": halves}), counts_table("x", {"q": tally}))


def test_figures_have_the_mentions_of_a_guarded_table(tally: Tally) -> None:
    """Mentions reach the figures of a report from a table that disclosure rules went over, too."""
    table = counts_table("proef", {"q": tally})
    guarded = hide(table, guard(table, Rules()))

    shown = theme_figures(guarded, tally.book, ("1",))

    everybody = table[table["segment_variable"] == ""].set_index("theme")["mentions"]
    assert {one.theme: one.waves["1"].mentions for one in shown} == everybody.to_dict()
    assert max(everybody) > 1


def test_figures_are_those_of_the_table(tally: Tally) -> None:
    """What the report shows and what the table says are the same numbers."""
    table = counts_table("proef", {"q": tally}).set_index(["segment_variable", "segment", "theme"])
    for theme in theme_figures(counts_table("proef", {"q": tally}), tally.book, ("1",)):
        assert theme.waves["1"].n == table.loc[("", "", theme.theme), "n"]
        for (_, variable, value), shown in theme.segments.items():
            row = table.loc[(variable, value, theme.theme)]
            assert (shown.n, shown.base, shown.n_reviewer) == (
                row["n"],
                row["base"],
                row["n_reviewer"],
            )
