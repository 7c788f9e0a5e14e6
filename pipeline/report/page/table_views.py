"""The tables below a question: all its figures by wave, and the newest wave by segment variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary
from pipeline.report.page.base_views import base_text
from pipeline.report.page.change_views import TableRow
from pipeline.report.words import (
    NOTHING,
    Choices,
    NumberFormats,
    all_themes,
    answered_waves,
    is_small,
    segment_base,
    segment_keys,
    segment_name,
    segment_variables,
    waves_of,
)


@dataclass(frozen=True)
class SegmentColumn:
    """A value of a segment variable, its base as text, and whether that is small."""

    value: str
    base: str
    small: bool


@dataclass(frozen=True)
class SegmentTable:
    """The newest wave by one segment variable, a column for each value."""

    variable: str
    wave: str
    columns: tuple[SegmentColumn, ...]
    rows: tuple[TableRow, ...]


def has_mentions(question: QuestionSummary) -> bool:
    """Whether any theme has more mentions than respondents."""
    figures = (figure for theme in question.themes for figure in theme.waves.values())
    return any(figure.mentions > figure.n for figure in figures if not figure.suppressed)


def full_table(question: QuestionSummary, summary: RunSummary) -> tuple[TableRow, ...]:
    """Return every theme's n, share, interval and sources, and mentions if they differ."""
    write, mentions = NumberFormats.of(summary), has_mentions(question)
    waves = answered_waves(question, summary)
    rows = []
    for theme in all_themes(question):
        cells: list[str] = []
        for wave in waves:
            cells += _figure_cells(theme.waves.get(wave), write, mentions=mentions)
        rows.append(TableRow(theme.label, theme.level, tuple(cells)))
    return tuple(rows)


def segment_tables(
    question: QuestionSummary, summary: RunSummary, choices: Choices
) -> tuple[SegmentTable, ...]:
    """Return a table for each segment variable with figures in the newest wave, if it fits."""
    tables = [
        _segment_table(variable, values, question, summary)
        for variable, values in segment_variables(question, summary).items()
        if variable in choices.tables
    ]
    return tuple(table for table in tables if table.columns)


def _figure_cells(figure: Figure | None, write: NumberFormats, *, mentions: bool) -> Iterator[str]:
    yield write.count(figure)
    yield write.share(figure)
    yield write.interval(figure)
    yield write.sources(figure)
    if mentions:
        # fewer mentions than respondents is impossible: some were hidden to protect a theme
        is_known = figure is not None and not figure.suppressed and figure.mentions >= figure.n
        yield write.number(figure.mentions) if is_known and figure else NOTHING


def _segment_table(
    variable: str, values: Sequence[str], question: QuestionSummary, summary: RunSummary
) -> SegmentTable:
    write, newest = NumberFormats.of(summary), waves_of(question, summary)[:1]
    wave = newest[0] if newest else ""
    themes = all_themes(question)
    keys = segment_keys(themes, wave, variable, values)
    columns = []
    for key in keys:
        n = segment_base(question, question.themes, key)
        text = base_text(n, question, write) if n else write.text("page_nobody_of_group")
        columns.append(SegmentColumn(key[2], text, is_small(n)))
    rows = []
    for theme in themes:
        if not any(key in theme.segments for key in keys):
            continue
        cells = tuple(write.figure(theme.segments.get(key)) for key in keys)
        rows.append(TableRow(theme.label, theme.level, cells))
    return SegmentTable(segment_name(variable, summary), wave, tuple(columns), tuple(rows))
