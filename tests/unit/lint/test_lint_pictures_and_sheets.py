"""Workbooks are read as tables, and the alternative texts of pictures as texts of their own."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import Workbook

from pipeline.lint.lint_report import lint
from pipeline.lint.read import Grid, TextBlock, read_blocks

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
ALT = "Staafdiagram: ja 62%, nee 30%, weet niet 12%. Een minderheid (53%) zegt nee."


def make_workbook(path: Path, yes: float) -> Path:
    """A workbook with a title, a question with its base, and a table of shares and counts."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Stallingen"
    rows = [
        ["Zijn er stallingen?"],
        ["Basis: 2025 [n=30 scholen]"],
        [],
        ["Antwoord", "Aantal", "Aandeel", "Laag (95%)"],
        ["Ja", 16, yes, 0.36],
        ["Nee", 14, 14 / 30, 0.3],
    ]
    for row in rows:
        sheet.append(row)
    for cell in (*sheet["C"], *sheet["D"]):
        cell.number_format = "0%"
    hidden = book.create_sheet("Werk")
    hidden.append(["23% (n=4)"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_sheet_is_read_with_the_formats_of_its_numbers(tmp_path: Path) -> None:
    """A number that is shown as 53% is read so; hidden sheets are not read."""
    blocks = read_blocks(make_workbook(tmp_path / "report.xlsx", 16 / 30))

    (table,) = (block for block in blocks if isinstance(block, Grid))
    assert table.rows[1] == ("Ja", "16", "53%", "36%")
    texts = [block.text for block in blocks if isinstance(block, TextBlock)]
    assert texts == ["Stallingen", "Zijn er stallingen?", "Basis: 2025 [n=30 scholen]"]


def test_mistake_in_a_sheet_is_found(tmp_path: Path) -> None:
    """A share in a sheet is checked against its count; bounds of intervals are no shares."""
    assert lint(make_workbook(tmp_path / "right.xlsx", 16 / 30)).empty

    found = lint(make_workbook(tmp_path / "wrong.xlsx", 0.59))

    assert found[["check", "says"]].to_numpy().tolist() == [["figures", "Ja: 59% (n=16)"]]


def test_alternative_text_in_html_is_checked(tmp_path: Path) -> None:
    """What a picture says to those who can't see it is part of the report."""
    page = tmp_path / "report.html"
    page.write_text(f'<h1>Deel</h1><p>Zie de grafiek. <img src="a.png" alt="{ALT}"></p>')

    found = lint(page)

    assert found["check"].tolist() == ["words", "sum"]
    assert found["place"].tolist() == ["“Deel”, picture 1"] * 2


def test_alternative_text_in_markdown_is_checked(tmp_path: Path) -> None:
    """So it is in Markdown."""
    report = tmp_path / "report.md"
    report.write_text(f"# Deel\n\nZie de grafiek.\n\n![{ALT}](a.png)\n", encoding="utf-8")

    assert lint(report)["place"].tolist() == ["“Deel”, picture 1"] * 2


def test_alternative_text_in_word_is_checked(tmp_path: Path) -> None:
    """And in Word, where it is a property of the drawing."""
    document = Document()
    picture = document.add_picture(BytesIO(PIXEL))
    picture._inline.docPr.set("descr", ALT)
    document.save(str(tmp_path / "report.docx"))

    assert lint(tmp_path / "report.docx")["place"].tolist() == ["picture 1"] * 2
