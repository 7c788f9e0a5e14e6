"""The Excel workbook in the study's language: a front sheet, and a sheet for each question."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from pipeline.counts import RunSummary
from pipeline.files import BOOK_STYLES, Styles, cell_text
from pipeline.report.excel.front_sheet import FrontSheet
from pipeline.report.excel.question_sheet import QuestionSheet
from pipeline.report.excel.sheet import Sheet
from pipeline.report.inputs import ReportInputs
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats

NAME_UNITS = 31
"""UTF-16 units in the name of a sheet: the limit of Excel."""

_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_MOMENT = datetime(2000, 1, 1)
"""The fixed creation time of the workbook: the same figures give the same bytes."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def write_excel(inputs: ReportInputs) -> None:
    """Write the theme counts as an Excel workbook."""
    inputs.outputs.put("report/theme_counts.xlsx", excel_book(inputs.summary))


def excel_book(summary: RunSummary) -> bytes:
    """Return the workbook as an .xlsx file; hidden figures are replaced by words."""
    into = BytesIO()
    with Workbook(into, _PLAIN) as workbook:
        title = cell_text(summary.title)[:200]
        workbook.set_properties({"title": title, "author": "turven", "created": _MOMENT})
        workbook.set_size(2400, 1400)
        styles = Styles(workbook, BOOK_STYLES, page_colours(summary.house))
        titles = [f"{number} {q.title}" for number, q in enumerate(summary.questions, 1)]
        front, *names = sheet_names([NumberFormats.of(summary).text("file_overview"), *titles])
        FrontSheet(Sheet(workbook.add_worksheet(front), styles), summary, names).fill()
        for question, name in zip(summary.questions, names, strict=True):
            sheet = Sheet(workbook.add_worksheet(name), styles)
            QuestionSheet(sheet, question, summary).fill(front)
            sheet.print(f"{summary.title} · {question.title}")
    return into.getvalue()


def sheet_names(wanted: list[str]) -> list[str]:
    """Return valid sheet names, close to those wanted, unique ignoring case."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        clean = " ".join(_NOT_IN_NAMES.sub(" ", cell_text(text)).split()).strip("' ")
        # Excel reserves that name
        if not clean or clean.casefold() == "history":
            clean = f"{clean} 1".strip()
        name, number = _cut(clean, NAME_UNITS), 2
        while name.casefold() in taken:
            ending = f" ({number})"
            name, number = _cut(clean, NAME_UNITS - len(ending)) + ending, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip("' ")
