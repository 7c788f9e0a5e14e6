"""Excel workbooks and SPSS files."""

from __future__ import annotations

import csv
import datetime as dt
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from ingest_studies import TWO_QUESTIONS, MakeStudy, one, texts, told

from pipeline.errors import MissingExtraError, UnreadableFileError
from pipeline.ingest import describe_export, read_answers, read_labels

SURVEYS = Path(__file__).parents[3] / ".." / "shared" / "data" / "exports"


def write_workbook(path: Path, sheets: dict[str, list[list[Any]]], *, hidden: str = "") -> None:
    """A workbook of these sheets; text stays text."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == hidden:
                sheet.hide()
            else:
                sheet.activate()


def test_workbook(make_study: MakeStudy, tmp_path: Path) -> None:
    """The first visible sheet with data is read; numbers, dates and truth values are what a person
    sees.
    """
    rows: list[list[Any]] = [
        ["id", "q", "r"],
        [12, "a\nb", 18.5],
        [13, "NA", dt.date(2025, 3, 1)],
        [],
        [14, "=1+1", True],
        [15, 0.1 + 0.2, 3.0],
    ]
    study = make_study({"a.xlsx": b""}, questions=TWO_QUESTIONS)
    write_workbook(
        tmp_path / "a.xlsx", {"lijst": [["x"]], "leeg": [], "data": [[], *rows]}, hidden="lijst"
    )
    batch = one(study)
    assert texts(batch) == ["a\nb", "NA", "=1+1", "0.3"]
    assert texts(batch, "r") == ["18.5", "2025-03-01", "TRUE", "3"]
    assert list(batch.answers["respondent_id"])[:4] == ["12", "13", "14", "15"]
    assert list(batch.answers["row"])[:4] == [3, 4, 6, 7]


def test_workbook_in_batches(make_study: MakeStudy, tmp_path: Path) -> None:
    """A workbook gives batches as a text file does, with bad rows told alike."""
    study = make_study({"a.xlsx": b""})
    write_workbook(
        tmp_path / "a.xlsx",
        {"data": [["id", "q"], ["g1", "a"], ["", "b"], ["g1", "c"], ["g2", "d"]]},
    )
    batches = list(read_answers(study, rows=2))
    assert [told(batch.problems) for batch in batches] == [[(3, "id", 1)], [(4, "id", 1)]]
    assert [text for batch in batches for text in texts(batch)] == ["a", "d"]


def test_empty_workbook(make_study: MakeStudy, tmp_path: Path) -> None:
    """A workbook without anything in it is refused."""
    study = make_study({"a.xlsx": b""})
    write_workbook(tmp_path / "a.xlsx", {"leeg": []})
    with pytest.raises(UnreadableFileError, match="no visible sheet holds anything"):
        read_answers(study)


def test_zip_bomb(make_study: MakeStudy, tmp_path: Path) -> None:
    """A small file that unpacks to far too much is refused before it is unpacked."""
    study = make_study({"a.xlsx": b""})
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(110):
                part.write(b" " * (1 << 20))
    with pytest.raises(UnreadableFileError, match="unpacks to 110 MB"):
        read_answers(study)


def test_far_cell(make_study: MakeStudy, tmp_path: Path) -> None:
    """One cell in the farthest corner, for which the reader would keep room for 17 billion, is
    refused.
    """
    study = make_study({"a.xlsx": b""})
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("ver")
        sheet.write_row(0, 0, ["id", "q", "r"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UnreadableFileError, match="1,048,576 rows and 16,384 columns"):
        read_answers(study)


def test_other_archive(make_study: MakeStudy, tmp_path: Path) -> None:
    """A zip file that is no workbook is refused, whatever it is called."""
    study = make_study({"a.xlsx": b""})
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", b"<document/>")
    with pytest.raises(UnreadableFileError, match="not an Excel workbook"):
        read_answers(study)


def test_spss(make_study: MakeStudy, tmp_path: Path) -> None:
    """An SPSS file gives its value labels, whole numbers without decimals, and empty texts for what
    is missing.
    """
    spss = pytest.importorskip("pyreadstat")
    study = make_study(
        {"a.sav": b""},
        questions=TWO_QUESTIONS,
        extra="segments: {grootte: {column: g, values: [klein]}}",
    )
    data = {
        "id": [1.0, 2.0, 3.0],
        "q": ["één\nregel", "", "x"],
        "r": [12.0, None, 18.5],
        "g": [1.0, None, 2.0],
    }
    labels = {"g": {1.0: "klein", 2.0: "groot"}}
    spss.write_sav(
        pd.DataFrame(data),
        tmp_path / "a.sav",
        variable_value_labels=labels,
        column_labels={"q": "Wat?"},
    )
    batches = list(read_answers(study, rows=2))
    assert [texts(batch) for batch in batches] == [["één\nregel", ""], ["x"]]
    assert [texts(batch, "r") for batch in batches] == [["12", ""], ["18.5"]]
    assert [list(batch.answers["row"]) for batch in batches] == [[2, 3, 2, 3], [4, 4]]
    assert [told(batch.problems) for batch in batches] == [[], [(4, "g", 0)]]
    assert list(batches[0].answers["grootte"]) == ["klein", "", "klein", ""]
    assert describe_export(tmp_path / "a.sav").labels == {"q": "Wat?"}


def test_damaged_spss(make_study: MakeStudy) -> None:
    """A file that only starts like one of SPSS is refused."""
    pytest.importorskip("pyreadstat")
    with pytest.raises(UnreadableFileError, match="not a readable SPSS file"):
        read_answers(make_study({"a.sav": b"$FL2 niets"}))


def test_spss_without_its_library(make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional part the error says how to install it."""
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError, match=r"turven\[spss\]"):
        read_answers(make_study({"a.sav": b"$FL2 niets"}))


