"""Decisions go to a table and to plain CSV and come back without loss; what is wrong in a file is
told by its row.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from math import nan

import pytest
from decided import decided, undoing
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    Archive,
    Decision,
    DecisionLog,
    Occasion,
    Subject,
    Verdict,
    as_frame,
    fault_of,
    from_frame,
    read_archive,
    write_archive,
)
from pipeline.errors import TurvenError
from pipeline.model import DECISIONS

anything = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | st.sampled_from(
    [
        "",
        "=1+1",
        "'=1",
        "''",
        "'",
        "'s avonds",
        "\t",
        " \r\n",
        '"',
        ";,",
        "@x",
        "-5",
        "+",
        " =x",
        "\ufeff-",
        "nan",
        "\r",
        "\u2028",
    ]
)
named = anything.filter(bool)
chances = st.floats(0, 1) | st.just(nan)
verdicts = st.lists(
    st.builds(
        Verdict,
        named,
        st.sampled_from([ACCEPT, REJECT, ADD]),
        st.sampled_from(["", "rules", "classifier"]),
        chances,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda verdict: verdict.theme,
).map(tuple)
subjects = st.builds(Subject, named, named, named, named, st.sampled_from(["alike", "one"]))
occasions = st.builds(
    Occasion,
    st.sampled_from(["first", "second", "adjudication"]),
    anything,
    anything,
    chances,
    st.sampled_from(["everything", "suggestions", "nothing"]),
    st.sampled_from(["page", "workbook", "python"]),
)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='microseconds')}+00:00")
coding = st.builds(
    Decision, named, moments, named, subjects, verdicts, occasions, named, anything, anything
)
taking_back = st.builds(
    Decision,
    named,
    moments,
    named,
    subjects,
    st.just(()),
    occasions,
    named,
    anything,
    anything,
    named,
)
logs = st.lists(
    (coding | taking_back).filter(lambda d: not fault_of(d)), max_size=6, unique_by=lambda d: d.id
)


def whole(archive: Archive) -> list[Decision]:
    """The decisions of an archive without a fault."""
    assert archive.problems == ()
    return [archived.decision for archived in archive.whole]


@pytest.mark.slow
@settings(max_examples=60)
@given(logs)
def test_round_trip_exact(decisions: list[Decision]) -> None:
    """Whatever people wrote, a log is the same after table and CSV, and no cell is live in a
    spreadsheet.
    """
    content = write_archive(decisions)
    assert whole(read_archive("a.csv", content)) == decisions
    assert list(from_frame(as_frame(decisions))) == decisions
    for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")):
        assert not any(
            cell.lstrip(" \n\xa0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))
            for cell in row
        )


def test_table_is_as_declared() -> None:
    """The table has the declared columns and kinds, numbers too; empty when nobody decided."""
    decisions = [
        replace(decided(1, "weer", "wind"), number=7),
        replace(undoing(2, decided(1)), number=8),
    ]
    frame = DECISIONS.check(as_frame(decisions))
    assert list(frame.columns) == list(DECISIONS.columns)
    assert frame[["number", "theme", "verdict", "undoes"]].to_numpy().tolist() == [
        [7, "weer", "add", ""],
        [7, "wind", "add", ""],
        [8, "", "undo", "d1"],
    ]
    assert list(from_frame(frame)) == decisions
    assert from_frame(as_frame([])) == ()


def test_through_the_log(log: DecisionLog) -> None:
    """A log that is archived and taken into another is the same but for its numbers, which are
    given anew.
    """
    kept = log.append(
        [decided(1, "weer", "wind"), undoing(2, decided(1)), decided(3, note="=1")]
    ).taken
    back = whole(read_archive("a.csv", write_archive(kept)))
    assert back == [replace(decision, number=0) for decision in kept]


TWO = [decided(1, "weer", "wind"), decided(2, "regen")]


def changed(*changes: tuple[int, str, str]) -> bytes:
    """The archive of TWO with cells changed: (row, column, cell)."""
    rows = list(csv.reader(StringIO(write_archive(TWO).decode("utf-8-sig"), newline="")))
    for row, column, cell in changes:
        rows[row - 1][rows[0].index(column)] = cell
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("content", "row", "column", "what"),
    [
        (
            changed((3, "reviewer", "bob")),
            3,
            "reviewer",
            "row 2 of the same decision has another reviewer",
        ),
        (changed((2, "verdict", "yes")), 2, "", "verdict 'yes' is none of accept, reject, add"),
        (
            changed((2, "verdict", "undo")),
            2,
            "verdict",
            "a decision that undoes another has one row",
        ),
        (changed((3, "chance", "veel")), 3, "chance", "'veel' is no number"),
        (changed((3, "chance", "7")), 2, "", "chance 7.0 is not between 0 and 1"),
        (changed((2, "at", "gisteren"), (3, "at", "gisteren")), 2, "", "'gisteren' is no moment"),
        (
            changed((2, "at", "2025-01-01T09:00:00+01:00"), (3, "at", "2025-01-01T09:00:00+01:00")),
            2,
            "",
            "not in UTC",
        ),
        (changed((3, "theme", "weer")), 2, "", "weer is there twice"),
        (changed((3, "theme", "geen-antwoord")), 2, "", "geen-antwoord stands alone"),
        (changed((2, "decision", ""), (3, "decision", "")), 2, "", "the id is empty"),
        (
            changed(
                (3, "note", "x\0y"),
                (2, "note", "x\0y"),
                (2, "reviewer", "\0"),
                (3, "reviewer", "\0"),
            ),
            2,
            "",
            "NUL",
        ),
        (
            write_archive(TWO).replace(b",weer,", b",weer,x,", 1),
            2,
            "",
            "has 24 cells and the header 23",
        ),
        (write_archive(TWO[::-1])[: -len("1 (00000000),,\r\n")], 4, "", "has 21 cells"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_taken(
    content: bytes, row: int, column: str, what: str
) -> None:
    """A row that can't be leaves out its decision, whole, and no other; the line says where and
    what to do.
    """
    archive = read_archive("a.csv", content)
    problem = archive.problems[0]
    assert (problem.row, problem.column) == (row, column)
    assert what in problem.what
    assert problem.what_to_do
    assert [archived.decision for archived in archive.whole] == TWO[1:]
    assert archive.decisions == 2


def as_saved_by_a_spreadsheet() -> bytes:
    """The same with semicolons, decimal commas, without quotes or the mark at the start, with blank
    lines and a column added.
    """
    rows = list(csv.reader(StringIO(write_archive([SURE]).decode("utf-8-sig"), newline="")))
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([[*[cell.replace("0.25", "0,25") for cell in row], "", ""] for row in rows])
    return (out.getvalue() + ";" * len(rows[0]) + ";\n\n").encode()


SURE = replace(decided(1), verdicts=(Verdict("weer", ACCEPT, "rules", 0.25),), note="a;b\nc")


def test_saved_by_a_spreadsheet() -> None:
    """An archive that went through a Dutch spreadsheet is read the same."""
    assert whole(read_archive("a.csv", as_saved_by_a_spreadsheet())) == [SURE]


def test_sorted_by_somebody() -> None:
    """Rows of one decision belong together wherever they stand; decisions stand where their first
    row stands.
    """
    lines = write_archive(TWO).decode("utf-8-sig").splitlines(keepends=True)
    content = "".join([lines[0], lines[2], lines[3], lines[1]]).encode()
    assert [d.codes for d in whole(read_archive("a.csv", content))] == [
        ("wind", "weer"),
        ("regen",),
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "a.csv: the file is empty; it should start with a row of column names"),
        (
            b"wave,respondent_id,question,theme,coder\n",
            "no column 'decision' (an archive of decisions needs it)",
        ),
        (write_archive(TWO).replace(b"reviewer", b"reviwer", 1), "Did you mean reviwer?"),
        (write_archive(TWO).replace(b"reviewer", b"wave", 1), "no column 'reviewer'"),
        (write_archive(TWO).replace(b"number", b"wave", 1), "column 'wave' is there twice"),
        (write_archive(TWO).decode().encode("utf-16"), "is not UTF-8"),
        ("é".encode("cp1252"), "is not UTF-8; save it as CSV UTF-8"),
        (write_archive(TWO) + b'"x', "is not CSV"),
        (b"PK\x03\x04\x00\x00\xff", "is not UTF-8"),
    ],
)
def test_what_is_no_archive(content: bytes, what: str) -> None:
    """A file of something else is refused in one line."""
    with pytest.raises(TurvenError) as told:
        read_archive("a.csv", content)
    assert what in str(told.value)
    assert "\n" not in str(told.value)


def test_a_very_long_note() -> None:
    """A note longer than the CSV module takes by itself comes back whole."""
    long = decided(1, note="ë" * 400_000)
    assert whole(read_archive("a.csv", write_archive([long]))) == [long]


@pytest.mark.slow
def test_many() -> None:
    """An archive of 5,000 decisions comes back whole."""
    many = [decided(i, "weer", "wind") for i in range(5_000)]
    assert whole(read_archive("a.csv", write_archive(many))) == many
