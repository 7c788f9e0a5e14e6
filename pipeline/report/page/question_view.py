"""What the page shows of each question, ready for its template: texts and lengths, nothing left to work out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures, WaveBase
from pipeline.model import OTHER
from pipeline.report.page.change_views import bridge_tables, change_views, correction_tables
from pipeline.report.page.quote_views import theme_quotes
from pipeline.report.words import (
    NOTHING,
    Choices,
    Group,
    NumberFormats,
    all_themes,
    is_small,
    most_named,
    ranked_themes,
    segment_base,
    segment_name,
    segment_variables,
    shown_themes,
    waves_of,
)

Pictures = Mapping[str, tuple[str, str]]
"""Of a question: wave -> address of its cloud's data, and what it shows in words."""

EVERYBODY = Group(0, "", "", "")


@dataclass(frozen=True)
class BaseView:
    """The base of a wave, as its legend shows it; `place` 0 is the newest wave of the question."""

    wave: str
    place: int
    text: str
    small: bool
    empty: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupBases:
    """The bases of everybody or of one group, newest wave first."""

    group: Group
    bases: tuple[BaseView, ...]


@dataclass(frozen=True)
class BarView:
    """The figure of a group (0: everybody) in a wave: its number in words, and lengths for CSS, empty where there is nothing to draw."""

    group: int
    wave: str
    place: int
    text: str
    range: str
    style: str


