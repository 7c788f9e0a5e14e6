"""The sheet with the answers: the content of each column, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.files import Styles, cell_text, lines_of, print_on_a4, protect, put_text, row_height
from pipeline.language import Language, language
from pipeline.review.values import Suggestion
from pipeline.review.workbook.machine_sheet import Columns
from pipeline.review.workbook.values import ExportedWorkbook, WorkbookText

MIN_CODES = 5
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_MAX_HEADING = 250
_CODE_WIDTH, _MAX_CODE_LINES = 20, 3
_DONE, _NOT_KNOWN = "✓", "?"
_ENTRY = ("agree", "code", "note")
_COLUMNS = (
    ("done", 6, "mark"),
    ("count", 8, "number"),
    ("answer", 52, "text"),
    ("suggestion", 30, "soft"),
    ("decided", 24, "soft"),
    ("agree", 10, "entry"),
    ("code", _CODE_WIDTH, "entry"),
    ("note", 26, "entry"),
    ("reason", 30, "soft"),
    ("key", 12, "key"),
)
"""Kind, width in characters and style of each column; there are several code columns."""


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its kind, its header, its width in characters and its style."""

    kind: str
    header: str
    width: float
    style: str


@dataclass(frozen=True)
class Layout:
    """The columns of the sheet in order."""

    shown: tuple[Column, ...]
    columns: Columns

    @classmethod
    def of(cls, exported: ExportedWorkbook, labels: Mapping[str, str]) -> Layout:
        """Return the columns that these answers need.

        None for suggestions, reasons or earlier decisions if there are none to show.
        """
        say = language(exported.language).text
        most_suggested = max(len(text.suggestions) for text in exported.texts)
        n_codes = min(max(MIN_CODES, most_suggested), len(labels))
        codes = tuple(say("workbook_col_code", n=i + 1) for i in range(n_codes))
        is_shown = {
            "suggestion": not exported.blind,
            "agree": not exported.blind,
            "decided": any(text.decided for text in exported.texts),
            "reason": any(text.reason for text in exported.texts),
        }
        shown = []
        for kind, width, style in _COLUMNS:
            headers = codes if kind == "code" else (say(f"workbook_col_{kind}"),)
            if is_shown.get(kind, True):
                shown += [Column(kind, header, width, style) for header in headers]
        header = {column.kind: column.header for column in shown}
        columns = Columns(
            key=header["key"],
            answer=header["answer"],
            codes=codes,
            note=header["note"],
            agree=header.get("agree", ""),
            name=say("workbook_name"),
        )
        return cls(tuple(shown), columns)

    def at(self, kind: str) -> int:
        """Return the number of the first column of that kind, -1 without one."""
        return next((i for i, column in enumerate(self.shown) if column.kind == kind), -1)

    @property
    def last_code(self) -> int:
        """The number of the last code column."""
        return self.at("code") + len(self.columns.codes) - 1


@dataclass(frozen=True)
class Contents:
    """The content of a workbook: texts, columns, labels by code, texts as their cells show them."""

    exported: ExportedWorkbook
    layout: Layout
    labels: Mapping[str, str]
    shown: Sequence[str]

    @property
    def own(self) -> Language:
        """The language of the study."""
        return language(self.exported.language)

    @property
    def last_row(self) -> int:
        """The number of the last row."""
        return HEADER_ROW + len(self.exported.texts)


def write_answers(workbook: Workbook, styles: Styles, contents: Contents) -> None:
    """Add the sheet: heading, progress, name of the reviewer, and a row for each text."""
    own, layout, last = contents.own, contents.layout, contents.last_row
    sheet = workbook.add_worksheet(own.text("workbook_sheet_answers"))
    _write_heading(sheet, styles, contents)
    for number, column in enumerate(layout.shown):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEADER_ROW, number, column.header, styles["head left"])
    sheet.set_row(HEADER_ROW, 32)
    _write_rows(sheet, styles, contents)
    _add_lists(sheet, contents)
    _add_highlights(sheet, styles, contents)
    sheet.freeze_panes(FIRST_ROW, layout.at("answer") + 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(layout.shown) - 1)
    code, agree = layout.at("code"), layout.at("agree")
    sheet.set_selection(FIRST_ROW, agree if agree >= 0 else code, FIRST_ROW, code)
    print_on_a4(sheet, own.text("workbook_page"), HEADER_ROW)
    sheet.print_area(0, 0, last, layout.at("note"))
    protect(sheet)


def _write_heading(sheet: Worksheet, styles: Styles, contents: Contents) -> None:
    exported, own = contents.exported, contents.own
    sheet.write_string(0, 0, cell_text(exported.asked)[:_MAX_HEADING], styles["title"])
    sheet.set_row(0, 24)
    under = f"{exported.title} · {exported.at[:10]}"
    sheet.write_string(1, 0, cell_text(under)[:_MAX_HEADING], styles["quiet"])
    column = f"$A${FIRST_ROW + 1}:$A${contents.last_row + 1}"
    parts = own.text("workbook_progress", done="\0", all="\1").replace('"', '""')
    parts = parts.replace("\0", f'"&COUNTIF({column},"{_DONE}")&"')
    parts = parts.replace("\1", f'"&ROWS({column})&"')
    value = own.text("workbook_progress", done=0, all=len(exported.texts))
    sheet.write_formula(2, 0, f'="{parts}"', styles["progress"], value)
    sheet.write_string(3, 0, own.text("workbook_name"), styles["progress"])
    put_text(sheet, 3, 2, cell_text(exported.reviewer)[:_MAX_HEADING], styles["name"])


