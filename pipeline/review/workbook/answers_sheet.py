"""The sheet with the answers: what each column holds, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.files import Styles, cell_text, lines_of, print_on_a4, protect, put_text, row_height
from pipeline.language import Language, language
from pipeline.review.values import Suggestion
from pipeline.review.workbook.machine_sheet import Columns
from pipeline.review.workbook.values import Entry, Exported

LEAST_CODES = 5
HEADER_ROW = 4
_LONGEST_HEADING = 250
_CODE_WIDTH, _MOST_LEAST = 20, 3
_DONE, _NOT_KNOWN = "✓", "?"
_ENTRY = ("agree", "code", "note")


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
    def of(cls, exported: Exported, labels: Mapping[str, str]) -> Layout:
        """The columns that these answers need: none for suggestions, reasons or earlier decisions where there are none to show."""
        say = language(exported.language).text
        entries = exported.entries
        n_codes = min(max(LEAST_CODES, *(len(entry.suggestions) for entry in entries)), len(labels))
        suggests = not exported.blind
        columns = [
            Column("done", say("workbook_col_done"), 6, "mark"),
            Column("count", say("workbook_col_count"), 8, "number"),
            Column("answer", say("workbook_col_answer"), 52, "text"),
        ]
        if suggests:
            columns.append(Column("suggestion", say("workbook_col_suggestion"), 30, "soft"))
        if any(entry.decided for entry in entries):
            columns.append(Column("decided", say("workbook_col_decided"), 24, "soft"))
        if suggests:
            columns.append(Column("agree", say("workbook_col_agree"), 10, "entry"))
        columns += [
            Column("code", say("workbook_col_code", n=i + 1), _CODE_WIDTH, "entry")
            for i in range(n_codes)
        ]
        columns.append(Column("note", say("workbook_col_note"), 26, "entry"))
        if any(entry.reason for entry in entries):
            columns.append(Column("reason", say("workbook_col_reason"), 30, "soft"))
        columns.append(Column("key", say("workbook_col_key"), 12, "key"))
        header = {column.kind: column.header for column in columns}
        codes = tuple(column.header for column in columns if column.kind == "code")
        agree = header.get("agree", "")
        known = Columns(
            header["key"], header["answer"], codes, header["note"], agree, say("workbook_name")
        )
        return cls(tuple(columns), known)

    def at(self, kind: str) -> int:
        """The number of the first column of that kind, -1 without one."""
        return next((i for i, column in enumerate(self.shown) if column.kind == kind), -1)

    @property
    def last_code(self) -> int:
        """The number of the last code column."""
        return self.at("code") + len(self.columns.codes) - 1


def write_answers(
    workbook: Workbook,
    styles: Styles,
    exported: Exported,
    layout: Layout,
    labels: Mapping[str, str],
    shown: Sequence[str],
) -> None:
    """Adds the sheet: heading, progress, name of the reviewer, and a row for each text (`shown`: as its cell shows it)."""
    own = language(exported.language)
    sheet = workbook.add_worksheet(own.text("workbook_sheet_answers"))
    first, last = HEADER_ROW + 1, HEADER_ROW + len(exported.entries)
    _heading(sheet, styles, exported, own, first, last)
    for number, column in enumerate(layout.shown):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEADER_ROW, number, column.header, styles["head left"])
    sheet.set_row(HEADER_ROW, 32)
    cells = _cells(exported, own, labels)
    # a row doesn't grow when a code is chosen, so there is room for the longest from the start
    least = min(max(lines_of(label, _CODE_WIDTH) for label in labels.values()), _MOST_LEAST)
    for number, (entry, text) in enumerate(zip(exported.entries, shown, strict=True)):
        _row(sheet, styles, layout, first + number, entry, text, cells, least)
    _rules(sheet, styles, layout, own, first, last)
    sheet.freeze_panes(first, layout.at("answer") + 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(layout.shown) - 1)
    sheet.set_selection(
        first,
        layout.at("agree") if layout.at("agree") >= 0 else layout.at("code"),
        first,
        layout.at("code"),
    )
    print_on_a4(sheet, own.text("workbook_page"), HEADER_ROW)
    sheet.print_area(0, 0, last, layout.at("note"))
    protect(sheet)


def _heading(
    sheet: Worksheet, styles: Styles, exported: Exported, own: Language, first: int, last: int
) -> None:
    sheet.write_string(0, 0, cell_text(exported.asked)[:_LONGEST_HEADING], styles["title"])
    sheet.set_row(0, 24)
    under = f"{exported.title} · {exported.at[:10]}"
    sheet.write_string(1, 0, cell_text(under)[:_LONGEST_HEADING], styles["quiet"])
    column = f"$A${first + 1}:$A${last + 1}"
    parts = own.text("workbook_progress", done="\0", all="\1").replace('"', '""')
    formula = parts.replace("\0", f'"&COUNTIF({column},"{_DONE}")&"').replace(
        "\1", f'"&ROWS({column})&"'
    )
    value = own.text("workbook_progress", done=0, all=last - first + 1)
    sheet.write_formula(2, 0, f'="{formula}"', styles["progress"], value)
    sheet.write_string(3, 0, own.text("workbook_name"), styles["progress"])
    put_text(sheet, 3, 2, cell_text(exported.reviewer)[:_LONGEST_HEADING], styles["name"])


def _cells(
    exported: Exported, own: Language, labels: Mapping[str, str]
) -> Mapping[str, Callable[[Entry], str]]:
    """What the columns of text hold, by kind."""

    def named(codes: Sequence[str]) -> str:
        return "\n".join(labels.get(code, code) for code in codes)

    def suggestion(entry: Entry) -> str:
        lines = (_suggested(own, labels, each) for each in entry.suggestions)
        return "\n".join(lines) or own.text("workbook_no_suggestion")

    return {
        "suggestion": suggestion,
        "decided": lambda entry: (
            f"{named(entry.decided)}\n({entry.decided_at[:10]})" if entry.decided else ""
        ),
        "reason": lambda entry: entry.reason,
        "key": lambda entry: entry.id(exported.study),
    }


def _suggested(own: Language, labels: Mapping[str, str], suggestion: Suggestion) -> str:
    label = labels.get(suggestion.theme, suggestion.theme)
    if suggestion.source == "rules":
        return own.text("workbook_by_rules", label=label)
    return own.text("workbook_by_classifier", label=label, percent=f"{suggestion.chance:.0%}")


def _row(
    sheet: Worksheet, styles: Styles, layout: Layout, row: int, entry: Entry, text: str,
    cells: Mapping[str, Callable[[Entry], str]], least: int,
) -> None:  # fmt: skip
    wrapped = []
    for number, column in enumerate(layout.shown):
        style = styles[column.style]
        if column.kind == "done":
            sheet.write_formula(row, number, _status(layout, row), style, "")
        elif column.kind == "count":
            sheet.write_number(row, number, entry.count, style)
        elif column.kind in _ENTRY:
            sheet.write_blank(row, number, None, style)
        else:
            said = text if column.kind == "answer" else cell_text(cells[column.kind](entry))
            put_text(sheet, row, number, said, style)
            if column.kind != "key":
                wrapped.append((said, column.width))
    sheet.set_row(row, row_height(wrapped, least))


def _status(layout: Layout, row: int) -> str:
    """A tick where something was chosen, a question mark where a code is not in the list, nothing where the row is open."""
    codes = (
        f"{xl_col_to_name(layout.at('code'))}{row + 1}:{xl_col_to_name(layout.last_code)}{row + 1}"
    )
    agree = layout.at("agree")
    agreed = f'+({xl_col_to_name(agree)}{row + 1}<>"")' if agree >= 0 else ""
    unknown = f'SUMPRODUCT(({codes}<>"")*ISNA(MATCH({codes},turven_codes,0)))'
    return f'=IF({unknown}>0,"{_NOT_KNOWN}",IF(COUNTA({codes}){agreed}>0,"{_DONE}",""))'


def _rules(
    sheet: Worksheet, styles: Styles, layout: Layout, own: Language, first: int, last: int
) -> None:
    """The drop-downs, and what is marked as one goes along."""
    codes, until = layout.at("code"), layout.last_code
    sheet.data_validation(
        first, codes, last, until,
        {
            "validate": "list", "source": "=turven_codes", "error_title": own.text("workbook_list_title"),
            "error_message": own.text("workbook_list_hint"), "error_type": "stop",
        },
    )  # fmt: skip
    agree = layout.at("agree")
    if agree >= 0:
        hint: dict[str, Any] = {
            "error_title": own.text("workbook_agree_title"),
            "error_message": own.text("workbook_agree_hint"),
        }
        sheet.data_validation(
            first,
            agree,
            last,
            agree,
            {"validate": "list", "source": [own.text("workbook_yes")], **hint},
        )
    here = f"{xl_col_to_name(codes)}{first + 1}"
    unknown = f'=AND({here}<>"",ISNA(MATCH({here},turven_codes,0)))'
    sheet.conditional_format(
        first,
        codes,
        last,
        until,
        {"type": "formula", "criteria": unknown, "format": styles["unknown"], "stop_if_true": True},
    )
    done = {"type": "formula", "criteria": f'=$A{first + 1}="{_DONE}"', "format": styles["done"]}
    sheet.conditional_format(first, 0, last, layout.at("note"), done)
