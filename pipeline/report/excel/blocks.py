"""The blocks below the figures on a question's sheet: changes, corrections, bridges, quotes.

Each function returns the row after the block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.counts import Bridge, Correction, QuestionSummary, RunSummary, WaveChange
from pipeline.report.excel.sheet import Sheet
from pipeline.report.words import NumberFormats, change_in_words, moved_by

LABELS, NUMBERS = 46, 11.5
"""Widths of columns in characters: themes, numbers."""

WORDS = 3
"""Columns that the change in words spans."""

HEAD_HEIGHT = 48
"""The height in points of the header row."""

QUOTE_COLUMNS, QUOTE_WIDTH = 12, 105
"""The columns that a quote spans, and their width in characters."""

Row = WaveChange | Correction | Bridge

_CHANGE = {
    "file_points": "points",
    "file_low": "points limit",
    "file_high": "points limit",
    "file_both": "number",
    "file_p": "p",
    "file_in_words": "words",
}
_CORRECTION = {
    "file_coded": "limit",
    "file_corrected": "percent",
    "file_low": "limit",
    "file_high": "limit",
    "file_moved": "points",
    "file_labelled": "number",
    "interval": "words",
}
_BRIDGE = {
    "file_answers": "number",
    "file_then": "limit",
    "file_again": "limit",
    "file_total": "points",
    "file_instrument": "points",
    "file_real": "points",
    "file_low": "points limit",
    "file_high": "points limit",
}


@dataclass(frozen=True)
class _Block:
    """A table below the figures: its title, headers with the styles of their cells, its rows."""

    title: str
    styles: Mapping[str, str]
    rows: Sequence[Row]


def write_blocks(sheet: Sheet, question: QuestionSummary, summary: RunSummary, row: int) -> int:
    """Write changes, corrections, bridges and quotes, if the question has them."""
    write = NumberFormats.of(summary)
    for block in _blocks(question, write):
        row = _write_block(sheet, question, write, block, row)
    return _write_quotes(sheet, question, write, row) if question.quotes else row


def _blocks(question: QuestionSummary, write: NumberFormats) -> Iterator[_Block]:
    for (before, now), changes in _by_waves(question.changes).items():
        yield _Block(write.text("file_changes", before=before, now=now), _CHANGE, changes)
    by_wave: dict[str, list[Correction]] = {}
    for correction in question.corrections:
        by_wave.setdefault(correction.wave, []).append(correction)
    for wave, corrections in by_wave.items():
        yield _Block(write.text("file_corrections", wave=wave), _CORRECTION, corrections)
    for (before, now), bridges in _by_waves(question.bridge).items():
        yield _Block(write.text("file_bridge", before=before, now=now), _BRIDGE, bridges)


def _by_waves(
    rows: Sequence[WaveChange] | Sequence[Bridge],
) -> dict[tuple[str, str], list[WaveChange | Bridge]]:
    by_waves: dict[tuple[str, str], list[WaveChange | Bridge]] = {}
    for row in rows:
        by_waves.setdefault((row.before, row.now), []).append(row)
    return by_waves


def _values(row: Row, write: NumberFormats) -> Sequence[float | str | None]:
    """Return the values of a row, in the order of its headers; points are hundredths."""
    if isinstance(row, WaveChange):
        numbers = [_points(row.difference), _points(row.low), _points(row.high)]
        return [*numbers, row.both, row.p, change_in_words(row, write)]
    if isinstance(row, Correction):
        shares = [row.coded, row.corrected, row.low, row.high]
        return [*shares, _points(moved_by(row)), row.labelled, row.interval]
    changes = (row.total, row.instrument, row.real, row.real_low, row.real_high)
    return [row.answers, row.then, row.again, *map(_points, changes)]


def _points(fraction: float | None) -> float | None:
    return None if fraction is None else fraction * 100


def _write_block(
    sheet: Sheet, question: QuestionSummary, write: NumberFormats, block: _Block, row: int
) -> int:
    heads = list(block.styles)
    sheet.text(row + 1, 0, block.title, "block")
    row += 2
    sheet.text(row, 0, write.text("theme"), "head left")
    sheet.own.set_row(row, HEAD_HEIGHT)
    for column, head in enumerate(heads, start=1):
        sheet.text(row, column, write.text(head, units=write.unit_plural), "head")
    last = len(heads)
    if heads[-1] == "file_in_words":
        # texts overflow into the columns beside them
        last += WORDS - 1
        sheet.merged(row, len(heads), last, write.text(heads[-1]), "head")
    themes = {theme.theme: theme for theme in question.themes}
    for own in block.rows:
        row += 1
        theme = themes.get(own.theme)
        label, level = (theme.label, theme.level) if theme else (own.theme, 1)
        sheet.theme(row, label, level, LABELS)
        if own.suppressed:
            sheet.text(row, 1, write.text("hidden"), "hidden")
            sheet.blank(row, 2, last, "hidden")
            continue
        sheet.blank(row, len(heads), last, "words")
        values = zip(_values(own, write), block.styles.values(), strict=True)
        for column, (value, style) in enumerate(values, start=1):
            sheet.value(row, column, value, style)
    return row + 1


def _write_quotes(sheet: Sheet, question: QuestionSummary, write: NumberFormats, row: int) -> int:
    labels = {theme.theme: theme.label for theme in question.themes}
    sheet.text(row + 1, 0, write.text("file_quotes"), "block")
    row += 1
    for quote in question.quotes:
        row += 1
        source = ", ".join(filter(None, (quote.group, quote.wave)))
        text = f"‘{quote.text}’ ({source})"
        sheet.text(row, 0, labels.get(quote.theme, quote.theme), "text")
        sheet.merged(row, 1, QUOTE_COLUMNS, text, "text")
        sheet.height(row, (text, QUOTE_WIDTH))
    return row + 1