def _write_rows(sheet: Worksheet, styles: Styles, contents: Contents) -> None:
    layout = contents.layout
    # a row doesn't grow when a code is chosen, so there is room for the longest from the start
    longest_label = max(lines_of(label, _CODE_WIDTH) for label in contents.labels.values())
    least = min(longest_label, _MAX_CODE_LINES)
    texts = zip(contents.exported.texts, contents.shown, strict=True)
    for row, (text, shown) in enumerate(texts, start=FIRST_ROW):
        cells = _cells(contents, text, shown)
        wrapped = []
        for number, column in enumerate(layout.shown):
            style = styles[column.style]
            if column.kind == "done":
                sheet.write_formula(row, number, _status(layout, row), style, "")
            elif column.kind == "count":
                sheet.write_number(row, number, text.count, style)
            elif column.kind in _ENTRY:
                sheet.write_blank(row, number, None, style)
            else:
                cell = cells[column.kind]
                put_text(sheet, row, number, cell, style)
                if column.kind != "key":
                    wrapped.append((cell, column.width))
        sheet.set_row(row, row_height(wrapped, least))


def _cells(contents: Contents, text: WorkbookText, shown: str) -> dict[str, str]:
    """Return the text cells of a row, by the kind of their column."""
    own, labels = contents.own, contents.labels
    suggested = _lines(_suggestion(own, labels, each) for each in text.suggestions)
    decided = ""
    if text.decided:
        codes = _lines(labels.get(code, code) for code in text.decided)
        decided = f"{codes}\n({text.decided_at[:10]})"
    return {
        "answer": shown,
        "suggestion": cell_text(suggested or own.text("workbook_no_suggestion")),
        "decided": cell_text(decided),
        "reason": cell_text(text.reason),
        "key": cell_text(text.id(contents.exported.study)),
    }


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _suggestion(own: Language, labels: Mapping[str, str], suggestion: Suggestion) -> str:
    label = labels.get(suggestion.theme, suggestion.theme)
    if suggestion.source == "rules":
        return own.text("workbook_by_rules", label=label)
    by = f"workbook_by_{suggestion.source}"
    told = own.text(by, label=label, percent=f"{suggestion.chance:.0%}")
    return own.text("workbook_guess", suggestion=told) if suggestion.guess else told


def _status(layout: Layout, row: int) -> str:
    """Return the formula of the mark: a tick if something was chosen, else nothing.

    A question mark if a code is not in the list.
    """
    first, last = xl_col_to_name(layout.at("code")), xl_col_to_name(layout.last_code)
    codes = f"{first}{row + 1}:{last}{row + 1}"
    agree = layout.at("agree")
    agreed = f'+({xl_col_to_name(agree)}{row + 1}<>"")' if agree >= 0 else ""
    unknown = f'SUMPRODUCT(({codes}<>"")*ISNA(MATCH({codes},turven_codes,0)))'
    return f'=IF({unknown}>0,"{_NOT_KNOWN}",IF(COUNTA({codes}){agreed}>0,"{_DONE}",""))'


def _add_lists(sheet: Worksheet, contents: Contents) -> None:
    own, layout, last = contents.own, contents.layout, contents.last_row
    codes = {
        "validate": "list",
        "source": "=turven_codes",
        "error_title": own.text("workbook_list_title"),
        "error_message": own.text("workbook_list_hint"),
        "error_type": "stop",
    }
    sheet.data_validation(FIRST_ROW, layout.at("code"), last, layout.last_code, codes)
    agree = layout.at("agree")
    if agree >= 0:
        yes: dict[str, Any] = {
            "validate": "list",
            "source": [own.text("workbook_yes")],
            "error_title": own.text("workbook_agree_title"),
            "error_message": own.text("workbook_agree_hint"),
        }
        sheet.data_validation(FIRST_ROW, agree, last, agree, yes)


def _add_highlights(sheet: Worksheet, styles: Styles, contents: Contents) -> None:
    """Add conditional formats for unknown codes and rows that are done."""
    layout, last = contents.layout, contents.last_row
    codes = layout.at("code")
    here = f"{xl_col_to_name(codes)}{FIRST_ROW + 1}"
    unknown = {
        "type": "formula",
        "criteria": f'=AND({here}<>"",ISNA(MATCH({here},turven_codes,0)))',
        "format": styles["unknown"],
        "stop_if_true": True,
    }
    sheet.conditional_format(FIRST_ROW, codes, last, layout.last_code, unknown)
    done = {
        "type": "formula",
        "criteria": f'=$A{FIRST_ROW + 1}="{_DONE}"',
        "format": styles["done"],
    }
    sheet.conditional_format(FIRST_ROW, 0, last, layout.at("note"), done)