@dataclass(frozen=True)
class RowView:
    """A theme with its bars, the anchor of its line, and that of its quotes, empty where it has none."""

    label: str
    definition: str
    level: int
    is_other: bool
    anchor: str
    quotes: str
    number_of_quotes: int
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

    def __init__(
        self,
        number: int,
        question: QuestionSummary,
        summary: RunSummary,
        pictures: Pictures,
        choices: Choices,
    ) -> None:
        self.number = number
        self.question = question
        self.pictures = pictures
        self.anchor = f"q-{question.id}"
        self._summary = summary
        self._choices = choices
        self._formats = NumberFormats.of(summary)
        self._waves = waves_of(question, summary)
        self.not_asked = tuple(wave for wave in summary.waves if wave not in question.bases)
        self.quotes = theme_quotes(question, summary, number)
        self.changes = change_views(question, self._formats)
        self.corrections = correction_tables(question, self._formats)
        self.bridge = bridge_tables(question, self._formats)

    @cached_property
    def bases(self) -> tuple[BaseView, ...]:
        """The base of each wave, newest first."""
        return tuple(
            self._base(place, wave, EVERYBODY, self.question.bases[wave])
            for place, wave in enumerate(self._waves)
        )

    @cached_property
    def group_bases(self) -> tuple[GroupBases, ...]:
        """The bases of every group that can be chosen, the question's waves newest first."""
        return tuple(
            GroupBases(
                group,
                tuple(
                    self._base(place, wave, group, self._segment_base(wave, group))
                    for place, wave in enumerate(self._waves)
                ),
            )
            for group in self._choices.groups
        )

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """The waves with a base, newest first."""
        return tuple(base.wave for base in self.bases if not base.empty)

    @cached_property
    def rows(self) -> tuple[RowView, ...]:
        """The themes shown, with their bars; ranked for a cloud, as a tree for the other forms."""
        if not self.answered:
            return ()
        themes = (ranked_themes if self.question.show == "cloud" else shown_themes)(
            self.question, self._waves
        )
        return tuple(self._row(at, theme) for at, theme in enumerate(themes))

    @cached_property
    def row_of(self) -> Mapping[str, str]:
        """By theme the anchor of its line, of those that have quotes."""
        by_quotes = {row.quotes: row.anchor for row in self.rows if row.quotes}
        return {t: by_quotes[q.anchor] for t, q in self.quotes.items() if q.anchor in by_quotes}

    @cached_property
    def lead(self) -> tuple[str, str, str, bool] | None:
        """The theme named most, its newest figure, the base of that, and whether others are hidden that may be named more."""
        found = most_named(self.question, self._waves)
        if found is None:
            return None
        base = self.bases[0]
        warning = f" · {self._formats.text('small_base')}" if base.small else ""
        hidden = any(
            f.suppressed for t in self.question.themes for w, f in t.waves.items() if w == base.wave
        )
        return (
            found[0].label,
            self._formats.figure(found[1]),
            f"{base.wave} {base.text}{warning}",
            hidden,
        )

    @cached_property
    def has_mentions(self) -> bool:
        """Whether any theme has more mentions than respondents."""
        return any(
            f.mentions > f.n
            for t in self.question.themes
            for f in t.waves.values()
            if not f.suppressed
        )

    @cached_property
    def table(self) -> tuple[TableRow, ...]:
        """Every theme with n, share, interval, sources and, where they say more, mentions, for each wave."""
        return tuple(TableRow(t.label, t.level, self._cells(t)) for t in all_themes(self.question))

    @cached_property
    def segment_tables(self) -> tuple[SegmentTable, ...]:
        """A table for each segment variable that has figures in the newest wave, as far as the page has room."""
        found = segment_variables(self.question, self._summary)
        tables = (
            self._segment_table(name, values)
            for name, values in found.items()
            if name in self._choices.tables
        )
        return tuple(table for table in tables if table.columns)

    def _segment_base(self, wave: str, group: Group) -> WaveBase | None:
        return self.question.segment_bases.get((wave, group.variable, group.value))

    def _base(self, place: int, wave: str, group: Group, base: WaveBase | None) -> BaseView:
        n = (
            base.answered
            if base
            else segment_base(self.question, self.question.themes, (wave, *_key(group)))
        )
        notes = tuple(self._base_notes(base)) if base else ()
        nobody = "page_nobody_of_group" if group.number else "no_base"
        text = self._base_text(n) if n else self._formats.text(nobody)
        return BaseView(wave, place, text, is_small(n), n == 0, notes)

    def _base_text(self, n: int) -> str:
        unit = self.question.filter or self._formats.unit_of(n)
        return self._formats.text("base_note", n=self._formats.number(n), unit=unit)

    def _base_notes(self, base: WaveBase) -> Iterator[str]:
        """Asked, answered, coded where they differ or where weights leave another base."""
        write = self._formats
        parts = [("asked", base.asked), ("answered", base.answered)]
        if base.uncoded is not None:
            parts.append(("coded", base.answered - base.uncoded))
        if len({n for _, n in parts}) > 1:
            yield " · ".join(write.text(f"page_{name}", n=write.number(n)) for name, n in parts)
        if base.uncoded and base.answered:
            yield write.text(
                f"uncoded_{'one' if base.uncoded == 1 else 'many'}", n=write.number(base.uncoded)
            )
        if base.effective is not None and base.answered:
            yield write.text("page_effective", n=write.decimal(base.effective, 1))

    def _row(self, at: int, theme: ThemeFigures) -> RowView:
        quotes = self.quotes.get(theme.theme)
        return RowView(
            theme.label,
            theme.definition,
            theme.level,
            theme.theme == OTHER,
            f"r-{self.number}-{at}",
            quotes.anchor if quotes else "",
            len(quotes.quotes) if quotes else 0,
            tuple(self._bars(theme)),
        )

    def _bars(self, theme: ThemeFigures) -> Iterator[BarView]:
        for base in self.bases:
            if not base.empty:
                yield self._bar(0, base, theme.waves.get(base.wave))
        for of in self.group_bases:
            for base in of.bases:
                if not base.empty:
                    yield self._bar(
                        of.group.number, base, theme.segments.get((base.wave, *_key(of.group)))
                    )

    def _bar(self, group: int, base: BaseView, figure: Figure | None) -> BarView:
        text = self._formats.figure(figure)
        style, span = "", ""
        if figure is not None and not figure.suppressed and figure.share is not None:
            style = f"--s:{_css(figure.share)}"
            if figure.low is not None and figure.high is not None:
                style += f";--l:{_css(figure.low)};--h:{_css(figure.high - figure.low)}"
                span = (
                    f"{self._formats.percent(figure.low)[:-1]}–{self._formats.percent(figure.high)}"
                )
        return BarView(group, base.wave, base.place, text, span, style)

    def _cells(self, theme: ThemeFigures) -> tuple[str, ...]:
        found = [theme.waves.get(wave) for wave in self.answered]
        return tuple(cell for figure in found for cell in self._figure_cells(figure))

    def _figure_cells(self, figure: Figure | None) -> Iterator[str]:
        write = self._formats
        yield from (
            write.count(figure),
            write.share(figure),
            write.interval(figure),
            write.sources(figure),
        )
        if self.has_mentions:
            # fewer mentions than respondents there can't be: they were left out for telling of a hidden theme
            told = figure is not None and not figure.suppressed and figure.mentions >= figure.n
            yield write.number(figure.mentions) if told and figure else NOTHING

    def _segment_table(self, variable: str, values: tuple[str, ...]) -> SegmentTable:
        wave = self._waves[0] if self._waves else ""
        themes = [
            t
            for t in all_themes(self.question)
            if any(key[:2] == (wave, variable) for key in t.segments)
        ]
        met = {key for theme in themes for key in theme.segments}
        keys = [key for key in ((wave, variable, value) for value in values) if key in met]
        bases = {key: segment_base(self.question, self.question.themes, key) for key in keys}
        columns = tuple(
            (key[2], self._column_base(bases[key]), is_small(bases[key])) for key in keys
        )
        rows = (
            TableRow(
                t.label, t.level, tuple(self._formats.figure(t.segments.get(key)) for key in keys)
            )
            for t in themes
        )
        return SegmentTable(segment_name(variable, self._summary), wave, columns, tuple(rows))

    def _column_base(self, n: int) -> str:
        return self._base_text(n) if n else self._formats.text("page_nobody_of_group")


def _key(group: Group) -> tuple[str, str]:
    return group.variable, group.value


def _css(fraction: float) -> str:
    return f"{fraction * 100:.1f}"
