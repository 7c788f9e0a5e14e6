"""Changes, corrections and bridges as tables."""

from __future__ import annotations

from dataclasses import replace

from export_samples import rich

from pipeline.counts import BRIDGE, CHANGES, CORRECTIONS
from pipeline.report.data import bridge_frame, changes_frame, corrections_frame


def test_columns_are_those_declared() -> None:
    """Each table has the columns and kinds that the model declares."""
    for frame, table in (
        (changes_frame(rich()), CHANGES),
        (corrections_frame(rich()), CORRECTIONS),
        (bridge_frame(rich()), BRIDGE),
    ):
        assert list(table.check(frame).columns) == list(table.columns)
        assert len(frame) > 0


def test_rows_say_what_the_summary_says() -> None:
    """A row carries its question, the theme's label and the numbers of the summary.

    A correction how far the share moved.
    """
    row = corrections_frame(rich()).iloc[0]
    assert (row["question"], row["label"], row["corrected"]) == (
        "voordelen",
        "Efficiënter werken",
        0.63,
    )
    assert row["moved"] == row["corrected"] - row["coded"]
    assert set(changes_frame(rich())["verdict"]) == {"up", "same", "unknown"}


def test_hidden_rows_have_no_numbers() -> None:
    """A row that is hidden loses its numbers and its verdict, even where the summary still carries
    them.
    """
    made = rich()
    question = made.questions[0]
    leaky = tuple(
        replace(c, suppressed=True, verdict="up", difference=0.3) for c in question.changes
    )
    frame = changes_frame(replace(made, questions=(replace(question, changes=leaky),)))
    assert frame[["difference", "low", "high", "p"]].isna().all(axis=None)
    assert set(frame["verdict"]) == {"unknown"}


def test_questions_are_sorted() -> None:
    """Questions come in the order of their ids, whatever the study's order.

    Without any change the table is empty.
    """
    made = rich()
    twice = replace(
        made, questions=(replace(made.questions[0], id="z"), replace(made.questions[0], id="a"))
    )
    assert list(dict.fromkeys(changes_frame(twice)["question"])) == ["a", "z"]
    assert len(changes_frame(replace(made, questions=()))) == 0
