"""Files that are no workbook, or mean harm: each is refused in one line."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from books import FIRST, Book, written

from pipeline.errors import UnreadableFileError
from pipeline.files import xlsx_guard
from pipeline.review.workbook import read_workbook, sheets


def _part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one part replaced or added."""
    with ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()} | {name: content}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for part, said in parts.items():
            archive.writestr(part, said)
    return path


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a;b\n1;2\n", "not a workbook; save it as an Excel workbook"),
        (b"", "the file is empty; put back"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel file or one with a password"),
        (b"PK\x03\x04damaged", "damaged"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_not_a_workbook(tmp_path: Path, content: bytes, why: str) -> None:
    """CSV, old or encrypted Excel, PDF and broken files."""
    path = tmp_path / "boek.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=why):
        read_workbook(path)


def test_no_file(tmp_path: Path) -> None:
    """A file that isn't there, and a folder."""
    for path in (tmp_path / "weg.xlsx", tmp_path):
        with pytest.raises(UnreadableFileError):
            read_workbook(path)


def test_other_zip(tmp_path: Path) -> None:
    """An archive that is no Excel workbook, such as one of LibreOffice."""
    path = tmp_path / "boek.ods"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UnreadableFileError, match="not an Excel workbook of this kind"):
        read_workbook(path)


def test_zip_bomb(tmp_path: Path) -> None:
    """An archive that unpacks to too much is refused before it is unpacked."""
    path = _part(written(tmp_path), "xl/media/image1.png", b"\0" * (sheets.MAX_BYTES + 1))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UnreadableFileError, match="unpacks to"):
        read_workbook(path)


def test_entity_bomb(tmp_path: Path) -> None:
    """A part that declares entities."""
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    )
    with pytest.raises(UnreadableFileError, match="declares entities"):
        read_workbook(_part(written(tmp_path), "xl/sharedStrings.xml", bomb))


def test_far_cell(tmp_path: Path) -> None:
    """One cell in the farthest corner, for which the reader would keep room for 17 billion."""
    book = Book(written(tmp_path))
    book.sheet["XFD1048576"] = "x"
    with pytest.raises(UnreadableFileError, match="1,048,576 rows and 16,384 columns"):
        read_workbook(book.save())


def test_far_formatting(tmp_path: Path) -> None:
    """Formatting alone to the last row is no reason to refuse."""
    path = written(tmp_path)
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="3"/><c r="P%d" s="3"/></row>' % (r, r, r)
        for r in range(64, 1_048_577, 64)
    )
    assert len(rows) < sheets.MAX_BYTES
    back = read_workbook(
        _part(
            path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", rows + b"</sheetData>")
        )
    )
    assert back.open == 4


def test_macros_and_links(tmp_path: Path) -> None:
    """Macros and links to other files are never run or followed; the rows are read all the same."""
    book = Book(written(tmp_path))
    book.sheet.cell(FIRST, book.column("Code 1"), "Kosten")
    path = _part(book.save(), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    _part(
        path,
        "xl/externalLinks/externalLink1.xml",
        b'<externalLink r:id="http://example.invalid/"/>',
    )
    assert [line.codes for line in read_workbook(path).rows] == [("Kosten",)]


def test_another_workbook(tmp_path: Path) -> None:
    """A workbook that is no workbook of this program."""
    path = tmp_path / "boek.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UnreadableFileError, match="not made by  turven workbook export"):
        read_workbook(path)


def test_half_a_part(tmp_path: Path) -> None:
    """A workbook that was cut short on its way."""
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_workbook(path)


def test_long_tag(tmp_path: Path) -> None:
    """A far cell is seen however much stands within its tag."""
    path = written(tmp_path)
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c%sr="XFD1048576"><v>1</v></c></row></sheetData>'
    for room, why in ((xlsx_guard._CHUNK - 2, "mark-up"), (5_000, "16,384 columns")):
        bomb = sheet.replace(b"</sheetData>", far % (b" " * room))
        with pytest.raises(UnreadableFileError, match=why):
            read_workbook(_part(path, "xl/worksheets/sheet1.xml", bomb))
