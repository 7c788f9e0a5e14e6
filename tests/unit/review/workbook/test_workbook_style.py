"""How the reviewers' workbook looks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from books import BOOK, EXPORTED, HEADER

from pipeline.review.workbook import write_workbook
from pipeline.study import House


def test_workbook_has_the_colours_of_the_house(tmp_path: Path) -> None:
    """The head of the answers is in the main colour of the house style that the study names."""
    path = tmp_path / "boek.xlsx"

    path.write_bytes(write_workbook(EXPORTED, BOOK, House(deep="#123456")))

    head = openpyxl.load_workbook(path).worksheets[0].cell(HEADER, 1)
    assert head.fill.fgColor.rgb == "FF123456"
