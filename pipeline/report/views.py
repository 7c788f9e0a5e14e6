"""What the page shows of each question, ready for its template: texts and lengths, nothing left to work out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.model import OTHER, Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.report.formats import Formats, is_small
from pipeline.report.rows import all_themes, most_named, ranked_themes, shown_themes, waves_of

Pictures = Mapping[str, tuple[str, str]]
"""Of a question: wave -> address of its cloud's data, and what it shows in words."""


@dataclass(frozen=True)
class BaseView:
    """The base of a wave, as its legend shows it; `place` 0 is the newest wave."""

    wave: str
    place: int
    text: str
    small: bool
    empty: bool
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class BarView:
    """The figure of a wave: its number in words, and lengths for CSS, empty where there is nothing to draw."""

    wave: str
    place: int
    text: str
    width: str
    low: str
    range: str


@dataclass(frozen=True)
class RowView:
    """A theme with its bars."""

    label: str
    definition: str
    level: int
    is_other: bool
    bars: tuple[BarView, ...]


@dataclass(frozen=True)
class TableRow:
    """A theme of a full table with its cells, one after the other."""

    label: str
    level: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SegmentTable:
    """The newest wave by one segment variable; a column is a value, its base in words, and whether that is small."""

    variable: str
    wave: str
    columns: tuple[tuple[str, str, bool], ...]
    rows: tuple[TableRow, ...]


class QuestionView:
    """A question as the page shows it."""

    def __init__(self, number: int, question: QuestionSummary, summary: RunSummary, pictures: Pictures) -> None:
        self.number = number
        self.question = question
        self.pictures = pictures
        self.anchor = f"q-{question.id}"
        self._summary = summary
        self._formats = Formats.of(summary)
        self._waves = waves_of(question, summary)

    @cached_property
    def bases(self) -> tuple[BaseView, ...]:
        """The base of each wave, newest first."""
        return tuple(self._base(place, wave) for place, wave in enumerate(self._waves))

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """The waves with a base, newest first."""
        return tuple(base.wave for base in self.bases if not base.empty)

    @cached_property
    def rows(self) -> tuple[RowView, ...]:
        """The themes shown, with their bars; ranked for a cloud, as a tree for the other forms."""
        if not self.answered:
            return ()
        themes = (ranked_themes if self.question.show == "cloud" else shown_themes)(self.question, self._waves)
        return tuple(self._row(theme) for theme in themes)

    @cached_property
    def lead(self) -> tuple[str, str, str] | None:
        """The theme named most, its newest figure, and the base of that."""
        found = most_named(self.question, self._waves)
        if found is None:
            return None
        return found[0].label, self._formats.figure(found[1]), self._formats.base_of(self.question, self._waves[0])

    @cached_property
    def table(self) -> tuple[TableRow, ...]:
        """Every theme with n, share, interval and sources, for each wave."""
        return tuple(TableRow(t.label, t.level, self._cells(t)) for t in all_themes(self.question))

    @cached_property
    def segment_tables(self) -> tuple[SegmentTable, ...]:
        """A table for each segment variable that has figures in the newest wave."""
        tables = (self._segment_table(name, values) for name, values in self._summary.segments.items())
        return tuple(table for table in tables if table.columns)

    def _base(self, place: int, wave: str) -> BaseView:
        n = self.question.bases[wave].answered
        left_out = tuple(self._formats.left_out(self.question, wave))
        return BaseView(wave, place, self._formats.base(n), is_small(n), n == 0, left_out)

    def _row(self, theme: ThemeFigures) -> RowView:
        bars = tuple(self._bar(base, theme.waves.get(base.wave)) for base in self.bases if not base.empty)
        return RowView(theme.label, theme.definition, theme.level, theme.theme == OTHER, bars)

    def _bar(self, base: BaseView, figure: Figure | None) -> BarView:
        text = self._formats.figure(figure)
        if figure is None or figure.suppressed or figure.share is None:
            return BarView(base.wave, base.place, text, "", "", "")
        if figure.low is None or figure.high is None:
            return BarView(base.wave, base.place, text, _css(figure.share), "", "")
        span = _css(figure.high - figure.low)
        return BarView(base.wave, base.place, text, _css(figure.share), _css(figure.low), span)

    def _cells(self, theme: ThemeFigures) -> tuple[str, ...]:
        found = [theme.waves.get(wave) for wave in self.answered]
        write = self._formats
        return tuple(
            cell for f in found for cell in (write.count(f), write.share(f), write.interval(f), write.sources(f))
        )

    def _segment_table(self, variable: str, values: tuple[str, ...]) -> SegmentTable:
        wave = self._waves[0] if self._waves else ""
        themes = [t for t in all_themes(self.question) if any(key[:2] == (wave, variable) for key in t.segments)]
        keys = [
            (wave, variable, value) for value in values if any((wave, variable, value) in t.segments for t in themes)
        ]
        bases = {key: max(t.segments[key].base for t in themes if key in t.segments) for key in keys}
        columns = tuple((key[2], self._formats.base(bases[key]), is_small(bases[key])) for key in keys)
        rows = (
            TableRow(t.label, t.level, tuple(self._formats.figure(t.segments.get(key)) for key in keys)) for t in themes
        )
        return SegmentTable(variable.replace("_", " "), wave, columns, tuple(rows))


def _css(fraction: float) -> str:
    return f"{fraction * 100:.2f}%"
