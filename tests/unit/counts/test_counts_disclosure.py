"""What the disclosure guard hides, by hand, and against an intruder who solves for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from intruder import Told, recovered
from random_studies import random_study

from pipeline.counts import THEME_COUNTS, ThemeFigures, counts_table, tally_codings, theme_figures
from pipeline.counts.disclosure import (
    HIDDEN_COLUMNS,
    OPEN_COLUMNS,
    KnownSum,
    Rules,
    guard,
    hide,
    recoverable,
)
from pipeline.model import ANSWERS, CODINGS, Codebook, Theme

BOOK = Codebook(
    "q",
    "Vraag",
    "nl",
    "1",
    (Theme("a", "A", themes=(Theme("a1", "A1"), Theme("a2", "A2"))), Theme("b", "B")),
)
Person = tuple[dict[str, str], list[str]]


def counts(people: list[Person], by: tuple[str, ...] = ("maat",), **more: object) -> pd.DataFrame:
    """The theme counts of people, each with segment values (and perhaps a weight) and codes."""
    size = len(people)
    names = [f"r{i}" for i in range(size)]
    answers = ANSWERS.frame(
        {
            "wave": ["1"] * size,
            "respondent_id": names,
            "question": ["q"] * size,
            "text": names,
            "file": ["x"] * size,
            "row": range(size),
        }
    )
    for name in {*by, *(n for crossing in more.get("crossings", ()) for n in crossing)}:
        answers[name] = pd.Series([values.get(name, "") for values, _ in people], dtype=object)
    if "weight" in more:
        answers["weight"] = [float(values["weight"]) for values, _ in people]
    rows = [(name, code) for name, (_, codes) in zip(names, people, strict=True) for code in codes]
    one, blank = [1.0] * len(rows), [""] * len(rows)
    codings = CODINGS.frame(
        {
            "wave": ["1"] * len(rows),
            "respondent_id": [r[0] for r in rows],
            "question": ["q"] * len(rows),
            "theme": [r[1] for r in rows],
            "source": ["rules"] * len(rows),
            "confidence": one,
            "guess": [False] * len(rows),
            "start": [None] * len(rows),
            "end": [None] * len(rows),
            "evidence": blank,
            "why": blank,
        }
    )
    return counts_table("s", {"q": tally_codings(codings, answers, BOOK, by=by, **more)})


def published(full: pd.DataFrame, *, base: int = 0, n: int = 0) -> pd.DataFrame:
    """The counts as they would leave the house."""
    return hide(full, guard(full, Rules(base=base, n=n)))


def hidden(table: pd.DataFrame) -> set[tuple[str, str]]:
    """Segment and theme of what is hidden."""
    return {(row.segment, row.theme) for row in table.itertuples() if row.suppressed}


def test_respondents_coded_do_not_tell_a_figure() -> None:
    """Where each respondent has one theme, the number coded is hidden with a figure.

    Less the other themes it would be that figure.
    """
    full = counts(people(klein=[["b"], ["a"], ["a"], ["a"]], groot=[["b"]] * 7 + [["a"]] * 5))
    table = published(full, n=3)
    assert {segment for segment, theme in hidden(table) if theme == "b"} == {"klein", "groot"}
    assert table["coded"].isna().all()
    assert not published(full)["coded"].isna().any()


def people(**sizes: list[list[str]]) -> list[Person]:
    """People by segment value, with their codes."""
    return [({"maat": value}, codes) for value, of_value in sizes.items() for codes in of_value]


def test_without_rules_nothing_is_hidden() -> None:
    """A study that asks for no guard gets every figure."""
    full = counts(people(klein=[["b"]], groot=[["a"]]))
    assert not published(full)["suppressed"].any()
    pd.testing.assert_series_equal(published(full)["n"].astype("int64"), full["n"])


def test_a_small_base_hides_all_its_themes() -> None:
    """On a base below the minimum no theme that anybody named has a figure.

    The base itself stays, and who gave no answer.
    """
    full = counts(people(klein=[["b"]] * 3, groot=[["b"]] * 9 + [["geen-antwoord"]]))
    table = published(full, base=5)
    small = table[table["segment"] == "klein"]
    assert small.loc[small["theme"] == "b", "suppressed"].all()
    assert not small.loc[
        small["theme"] == "a", "suppressed"
    ].any()  # nobody named it, in any segment
    assert (small["base"] == 3).all()
    assert not table[table["theme"] == "geen-antwoord"]["suppressed"].any()


def test_a_hidden_figure_has_no_trace_in_its_row() -> None:
    """Where a figure is hidden its n, share, interval, sources and mentions are empty."""
    table = published(counts(people(klein=[["b"]] * 3, groot=[["b"]] * 9)), base=5)
    row = table[table["suppressed"]].iloc[0]
    empty = [
        "n",
        "share",
        "low",
        "high",
        "n_rules",
        "n_classifier",
        "n_llm",
        "n_reviewer",
        "n_guess",
        "mentions",
        "weighted",
    ]
    assert all(pd.isna(row[name]) for name in empty)
    assert row["interval"] == ""


def test_with_two_segments_the_other_is_hidden_too() -> None:
    """With a hidden figure in one of two segments the other is hidden too.

    The total less the other would tell it.
    """
    full = counts(
        people(klein=[["a", "b"], ["a"], ["a"], ["a"]], groot=[["a", "b"]] * 7 + [["a"]] * 5)
    )
    assert {("klein", "b"), ("groot", "b")} <= hidden(published(full, n=3))
    assert ("", "b") not in hidden(published(full, n=3))


def test_with_three_segments_the_smaller_is_the_partner() -> None:
    """Besides a hidden figure the smallest other is hidden, so that most stays."""
    full = counts(
        people(
            klein=[["a", "b"], ["a"], ["a"], ["a"]],
            midden=[["a", "b"]] * 4 + [["a"]] * 4,
            groot=[["a", "b"]] * 9 + [["a"]] * 5,
        )
    )
    table = published(full, n=3)
    assert {segment for segment, theme in hidden(table) if theme == "b"} == {"klein", "midden"}


def test_none_is_not_hidden() -> None:
    """That nobody named a theme tells of nobody."""
    full = counts(people(klein=[["a"]] * 6, groot=[["a"]] * 6))
    assert not published(full, n=3)["suppressed"].any()


def test_those_without_a_segment_are_no_cover() -> None:
    """A single respondent without a segment value leaves too narrow a range."""
    full = counts(
        [
            *people(klein=[["a", "b"], ["a"], ["a"], ["a"]], groot=[["a", "b"]] * 7 + [["a"]] * 5),
            ({}, ["a"]),
        ]
    )
    assert ("groot", "b") in hidden(published(full, n=3))


def test_mentions_of_a_parent_do_not_tell_its_child() -> None:
    """A parent's mentions are hidden in every cell when a sub-theme is hidden in one.

    They would add up to it.
    """
    full = counts(people(klein=[["a1"], ["a2"], ["a2"], ["a2"]], groot=[["a1"]] * 6 + [["a2"]] * 6))
    table = published(full, n=2)
    assert ("klein", "a1") in hidden(table)
    assert table[table["theme"] == "a"]["mentions"].isna().all()


def test_mentions_that_are_not_hidden_reach_the_report() -> None:
    """Figures have their mentions, but for those that would tell of a hidden sub-theme."""
    full = counts(people(klein=[["a1", "a2"]] + [["a1"]] * 3, groot=[["a1", "b"]] * 6))

    shown = {theme.theme: theme.waves["1"].mentions for theme in figures(published(full))}
    guarded = {theme.theme: theme.waves["1"].mentions for theme in figures(published(full, n=3))}

    assert shown == {"a": 11, "a1": 10, "a2": 1, "b": 6, "geen-antwoord": 0, "overig": 0}
    assert (guarded["a"], guarded["a1"]) == (0, 10)


def figures(table: pd.DataFrame) -> tuple[ThemeFigures, ...]:
    """The figures that a report shows of these counts."""
    return theme_figures(table, BOOK, ("1",))


def test_a_lonely_theme_does_not_tell_what_is_left_over() -> None:
    """Where all that is coded is one theme or overig, they are hidden together."""
    full = counts(people(klein=[["b"]] * 8 + [["overig"]]), by=())
    table = published(full, n=2)
    assert ("", "overig") in hidden(table)
    assert ("", "b") in hidden(table)


SEGMENTS = {"maat": ["klein", "midden", "groot", ""], "streek": ["noord", "zuid"]}
CODES = st.one_of(
    st.just([]),
    st.just(["geen-antwoord"]),
    st.just(["overig"]),
    st.lists(st.sampled_from(["a", "a1", "a2", "b"]), min_size=1, max_size=3),
)
PEOPLE = st.lists(
    st.tuples(
        st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SEGMENTS.items()}),
        CODES,
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(
    people=PEOPLE,
    base=st.integers(0, 6),
    n=st.sampled_from([0, 3, 4]),
    crossed=st.booleans(),
    weighted=st.booleans(),
)
def test_an_intruder_recovers_nothing(
    people: list[Person], base: int, n: int, crossed: bool, weighted: bool
) -> None:
    """Whatever is published, whole numbers leave each hidden figure two values, of few if it is."""
    heavy = {"klein": 0.5, "midden": 1.0, "groot": 2.5, "": 1.0}
    people = [({**values, "weight": heavy[values["maat"]]}, codes) for values, codes in people]
    more: dict[str, object] = {"crossings": [("maat", "streek")]} if crossed else {}
    if weighted:
        more["weight"] = "weight"
    full = counts(people, by=("maat", "streek"), **more)
    # of one respondent there is nothing to hide behind
    assume(full["base"].max() > 1)

    told, _ = recovered(full, published(full, base=base, n=n), Rules(base=base, n=n))

    assert told == []


@pytest.mark.parametrize("seed", range(8))
def test_an_intruder_recovers_nothing_of_a_study(seed: int) -> None:
    """Nor from a study of two questions and waves; seeds differ in weights, crossing and filter."""
    assert _recovered(seed) == []


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(at, at + 30) for at in range(0, 300, 30)], ids=str)
def test_an_intruder_recovers_nothing_of_three_hundred_studies(seeds: range) -> None:
    """The same for many studies."""
    assert [(seed, told) for seed in seeds for told in _recovered(seed)] == []


def _recovered(seed: int) -> list[Told]:
    study, rules = random_study(seed), Rules(base=5, n=3)
    table = hide(study.counts, guard(study.counts, rules, study.filters))
    told, n_hidden = recovered(study.counts, table, rules, study.filters)
    assert n_hidden
    return told


@settings(max_examples=40, deadline=None)
@given(people=PEOPLE, base=st.integers(0, 6), n=st.integers(0, 4))
def test_every_figure_of_few_is_hidden(people: list[Person], base: int, n: int) -> None:
    """No figure below the rules is ever published, and without rules none is hidden."""
    table = published(counts(people, by=("maat",)), base=base, n=n)
    shown = table[~table["suppressed"] & (table["theme"] != "geen-antwoord")]
    nobody = set(
        table.loc[(table["segment"] == "") & ~table["suppressed"] & (table["n"] == 0), "theme"]
    )
    assert (shown.loc[~shown["theme"].isin(nobody), "base"] >= base).all()
    assert ((shown["n"] == 0) | (shown["n"] >= n)).all()
    if base == n == 0:
        assert not table["suppressed"].any()


def test_a_bridge_between_two_rings_is_found() -> None:
    """A hidden cell that lies on no closed path of hidden cells is told.

    Though every row and column has two of them.
    """
    # rows and columns of a 4 x 4 table: two squares of hidden cells, and one more that links them
    cells = {(r, c): 8 + 4 * r + c for r in range(4) for c in range(4)}
    values = np.full(24, 10.0)
    lines = [KnownSum(r, tuple(cells[r, c] for c in range(4))) for r in range(4)]
    lines += [KnownSum(4 + c, tuple(cells[r, c] for r in range(4))) for c in range(4)]
    values[:8] = 40
    square = [
        cells[r, c] for r, c in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3))
    ]
    ends = (np.zeros(24), np.full(24, 100.0), np.full(24, 2.0))
    assert recoverable(values, square, lines, *ends) == []
    assert recoverable(values, [*square, cells[1, 2]], lines, *ends) == [cells[1, 2]]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_tiny_tables(size: int) -> None:
    """Bases of 0, 1 and 2 are hidden whole where there is a rule, and nothing fails."""
    table = published(counts(people(klein=[["b"]] * size), by=("maat",)), base=3)
    assert table[table["theme"] != "geen-antwoord"]["suppressed"].all()


def test_each_column_says_whether_it_may_stay() -> None:
    """Every column of theme counts is hidden with its figure, or is listed as one that may stay."""
    assert {*HIDDEN_COLUMNS, *OPEN_COLUMNS} == {*THEME_COUNTS.columns}
    assert {*HIDDEN_COLUMNS} & {*OPEN_COLUMNS} == set()
