"""Rows that cannot be used cost their own answers, and never in silence."""

from __future__ import annotations

import pytest
from ingest_studies import TWO_QUESTIONS, MakeStudy, one, texts, told

from pipeline.errors import EmptyStudyError, MissingColumnError, MisuseError, UnreadableFileError
from pipeline.ingest import read_answers
from pipeline.model import PROBLEMS


def test_no_respondent(make_study: MakeStudy) -> None:
    """A row without an id loses all its answers, one for each question."""
    batch = one(make_study({"a.csv": "id;q;r\n ;a;b\ng2;c;d\n"}, questions=TWO_QUESTIONS))
    assert told(PROBLEMS.check(batch.problems)) == [(2, "id", 2)]
    assert (batch.read, batch.refused, batch.respondents, len(batch.answers)) == (4, 2, 1, 2)


def test_respondent_twice(make_study: MakeStudy) -> None:
    """The first of two rows of one respondent is kept, and the problem says where it is."""
    batch = one(make_study({"a.csv": "id;q\ng1;a\ng2;b\ng1 ;c\n"}))
    assert texts(batch) == ["a", "b"]
    assert told(batch.problems) == [(4, "id", 1)]
    assert batch.problems["what"][0] == "respondent 'g1' is there twice (first in row 2)"


def test_respondent_twice_over_batches_and_files(make_study: MakeStudy) -> None:
    """Respondents are remembered over the batches and files of a wave, but not over waves."""
    rows = "id;q\n" + "".join(f"g{i};a\n" for i in range(50))
    study = make_study(
        {"a.csv": rows + "g3;x\n", "b.csv": "id;q\nnieuw;b\ng49;c\n"},
        waves={"1": ["a.csv", "b.csv"], "2": ["b.csv"]},
    )
    batches = list(read_answers(study, rows=7))
    problems = [what for batch in batches for what in batch.problems["what"]]
    assert problems == [
        "respondent 'g3' is there twice (first in row 5)",
        "respondent 'g49' is there twice (first in a.csv, row 51)",
    ]
    assert sum(batch.respondents for batch in batches if batch.wave == "1") == 51
    assert max(len(batch.answers) for batch in batches) <= 7


def test_same_file_listed_twice(make_study: MakeStudy) -> None:
    """A file that a wave lists twice gives its respondents once."""
    first, second = read_answers(
        make_study({"a.csv": "id;q\ng1;a\n"}, waves={"1": ["a.csv", "a.csv"]})
    )
    assert (first.respondents, second.respondents, second.refused) == (1, 0, 1)


def test_too_many_cells(make_study: MakeStudy) -> None:
    """A row with content beyond the header is refused, for its texts may have shifted; empty
    surplus is fine.
    """
    batch = one(make_study({"a.csv": "id;q\ng1;a;b\ng2;c;;\ng3;d\n"}))
    assert texts(batch) == ["c", "d"]
    assert told(batch.problems) == [(2, "", 1)]


def test_too_few_cells(make_study: MakeStudy) -> None:
    """A row that ends early is refused only when a needed cell is missing."""
    batch = one(make_study({"a.csv": "id;q;overig\ng1;a\ng2\ng3;b;c\n"}))
    assert texts(batch) == ["a", "b"]
    assert told(batch.problems) == [(3, "q", 1)]


def test_unclosed_quote(make_study: MakeStudy) -> None:
    """A quotation mark that nothing closes costs its own row; the rows after it are read."""
    rows = "".join(f'g{i};"antwoord"\n' for i in range(10, 15))
    batch = one(make_study({"a.csv": f'id;q\ng1;a\ng2;"te weinig tijd\n{rows}'}))
    assert texts(batch) == ["a"] + ["antwoord"] * 5
    assert told(batch.problems) == [(3, "", 1)]


def test_unclosed_quote_without_another(make_study: MakeStudy) -> None:
    """The same when no other mark follows: the rest of the file is not swallowed."""
    batch = one(
        make_study({"a.csv": 'id;q\ng1;"te weinig\n' + "".join(f"x{i};b\n" for i in range(99))})
    )
    assert (batch.read, batch.refused) == (100, 1)


def test_quotes_that_are_not_doubled(make_study: MakeStudy) -> None:
    """Marks inside a quoted cell that were not doubled are told; the row is kept."""
    batch = one(
        make_study(
            {"a.csv": 'id;q\ng1;"de "slimme" hulp"\ng2;"regel een\nregel "twee" en"\ng3;c\n'}
        )
    )
    assert [text.replace('"', "") for text in texts(batch)] == [
        "de slimme hulp",
        "regel een\nregel twee en",
        "c",
    ]
    assert told(batch.problems) == [(2, "", 0), (3, "", 0)]


