"""A workbook that LibreOffice opened and saved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from books import BOOK, FIRST, Book, codes, returned, written

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_saved_by_libreoffice(tmp_path: Path) -> None:
    """It keeps what was chosen, the list and the hidden sheet, and works out the formulas of the
    workbook.
    """
    book = Book(written(tmp_path))
    book.put(0, "Code 1", "Weer > Regen")
    book.put(1, "Code 1", "Afstnd")
    book.put(2, "Akkoord", "ja")
    path = book.save()
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    line = [
        str(OFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "uit"),
        str(path),
    ]
    subprocess.run(line, check=True, capture_output=True, timeout=120)
    saved = tmp_path / "uit" / path.name
    values = openpyxl.load_workbook(saved, data_only=True).worksheets[0]
    assert values["A3"].value == "Klaar: 2 van 4"
    assert [values.cell(FIRST + i, 1).value for i in range(4)] == ["✓", "?", "✓", None]
    wanted, told = returned(saved, lambda _: None, BOOK)
    assert codes(wanted) == {"g1": ("regen",), "g3": ("regen", "wind")}
    assert [each.row for each in told] == [FIRST + 1]
