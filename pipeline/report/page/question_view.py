"""What the page shows of each question, ready for its template: nothing is left to compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import OTHER
from pipeline.report.page.base_views import EVERYBODY, BaseView, GroupBases, group_bases
from pipeline.report.page.change_views import (
    TableRow,
    bridge_tables,
    change_views,
    correction_tables,
)
from pipeline.report.page.quote_views import theme_quotes
from pipeline.report.page.table_views import (
    FigureColumn,
    SegmentTable,
    figure_columns,
    full_table,
    segment_tables,
)
from pipeline.report.words import (
    Choices,
    NumberFormats,
    has_guesses,
    most_named,
    page_themes,
    waves_of,
)


@dataclass(frozen=True)
class PictureView:
    """A word cloud: its data URL, and its alternative text."""

    address: str
    alt: str


@dataclass(frozen=True)
class BarView:
    """A segment's (0: everybody) figure in a wave, as text, and its lengths for CSS, if any."""

    group: int
    wave: str
    place: int
    text: str
    range: str
    style: str


@dataclass(frozen=True)
class RowView:
    """A theme with its bars, the anchor of its line, and that of its quotes, if any."""

    label: str
    definition: str
    level: int
    is_other: bool
    anchor: str
    quotes: str
    number_of_quotes: int
    bars: tuple[BarView, ...]


@dataclass(frozen=True)
class LeadView:
    """The theme named most, its figure and base; hidden ones may be named more."""

    label: str
    figure: str
    base: str
    is_shown_most: bool


class QuestionView:
    """A question as the page shows it; `pictures` are its word clouds by wave."""

    def __init__(
        self,
        number: int,
        question: QuestionSummary,
        summary: RunSummary,
        pictures: Mapping[str, PictureView],
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
        return group_bases(EVERYBODY, self.question, self._summary).bases

    @cached_property
    def group_bases(self) -> tuple[GroupBases, ...]:
        """The bases of every segment that can be chosen, the question's waves newest first."""
        groups = self._choices.groups
        return tuple(group_bases(group, self.question, self._summary) for group in groups)

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """The waves with a base, newest first."""
        return tuple(base.wave for base in self.bases if not base.empty)

    @cached_property
    def rows(self) -> tuple[RowView, ...]:
        """The themes shown, with their bars."""
        themes = page_themes(self.question, self._waves) if self.answered else ()
        return tuple(self._row(place, theme) for place, theme in enumerate(themes))

    @cached_property
    def row_of(self) -> Mapping[str, str]:
        """The anchor of the line of each theme with quotes."""
        rows = {row.quotes: row.anchor for row in self.rows if row.quotes}
        return {
            theme: rows[quotes.anchor]
            for theme, quotes in self.quotes.items()
            if quotes.anchor in rows
        }

    @cached_property
    def lead(self) -> LeadView | None:
        """The theme named most; None if nobody named any."""
        leading = most_named(self.question, self._waves)
        if leading is None:
            return None
        theme, figure = leading
        base = self.bases[0]
        text = f"{base.wave} {base.text}"
        if base.small:
            text += f" · {self._formats.text('small_base')}"
        newest = [theme.waves.get(base.wave) for theme in self.question.themes]
        hides = any(other is not None and other.suppressed for other in newest)
        return LeadView(theme.label, self._formats.figure(figure), text, hides)

    @cached_property
    def columns(self) -> tuple[FigureColumn, ...]:
        """The columns of each wave in the full table."""
        return figure_columns(self.question, self._summary)

    @cached_property
    def has_guesses(self) -> bool:
        """Whether any figure rests on guesses."""
        return has_guesses(self.question)

    @cached_property
    def table(self) -> tuple[TableRow, ...]:
        """Every theme with its figures, for each wave."""
        return full_table(self.question, self._summary)

    @cached_property
    def segment_tables(self) -> tuple[SegmentTable, ...]:
        """A table for each segment variable that has figures and fits on the page."""
        return segment_tables(self.question, self._summary, self._choices)

    def _row(self, place: int, theme: ThemeFigures) -> RowView:
        quotes = self.quotes.get(theme.theme)
        return RowView(
            label=theme.label,
            definition=theme.definition,
            level=theme.level,
            is_other=theme.theme == OTHER,
            anchor=f"r-{self.number}-{place}",
            quotes=quotes.anchor if quotes else "",
            number_of_quotes=len(quotes.quotes) if quotes else 0,
            bars=tuple(self._bars(theme)),
        )

    def _bars(self, theme: ThemeFigures) -> Iterator[BarView]:
        """Yield the bars of everybody, then those of each segment, newest wave first."""
        for base in self.bases:
            if not base.empty:
                yield self._bar(0, base, theme.waves.get(base.wave))
        for bases in self.group_bases:
            group = bases.group
            for base in bases.bases:
                if not base.empty:
                    figure = theme.segments.get((base.wave, group.variable, group.value))
                    yield self._bar(group.number, base, figure)

    def _bar(self, group: int, base: BaseView, figure: Figure | None) -> BarView:
        style, span = "", ""
        if figure is not None and not figure.suppressed and figure.share is not None:
            style = f"--s:{figure.share * 100:.1f}"
            if figure.low is not None and figure.high is not None:
                style += f";--l:{figure.low * 100:.1f};--h:{(figure.high - figure.low) * 100:.1f}"
                low, high = map(self._formats.percent, (figure.low, figure.high))
                span = f"{low[:-1]}–{high}"
        text = self._formats.figure(figure)
        return BarView(group, base.wave, base.place, text, span, style)
