"""Writes a workbook for reviewers: the answers to code, the codebook, the instructions.

And what the program needs on its return.
"""

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
from pipeline.review.workbook.answers_sheet import Contents, Layout, write_answers
from pipeline.review.workbook.labels import labels_of
from pipeline.review.workbook.machine_sheet import machine_rows
from pipeline.review.workbook.pages import write_codebook, write_howto
from pipeline.review.workbook.values import ExportedWorkbook
from pipeline.study import HOUSE, House

MAX_ROWS = 200_000
"""The most texts in one workbook; more than any person goes through."""

CODES_NAME = "turven_codes"
_MACHINE = "turven"
_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write_workbook(exported: ExportedWorkbook, book: Codebook, house: House = HOUSE) -> bytes:
    """Return the workbook as the bytes of an .xlsx file, the same for the same input.

    `MisuseError` if it would be empty, or too large.
    """
    texts = exported.texts
    if not texts:
        what = f"no answer of '{exported.question}' waits there"
        raise MisuseError(f"{what}; choose another queue, or leave --queue out")
    if len(texts) > MAX_ROWS:
        what = f"{len(texts):,} different answers are too many for a workbook"
        raise MisuseError(f"{what}; say how many with --size")
    if exported.blind:
        unseen = {"suggestions": (), "decided": (), "decided_at": "", "reason": ""}
        bare = tuple(replace(text, **unseen) for text in texts)  # type: ignore[arg-type]
        exported = replace(exported, texts=bare)
    labels = labels_of(book, exported.language)
    into = BytesIO()
    with Workbook(into, _PLAIN) as workbook:
        _write(workbook, exported, book, labels, house)
    return into.getvalue()


def _write(
    workbook: Workbook,
    exported: ExportedWorkbook,
    book: Codebook,
    labels: Mapping[str, str],
    house: House,
) -> None:
    moment = datetime.fromisoformat(exported.at).replace(tzinfo=None, microsecond=0)
    workbook.set_properties(
        {"title": cell_text(exported.asked)[:200], "author": "turven", "created": moment}
    )
    workbook.set_size(2400, 1400)
    own = language(exported.language)
    styles = Styles(workbook, WORKBOOK_STYLES, page_colours(house))
    cut = own.text("workbook_cut")
    shown = [cell_text(text.verbatim, cut) for text in exported.texts]
    layout = Layout.of(exported, labels)
    write_answers(workbook, styles, Contents(exported, layout, labels, shown))
    write_codebook(workbook, styles, exported, book, labels)
    write_howto(workbook, styles, exported, labels)
    sheet = workbook.add_worksheet(_MACHINE)
    sheet.very_hidden()
    codes: list[int] = []
    for number, row in enumerate(machine_rows(exported, layout.columns, labels, shown)):
        for column, cell in enumerate(row):
            if sheet.write_string(number, column, cell):
                what = f"an id in '{exported.question}' is too long for a workbook"
                raise MisuseError(f"{what}: {cell[:60]} …")
        if row[0] == "code":
            codes.append(number + 1)
    workbook.define_name(CODES_NAME, f"={_MACHINE}!$C${codes[0]}:$C${codes[-1]}")
