"""The tables below a question: all its figures by wave, and the newest wave by segment variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary
from pipeline.report.page.base_views import base_text, nobody_text
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
    sources_of,
    waves_of,
)


@dataclass(frozen=True)
class FigureColumn:
    """A column of each wave: the key of its kind, and its header."""

    kind: str
    head: str


@dataclass(frozen=True)
class SegmentCell:
    """A figure as text, and how many of its respondents rest on guesses alone, if any do."""

    figure: str
    guesses: str


@dataclass(frozen=True)
class SegmentRow:
    """A theme with its figure in each column."""

    label: str
    level: int
    cells: tuple[SegmentCell, ...]


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
    rows: tuple[SegmentRow, ...]


def figure_columns(question: QuestionSummary, summary: RunSummary) -> tuple[FigureColumn, ...]:
    """Return the columns of each wave: mentions if they differ from n, guesses if there are any."""
    write = NumberFormats.of(summary)
    everybody = [figure for theme in question.themes for figure in theme.waves.values()]
    shown = [figure for figure in everybody if not figure.suppressed]
    heads = {
        "n": write.text("n_label"),
        "share": write.text("share"),
        "interval": write.text("interval"),
        "sources": " / ".join(write.text(f"by_{name}") for name in sources_of(summary)),
    }
    if any(figure.n_guess for figure in shown):
        heads["guesses"] = write.text("page_guesses")
    if any(figure.mentions > figure.n for figure in shown):
        heads["mentions"] = write.text("page_mentions")
    return tuple(FigureColumn(kind, head) for kind, head in heads.items())


def full_table(question: QuestionSummary, summary: RunSummary) -> tuple[TableRow, ...]:
    """Return every theme with the cells of `figure_columns`, wave after wave."""
    write, sources = NumberFormats.of(summary), sources_of(summary)
    kinds = [column.kind for column in figure_columns(question, summary)]
    waves = answered_waves(question, summary)
    rows = []
    for theme in all_themes(question):
        cells: list[str] = []
        for wave in waves:
            texts = _figure_texts(theme.waves.get(wave), write, sources)
            cells += [texts[kind] for kind in kinds]
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


def _figure_texts(
    figure: Figure | None, write: NumberFormats, sources: Sequence[str]
) -> Mapping[str, str]:
    """Return the cells of a figure by the kind of their column."""
    is_shown = figure is not None and not figure.suppressed
    # fewer mentions than respondents is impossible: some were hidden to protect a theme
    is_known = figure is not None and is_shown and figure.mentions >= figure.n
    return {
        "n": write.count(figure),
        "share": write.share(figure),
        "interval": write.interval(figure),
        "sources": write.sources(figure, sources),
        "guesses": write.number(figure.n_guess) if figure and is_shown else NOTHING,
        "mentions": write.number(figure.mentions) if figure and is_known else NOTHING,
    }


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
        text = base_text(n, question, write) if n else nobody_text(question, write)
        columns.append(SegmentColumn(key[2], text, is_small(n)))
    rows = []
    for theme in themes:
        if not any(key in theme.segments for key in keys):
            continue
        figures = [theme.segments.get(key) for key in keys]
        cells = tuple(SegmentCell(write.figure(each), write.guesses(each)) for each in figures)
        rows.append(SegmentRow(theme.label, theme.level, cells))
    return SegmentTable(segment_name(variable, summary), wave, tuple(columns), tuple(rows))
