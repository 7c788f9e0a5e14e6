"""Reports of every kind are read with their places; hostile and broken ones are one line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from lint_files import add_chart, write_pdf

from pipeline.errors import TurvenError, UnreadableFileError
from pipeline.lint.read import Grid, TextBlock, read_blocks

SWAPPED = ["Ja: 7% (n=2)", "Nee: 43% (n=14)", "In ontwikkeling: 47% (n=13)", "Onbekend: 3% (n=1)"]


def lint(path: Path) -> list[tuple[str, str, str]]:
    """Sureness, check and place of the findings."""
    from pipeline.lint.lint_report import lint as lint_report

    return list(lint_report(path)[["sure", "check", "place"]].itertuples(index=False, name=None))


def make_docx(path: Path) -> Path:
    """A Word document with a heading, a paragraph, a list and a table."""
    document = Document()
    document.add_heading("Beleid", 1)
    document.add_paragraph("Iets minder dan een kwart van de gemeenten (27%, n=8) heeft een plan.")
    document.add_paragraph("Is er beleid? [n=30 gemeenten]")
    for line in SWAPPED:
        document.add_paragraph(line, style="List Bullet")
    document.add_heading("Stallingen", 2)
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("Antwoord", "%", "n"),
        ("Ja", "53%", "16"),
        ("Nee", "49%", "14"),
        ("Totaal", "100%", "30"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def test_findings_in_word_documents_name_their_place(tmp_path: Path) -> None:
    """Each finding in a Word document names the heading, and the paragraph or cell below it."""
    assert lint(make_docx(tmp_path / "report.docx")) == [
        ("certain", "words", "“Beleid”, paragraph 2"),
        ("certain", "swapped", "“Beleid”, paragraph 5"),
        ("certain", "figures", "“Stallingen”, table 1, row 3, column 2"),
    ]


def test_word_chart(tmp_path: Path) -> None:
    """The figures that a chart keeps are read with its title, and held against its base."""
    path = add_chart(
        make_docx(tmp_path / "report.docx"),
        "Wijken [n=30 gemeenten]",
        {"Centrum": 0.767, "Noord": 0.58, "Zuid": 0.333},
    )
    charts = [p for p in read_blocks(path) if isinstance(p, Grid) and p.kind == "chart"]
    assert charts[0].rows == (("", "2025"), ("Centrum", "77%"), ("Noord", "58%"), ("Zuid", "33%"))
    assert ("likely", "impossible", "“Stallingen”, chart 1, row 3, column 2") in lint(path)


def test_word_without_what_is_deleted(tmp_path: Path) -> None:
    """Text that was deleted with changes tracked is no text of the report."""
    path = make_docx(tmp_path / "report.docx")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    deleted = (
        b"<w:p><w:del><w:r><w:delText>23% (n=4)</w:delText></w:r></w:del>"
        b"<w:r><w:t>Gereed.</w:t></w:r></w:p>"
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr", deleted + b"<w:sectPr", 1
    )
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "Gereed." in [p.text for p in read_blocks(path) if isinstance(p, TextBlock)]
    assert not [p for p in read_blocks(path) if isinstance(p, TextBlock) and "n=4" in p.text]


def test_findings_in_pdf_name_page_and_line(tmp_path: Path) -> None:
    """Lines of a PDF are joined over hyphens, without running heads; findings name the line."""
    first = [
        "Fietsmonitor 2025",
        "In de gemeen-",
        "ten is iets minder dan een",
        "kwart van de plannen (27%,",
        "n=8) gereed.",
        "1",
    ]
    second = ["Fietsmonitor 2025", "Is er beleid? [n=30 gemeenten]", *SWAPPED, "2"]
    third = ["Fietsmonitor 2025", "Tot slot danken wij iedereen.", "3"]
    path = write_pdf(tmp_path / "report.pdf", [first, second, third])
    texts = [p.text for p in read_blocks(path) if isinstance(p, TextBlock)]
    assert (
        texts[0] == "In de gemeenten is iets minder dan een kwart van de plannen (27%, n=8) gereed."
    )
    assert not [text for text in texts if "Fietsmonitor" in text]
    assert lint(path) == [
        ("certain", "words", "page 1, line 1"),
        ("certain", "swapped", "page 2, line 3"),
    ]


def test_html_is_read_as_a_reader_sees_it(tmp_path: Path) -> None:
    """Scripts and drawings are not read; what a cell over columns says holds for each."""
    page = (
        "<html><head><title>23% (n=4)</title><style>p::after {content: '23% (n=4)'}</style></head>"
        "<body><script>'23% (n=4)'</script>"
        "<h2>Beleid</h2><p>Bij <b>23% </b>(n=4) is&nbsp;het <i>be</i>reik hoog."
        "<table><tr><th>Antwoord<th colspan=2>2025 [n=30 gemeenten]"
        "<tr><th><th>n<th>Aandeel<tr><td>Ja<td>16<td>53%<tr><td>Nee<td>14<td>49%</table>"
        "<svg><text>23% (n=4)</text></svg></body></html>"
    )
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    assert lint(path) == [
        ("certain", "figures", "“Beleid”, paragraph 1"),
        ("certain", "figures", "“Beleid”, table 1, row 4, column 3"),
    ]


def test_markdown_and_text(tmp_path: Path) -> None:
    """Markdown and plain text name the line; code and comments are no text of the report."""
    text = "# Beleid\n\n```\n23% (n=4)\n```\n<!-- 23% (n=4)\n-->\n\nBereik: **23%** (n=4).\n"
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    (tmp_path / "report.txt").write_bytes(
        "Het bereik – bij 23% (n=4) – is één keer gemeten.\n".encode("cp1252")
    )
    assert lint(tmp_path / "report.md") == [("certain", "figures", "“Beleid”, line 9")]
    assert lint(tmp_path / "report.txt") == [("certain", "figures", "line 1")]


def make_damaged_docx(kind: str) -> bytes:
    """A file that is no good, of that kind."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        if kind == "bomb":
            archive.writestr("word/document.xml", b" " * (200 << 20))
        elif kind == "entities":
            archive.writestr(
                "word/document.xml", b'<!DOCTYPE d [<!ENTITY a "b">]><w:document>&a;</w:document>'
            )
        elif kind == "deep":
            archive.writestr("word/document.xml", DEEP)
        elif kind == "no xml":
            archive.writestr("word/document.xml", b"<w:document")
        else:
            archive.writestr("xl/workbook.xml", b"<x/>")
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NESTED = f"{'<w:r>' * 60000}{'</w:r>' * 60000}"
DEEP = f'<w:document xmlns:w="{W}"><w:body><w:p>{NESTED}</w:p></w:body></w:document>'.encode()


