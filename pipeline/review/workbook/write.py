"""Writes a workbook for reviewers: the answers to code, the codebook, how to go about it, and what the program must know when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from pipeline.errors import MisuseError
from pipeline.files import WORKBOOK_STYLES, Styles, cell_text
from pipeline.language import language
from pipeline.model import Codebook
from pipeline.report import page_colours
from pipeline.review.workbook.answers_sheet import Layout, write_answers
from pipeline.review.workbook.labels import labels_of
from pipeline.review.workbook.machine_sheet import MARK, machine_rows
from pipeline.review.workbook.pages import write_codebook, write_howto
from pipeline.review.workbook.values import Exported
from pipeline.study import HOUSE, House

MOST_ROWS = 200_000
"""Texts in one workbook; more than any person goes through."""

CODES_NAME = "turven_codes"
_MACHINE = "turven"
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write_workbook(exported: Exported, book: Codebook, house: House = HOUSE) -> bytes:
    """The workbook as the bytes of an .xlsx file, the same for the same input. `MisuseError` when it would hold nothing, or more than one can."""
    if not exported.entries:
        raise MisuseError(
            f"no answer of '{exported.question}' waits there; choose another queue, or leave --queue out"
        )
    if len(exported.entries) > MOST_ROWS:
        raise MisuseError(
            f"{len(exported.entries):,} different answers are too many for a workbook; say how many with --size"
        )
    if exported.blind:
        bare = (
            replace(entry, suggestions=(), decided=(), decided_at="", reason="")
            for entry in exported.entries
        )
        exported = replace(exported, entries=tuple(bare))
    labels = labels_of(book, exported.language)
    into = BytesIO()
    with Workbook(into, _PLAIN) as workbook:
        _write(workbook, exported, book, labels, house)
    return into.getvalue()


def _write(
    workbook: Workbook, exported: Exported, book: Codebook, labels: Mapping[str, str], house: House
) -> None:
    moment = datetime.fromisoformat(exported.at).replace(tzinfo=None, microsecond=0)
    workbook.set_properties(
        {"title": cell_text(exported.asked)[:200], "author": "turven", "created": moment}
    )
    workbook.set_size(2400, 1400)
    own = language(exported.language)
    styles = Styles(workbook, WORKBOOK_STYLES, page_colours(house))
    cut = own.text("workbook_cut")
    shown = [cell_text(entry.verbatim, cut) for entry in exported.entries]
    layout = Layout.of(exported, labels)
    write_answers(workbook, styles, exported, layout, labels, shown)
    write_codebook(workbook, styles, exported, book, labels)
    write_howto(workbook, styles, exported, labels)
    sheet = workbook.add_worksheet(_MACHINE)
    sheet.very_hidden()
    codes: list[int] = []
    for number, row in enumerate(machine_rows(exported, layout.columns, dict(labels), shown)):
        for column, cell in enumerate(row):
            if sheet.write_string(number, column, cell):
                raise MisuseError(
                    f"an id in '{exported.question}' is too long for a workbook: {cell[:60]} …"
                )
        if row[0] == "code":
            codes.append(number + 1)
    workbook.define_name(CODES_NAME, f"={_MACHINE}!$C${codes[0]}:$C${codes[-1]}")


__all__ = ["CODES_NAME", "MARK", "MOST_ROWS", "write_workbook"]
