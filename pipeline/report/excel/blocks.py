"""What stands below the figures on a question's sheet: changes, corrections, the bridge and quotes. Each returns the row after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pipeline.counts import Bridge, Correction, QuestionSummary, RunSummary, WaveChange
from pipeline.report.excel.style import Sheet
from pipeline.report.words import NumberFormats, change_in_words

Cell = tuple[float | str | None, str]
"""A value and the style of its cell."""


def write_changes(
    sheet: Sheet, question: QuestionSummary, summary: RunSummary, row: int, width: float
) -> int:
    """Each change between waves: the difference in percentage points with its interval, who were in both, p, and the words for it."""
    write = NumberFormats.of(summary)

    def cells(change: WaveChange) -> Sequence[Cell]:
        numbers = [
            _points(change.difference),
            _points(change.low, "points limit"),
            _points(change.high, "points limit"),
        ]
        return [
            *numbers,
            (change.both, "number"),
            (change.p, "p"),
            (change_in_words(change, write), "words"),
        ]

    heads = ("file_points", "file_low", "file_high", "file_both", "file_p", "file_in_words")
    for before, now in dict.fromkeys((change.before, change.now) for change in question.changes):
        title = write.text("file_changes", before=before, now=now)
        rows = [
            change for change in question.changes if (change.before, change.now) == (before, now)
        ]
        row = _block(sheet, question, write, row, width, title, heads, rows, cells)
    return row


def write_corrections(
    sheet: Sheet, question: QuestionSummary, summary: RunSummary, row: int, width: float
) -> int:
    """What the reviewed random sample makes of each share."""
    write = NumberFormats.of(summary)

    def cells(found: Correction) -> Sequence[Cell]:
        moved = (
            None
            if found.corrected is None or found.coded is None
            else found.corrected - found.coded
        )
        ends: list[Cell] = [(found.low, "limit"), (found.high, "limit")]
        shares: list[Cell] = [(found.coded, "limit"), (found.corrected, "percent")]
        return [
            *shares,
            *ends,
            _points(moved),
            (found.labelled, "number"),
            (found.interval, "words"),
        ]

    heads = (
        "file_coded",
        "file_corrected",
        "file_low",
        "file_high",
        "file_moved",
        "file_labelled",
        "interval",
    )
    for wave in dict.fromkeys(found.wave for found in question.corrections):
        rows = [found for found in question.corrections if found.wave == wave]
        row = _block(
            sheet,
            question,
            write,
            row,
            width,
            write.text("file_corrections", wave=wave),
            heads,
            rows,
            cells,
        )
    return row


def write_bridge(
    sheet: Sheet, question: QuestionSummary, summary: RunSummary, row: int, width: float
) -> int:
    """What of each change is the instrument's, by earlier answers that were coded again."""
    write = NumberFormats.of(summary)

    def cells(found: Bridge) -> Sequence[Cell]:
        shares: list[Cell] = [
            (found.answers, "number"),
            (found.then, "limit"),
            (found.again, "limit"),
        ]
        real = [
            _points(found.real),
            _points(found.real_low, "points limit"),
            _points(found.real_high, "points limit"),
        ]
        return [*shares, _points(found.total), _points(found.instrument), *real]

    heads = (
        "file_answers",
        "file_then",
        "file_again",
        "file_total",
        "file_instrument",
        "file_real",
        "file_low",
        "file_high",
    )
    for before, now in dict.fromkeys((found.before, found.now) for found in question.bridge):
        title = write.text("file_bridge", before=before, now=now)
        rows = [found for found in question.bridge if (found.before, found.now) == (before, now)]
        row = _block(sheet, question, write, row, width, title, heads, rows, cells)
    return row


def write_quotes(
    sheet: Sheet, question: QuestionSummary, summary: RunSummary, row: int, width: float
) -> int:
    """The verbatims that may be printed, with their theme and who said them."""
    if not question.quotes:
        return row
    write, labels = NumberFormats.of(summary), {t.theme: t.label for t in question.themes}
    sheet.text(row + 1, 0, write.text("file_quotes"), "block")
    row += 2
    for quote in question.quotes:
        sheet.text(row, 0, labels.get(quote.theme, quote.theme), "text")
        said = f"‘{quote.text}’ ({', '.join(part for part in (quote.group, quote.wave) if part)})"
        sheet.sheet.merge_range(row, 1, row, 12, "", sheet.styles["text"])
        sheet.text(row, 1, said, "text")
        sheet.height(row, said, 105)
        row += 1
    return row


_Found = TypeVar("_Found", WaveChange, Correction, Bridge)


def _block(
    sheet: Sheet, question: QuestionSummary, write: NumberFormats, row: int, width: float, title: str, heads: Sequence[str], rows: Iterable[_Found],
    cells: Callable[[_Found], Sequence[Cell]],
) -> int:  # fmt: skip
    themes = {t.theme: t for t in question.themes}
    sheet.text(row + 1, 0, title, "block")
    sheet.text(row + 2, 0, write.text("theme"), "head left")
    sheet.sheet.set_row(row + 2, 48)
    for column, head in enumerate(heads, start=1):
        sheet.text(row + 2, column, write.text(head, units=write.unit_plural), "head")
    last = len(heads)
    if heads[-1] == "file_in_words":
        # words run on over the columns beside them
        last += 2
        sheet.sheet.merge_range(row + 2, last - 2, row + 2, last, "", sheet.styles["head"])
        sheet.text(row + 2, last - 2, write.text(heads[-1]), "head")
    row += 3
    for found in rows:
        theme = themes.get(found.theme)
        sheet.theme(row, theme.label if theme else found.theme, theme.level if theme else 1, width)
        if found.suppressed:
            sheet.text(row, 1, write.text("hidden"), "hidden")
            sheet.blank(row, 2, last, "hidden")
        else:
            sheet.blank(row, len(heads), last, "words")
            for column, (value, style) in enumerate(cells(found), start=1):
                _put(sheet, row, column, value, style)
        row += 1
    return row


def _put(sheet: Sheet, row: int, column: int, value: float | str | None, style: str) -> None:
    if isinstance(value, str):
        sheet.text(row, column, value, style)
    else:
        sheet.number(row, column, value, style)


def _points(value: float | None, style: str = "points") -> Cell:
    return (None if value is None else value * 100, style)