@pytest.mark.parametrize("kind", ["bomb", "entities", "deep", "no xml", "other"])
def test_hostile_word(tmp_path: Path, kind: str) -> None:
    """A Word document that would do harm, or is none, is an error of one line with its path."""
    path = tmp_path / "report.docx"
    path.write_bytes(make_damaged_docx(kind))
    with pytest.raises(UnreadableFileError) as error:
        read_blocks(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"no zip"),
        ("a.pdf", b"no pdf"),
        ("a.pdf", b"%PDF-1.4\nnothing"),
        (
            "a.pdf",
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n"
            b"trailer << /Root 1 0 R >>\n%%EOF",
        ),
        ("a.txt", b"\0\1\2\3"),
        ("a.xlsx", b""),
        ("a", b"text"),
    ],
)
def test_broken_files(tmp_path: Path, name: str, content: bytes) -> None:
    """Files that are not what their names say are an error of one line."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TurvenError) as error:
        read_blocks(path)
    assert str(error.value).startswith(str(path))


def test_pdf_cut_off(tmp_path: Path) -> None:
    """A PDF cut off anywhere is read as far as it goes or refused in one line, never a crash."""
    whole = write_pdf(tmp_path / "whole.pdf", [SWAPPED]).read_bytes()
    path = tmp_path / "cut.pdf"
    for end in range(10, len(whole), 37):
        path.write_bytes(whole[:end])
        try:
            read_blocks(path)
        except UnreadableFileError as error:
            assert "cut.pdf" in str(error)


def test_pdf_without_text(tmp_path: Path) -> None:
    """A scan is told as such."""
    with pytest.raises(UnreadableFileError, match="holds no text"):
        read_blocks(write_pdf(tmp_path / "scan.pdf", [[]]))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 50_000,
        "1% " * 5_000,
        "n=1 " * 7_000,
        "(" * 30_000,
        "twee van de " * 2_000,
        "a-" * 20_000,
        "<" * 30_000,
    ],
)
@pytest.mark.parametrize("ending", ["txt", "html"])
def test_long_nonsense(tmp_path: Path, text: str, ending: str) -> None:
    """Lines without end are read in reasonable time."""
    from time import monotonic

    path = tmp_path / f"long.{ending}"
    path.write_text(text, encoding="utf-8")
    start = monotonic()
    lint(path)
    assert monotonic() - start < 20


def test_html_that_is_shown_by_choice(tmp_path: Path) -> None:
    """What a page shows only to who chooses it, or hides, is not read; what follows it is."""
    page = tmp_path / "r.html"
    page.write_text(
        "<ul><li>Ja 67% (n=20)</li><li data-choice>Ja 14% (n=1)<br><b>klein</b></li>"
        "<li hidden>Ja 50%</li></ul><p>Einde</p>",
        encoding="utf-8",
    )
    texts = [part.text for part in read_blocks(page) if isinstance(part, TextBlock)]
    assert texts == ["Ja 67% (n=20)", "Einde"]
