"""The sheets to read: the codebook, and how to work with the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter import Workbook

from pipeline.files import Styles, cell_text, print_on_a4, protect, put_text, row_height
from pipeline.language import Language, language
from pipeline.model import NO_ANSWER, OTHER, Codebook, Theme
from pipeline.review.workbook.values import ExportedWorkbook

_HEADER_ROW = 2
_TEXT_WIDTH = 100
_MAX_EXAMPLES = 8
_WIDTHS = {"theme": 34, "definition": 46, "use_when": 40, "not_when": 40, "examples": 46, "id": 22}
"""The columns of the codebook, and their width in characters."""


def write_codebook(
    workbook: Workbook,
    styles: Styles,
    exported: ExportedWorkbook,
    book: Codebook,
    labels: Mapping[str, str],
) -> None:
    """Add a sheet with every theme, sub-themes indented, and the special codes."""
    own = language(exported.language)
    sheet = workbook.add_worksheet(own.text("workbook_sheet_codebook"))
    sheet.write_string(0, 0, cell_text(book.title), styles["title"])
    sheet.set_row(0, 24)
    about = own.text(
        "workbook_codebook_version", title=book.title, version=exported.codebook_version
    )
    sheet.write_string(1, 0, cell_text(about), styles["quiet"])
    for column, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(
            _HEADER_ROW, column, own.text(f"workbook_col_{name}"), styles["head left"]
        )
    sheet.set_row(_HEADER_ROW, 24)
    for row, (level, cells) in enumerate(_themes(book, labels, own), start=_HEADER_ROW + 1):
        formats = [styles.indented(level), *[styles["text"]] * (len(cells) - 2), styles["soft"]]
        for column, (text, style) in enumerate(zip(cells, formats, strict=True)):
            put_text(sheet, row, column, cell_text(text), style)
        sheet.set_row(row, row_height(zip(cells, _WIDTHS.values(), strict=True)))
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    print_on_a4(sheet, own.text("workbook_page"), _HEADER_ROW)
    protect(sheet)


def write_howto(
    workbook: Workbook, styles: Styles, exported: ExportedWorkbook, labels: Mapping[str, str]
) -> None:
    """Add a sheet that explains the workbook to first-time users, in the study's language."""
    own = language(exported.language)
    sheet = workbook.add_worksheet(own.text("workbook_sheet_howto"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.write_string(0, 0, own.text("workbook_howto_title"), styles["title"])
    sheet.set_row(0, 24)
    for row, (head, text) in enumerate(_steps(own, exported, labels), start=2):
        sheet.write_string(row, 0, cell_text(head), styles["strong"])
        sheet.write_string(row, 1, cell_text(text), styles["text"])
        sheet.set_row(row, row_height([(text, _TEXT_WIDTH)]) + 4)
    print_on_a4(sheet, own.text("workbook_page"))
    protect(sheet)


def _themes(
    book: Codebook, labels: Mapping[str, str], own: Language
) -> Iterator[tuple[int, Sequence[str]]]:
    for placed in book.placed:
        theme = placed.theme
        about = (theme.definition, theme.use_when, theme.not_when, _examples(theme, own))
        yield placed.level, (labels[theme.id], *about, theme.id)
    yield 1, (labels[OTHER], own.text("workbook_other_definition"), "", "", "", OTHER)
    yield 1, (labels[NO_ANSWER], own.text("workbook_no_answer_definition"), "", "", "", NO_ANSWER)


def _examples(theme: Theme, own: Language) -> str:
    lines = [f"‘{example}’" for example in theme.examples[:_MAX_EXAMPLES]]
    more = len(theme.examples) - len(lines)
    if more:
        lines.append(own.text("workbook_more_examples", n=more))
    return "\n".join(lines)


def _steps(
    own: Language, exported: ExportedWorkbook, labels: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    which = own.text("workbook_howto_blind" if exported.blind else "workbook_howto_agree")
    text = own.text(
        "workbook_howto", agree=which, other=labels[OTHER], no_answer=labels[NO_ANSWER], mark="?"
    )
    for line in text.strip().splitlines():
        head, _, explanation = line.partition("|")
        yield head.strip(), explanation.strip()