def test_very_many_lines_in_a_row(make_study: MakeStudy) -> None:
    """A cell over a thousand lines is kept but told, for a closing mark may be missing."""
    batch = one(make_study({"a.csv": 'id;q\ng1;"' + "x\n" * 1500 + '"\n'}))
    assert (batch.refused, told(batch.problems)) == (0, [(2, "", 0)])


def test_strange_segment(make_study: MakeStudy) -> None:
    """A segment value that the study does not declare is emptied and told; the respondent stays."""
    extra = "segments:\n  grootte: {column: g, values: [klein, groot]}\n  regio: {column: r}"
    study = make_study(
        {"a.csv": "id;q;g;r\ng1;a;klien;Oost\ng2;b; groot ;\ng3;c;;West\n"}, extra=extra
    )
    batch = one(study)
    assert list(batch.answers["grootte"]) == ["", "groot", ""]
    assert list(batch.answers["regio"]) == ["Oost", "", "West"]
    assert told(batch.problems) == [(2, "g", 0)]
    assert batch.problems["what_to_do"][0].endswith("Did you mean klein?")


def test_question_not_asked(make_study: MakeStudy) -> None:
    """A wave that did not ask a question needs no column for it and gives no answers to it."""
    questions = "  q: {column: q, text: Wat?}\n  r: {column: r, text: Hoe?, waves: ['2']}"
    study = make_study({"a.csv": "id;q\ng1;a\n", "b.csv": "id;q;r\ng1;b;c\n"}, questions=questions)
    assert [list(batch.answers["text"]) for batch in read_answers(study)] == [["a"], ["b", "c"]]
    assert [list(batch.answers["text"]) for batch in read_answers(study, waves=["1"])] == [["a"]]


def test_missing_column(make_study: MakeStudy) -> None:
    """A column that the last wave lacks stops everything before the first batch, naming the
    nearest.
    """
    study = make_study(
        {"a.csv": "id;q_tijd\ng1;a\n", "b.csv": "id;q_tjd\ng1;a\n"},
        questions="  q: {column: q_tijd, text: x}",
    )
    with pytest.raises(
        MissingColumnError,
        match=r"b\.csv: no column 'q_tijd' \(question 'q'\)\. Did you mean q_tjd\?",
    ):
        read_answers(study)


def test_column_twice(make_study: MakeStudy) -> None:
    """A needed column that stands there twice is an error; another may."""
    with pytest.raises(UnreadableFileError, match="column 'q' is there 2 times"):
        read_answers(make_study({"a.csv": "id;q;q\ng1;a;b\n"}))
    assert texts(one(make_study({"a.csv": "id;x;q;x\ng1;a;b;c\n"}))) == ["b"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "without a password"),
        (b"PK\x03\x04rest", "damaged"),
        (b"PAR1rest", "Parquet"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0", "neither"),
        (b'"id;q\ng1;a\n', "row 1: a quotation mark"),
    ],
)
def test_unreadable(make_study: MakeStudy, content: bytes, why: str) -> None:
    """What is no export is refused with the reason, also in the last wave."""
    study = make_study({"a.csv": "id;q\ng1;a\n", "b.csv": content})
    with pytest.raises(UnreadableFileError, match=why):
        read_answers(study)


def test_file_that_went_away(make_study: MakeStudy) -> None:
    """A file that is gone since the study was read is told by name."""
    study = make_study({"a.csv": "id;q\n"})
    study.path("a.csv").unlink()
    with pytest.raises(UnreadableFileError, match=r"a\.csv: no such file"):
        read_answers(study)


def test_no_rows_at_all(make_study: MakeStudy) -> None:
    """A study whose exports hold only headers has no answers; one empty wave is no matter."""
    with pytest.raises(EmptyStudyError, match="only a header"):
        list(read_answers(make_study({"a.csv": "id;q\n", "b.csv": "id;q\n\n;\n"})))
    assert texts(one(make_study({"a.csv": "id;q\n", "b.csv": "id;q\ng1;a\n"}))) == ["a"]


def test_unknown_wave(make_study: MakeStudy) -> None:
    """A wave that the study does not have is misuse."""
    with pytest.raises(MisuseError, match="Wave '2' is not in study 'proef'"):
        read_answers(make_study({"a.csv": "id;q\n"}), waves=["2"])