@pytest.mark.skipif(
    not (SURVEYS / "survey.sav").exists(), reason="the public survey is not beside the repository"
)
def test_same_survey_from_spss_and_csv() -> None:
    """One survey saved as SPSS and as CSV reads as one table, but for commas and missing values.

    The CSV has decimal commas and NA for a missing value; both are the text of its cells and stay
    so. Latin-2 cannot be told from Windows-1252, but this file has only ASCII.
    """
    pytest.importorskip("pyreadstat")
    spss = describe_export(SURVEYS / "survey.sav")
    text = describe_export(SURVEYS / "survey_latin2_semicolon_decimalcomma.csv")
    assert spss.columns == text.columns
    assert (len(spss.sample), len(text.sample)) == (237, 237)
    numbers = {"Wr.Hnd", "NW.Hnd", "Pulse", "Height", "Age"}
    for left, right in zip(spss.sample, text.sample, strict=True):
        for column in spss.columns:
            cell = right[column].replace(",", ".") if column in numbers else right[column]
            assert left[column] == ("" if cell == "NA" else cell)


def test_label_files(make_study: MakeStudy, tmp_path: Path) -> None:
    """Labels come from CSV and workbooks; each unusable row is told and costs no answer."""
    header = ["wave", "respondent_id", "question", "theme", "coder"]
    rows = [
        ["1", " g1 ", "q", "geld", "An"],
        ["1", "g1", "q", "", "An"],
        ["3", "g1", "q", "geld", "An"],
    ]
    rows += [["1", "g1", "qq", "geld", "An"], ["1", "g1", "r", "geld", "An"]]
    with (tmp_path / "l.csv").open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])
    write_workbook(tmp_path / "l.xlsx", {"labels": [header, [1, "g2", "q", "tijd", "Bo"]]})
    questions = "  q: {column: q, text: Wat?}\n  r: {column: r, text: Hoe?, waves: ['2']}"
    study = make_study(
        {"a.csv": "id;q\n", "b.csv": "id;q;r\n"},
        questions=questions,
        extra="labels: [l.csv, l.xlsx]",
    )
    labels, problems = read_labels(study)
    assert list(labels.columns) == [*header, "file", "row"]
    assert labels.to_numpy().tolist() == [
        ["1", "g1", "q", "geld", "An", "l.csv", 2],
        ["1", "g2", "q", "tijd", "Bo", "l.xlsx", 2],
    ]
    assert told(problems) == [
        (3, "theme", 0),
        (4, "wave", 0),
        (5, "question", 0),
        (6, "question", 0),
    ]


def test_no_label_files(make_study: MakeStudy) -> None:
    """A study without label files has an empty table of labels and no problems."""
    labels, problems = read_labels(make_study({"a.csv": "id;q\n"}))
    assert (len(labels), len(problems), str(labels["row"].dtype)) == (0, 0, "int64")
