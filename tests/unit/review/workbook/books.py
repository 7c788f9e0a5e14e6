"""A small workbook for tests, and what people do to one; openpyxl is their spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.decisions import Subject
from pipeline.model import Codebook, Theme
from pipeline.review import Suggestion
from pipeline.review.workbook import (
    ExportedWorkbook,
    RequestedCodes,
    RowOutcome,
    WorkbookText,
    read_workbook,
    validate_rows,
    write_workbook,
)

BOOK = Codebook(
    "nadelen",
    "Wat u tegenhoudt",
    "nl",
    "1",
    (
        Theme(
            "weer",
            "Weer",
            "Regen, wind en kou.",
            themes=(Theme("regen", "Regen"), Theme("wind", "Wind")),
        ),
        Theme("afstand", "Afstand", "Het werk is te ver weg.", examples=("te ver",)),
        Theme("kosten", "Kosten"),
    ),
)

HEADER = 5
FIRST = HEADER + 1


def entry(number: int, text: str, *suggested: str, count: int = 1, **more: Any) -> WorkbookText:
    """A text with the themes that the rules suggest."""
    suggestions = tuple(Suggestion(theme, "rules", 1.0, (), "") for theme in suggested)
    return WorkbookText(
        Subject("nadelen", "2025", f"g{number}", f"{number:032x}"), text, count, suggestions, **more
    )


ENTRIES = (
    entry(1, "Het regent", "regen", count=3),
    entry(2, "te ver en te duur"),
    entry(3, "de wind en de regen", "wind", "regen"),
    entry(4, "-"),
)

EXPORTED = ExportedWorkbook(
    "fietsen",
    "Fietsen naar het werk",
    "nadelen",
    "Wat houdt u tegen?",
    "nl",
    "1 (abc)",
    "2026-03-02T09:00:00.000000+00:00",
    "Anna",
    7,
    "all",
    False,
    ENTRIES,
)


class Book:
    """A workbook as a person has it open: `sheet` is the one with the answers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workbook = openpyxl.load_workbook(path)
        self.sheet = self.workbook.worksheets[0]

    def column(self, header: str) -> int:
        """The number of the column with that header, from 1."""
        return next(cell.column for cell in self.sheet[HEADER] if cell.value == header)

    def put(self, row: int, header: str, value: object) -> None:
        """Types something; rows count from 0 below the header."""
        self.sheet.cell(FIRST + row, self.column(header)).value = value

    def save(self, path: Path | None = None) -> Path:
        """Saves it."""
        self.workbook.save(path or self.path)
        return path or self.path


def written(
    folder: Path, exported: ExportedWorkbook = EXPORTED, book: Codebook = BOOK, **more: Any
) -> Path:
    """A workbook as it goes out."""
    path = folder / "boek.xlsx"
    path.write_bytes(write_workbook(replace(exported, **more), book))
    return path


def returned(
    path: Path, edit: Callable[[Book], object], book: Codebook = BOOK
) -> tuple[dict[str, RequestedCodes], list[RowOutcome]]:
    """What comes of a workbook after that edit: what is wanted by respondent, and what is told."""
    opened = Book(path)
    edit(opened)
    opened.save()
    back = read_workbook(path)
    wanted, told = validate_rows(back, book.codes)
    return {each.text.subject.respondent_id: each for each in wanted}, [*back.outcomes, *told]


def codes(wanted: dict[str, RequestedCodes]) -> dict[str, Sequence[str]]:
    """The codes wanted, by respondent."""
    return {who: each.codes for who, each in wanted.items()}
