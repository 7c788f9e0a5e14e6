"""A question as a chapter of a report, in words: the same for every document format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.counts import QuestionSummary, RunSummary, ThemeFigures, WaveChange
from pipeline.model import OTHER
from pipeline.report.words import (
    NOTHING,
    Key,
    NumberFormats,
    answered_waves,
    base_notes,
    base_sentence,
    change_in_words,
    compared_by,
    figures_of,
    has_guesses,
    most_named,
    newest_change,
    segment_base,
    segment_keys,
    segment_name,
    segment_variables,
    sentence,
    shown_corrections,
    shown_themes,
    waves_of,
)


@dataclass(frozen=True)
class ChapterRow:
    """A theme of a table and its cells as text; `level` 0 is overig, 1 a top theme."""

    label: str
    level: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ChapterTable:
    """A table as text: the headers of its columns, the first being the themes', and its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[ChapterRow, ...]


@dataclass(frozen=True)
class ChapterQuote:
    """A verbatim that may be printed, its theme's label, and its attribution and wave."""

    text: str
    theme: str
    by: str


@dataclass(frozen=True)
class Chapter:
    """One question, ready for a document. Texts may be empty; without answers there are no rows."""

    id: str
    number: int
    title: str
    question: str
    base: str
    notes: tuple[str, ...]
    lead: str
    change: str
    caption: str
    table: ChapterTable
    segments: tuple[ChapterTable, ...]
    quotes: tuple[ChapterQuote, ...]


def chapters_of(summary: RunSummary) -> tuple[Chapter, ...]:
    """Return the chapters of a run, in the order of the study."""
    return tuple(
        _ChapterTexts(number, question, summary).chapter()
        for number, question in enumerate(summary.questions, start=1)
    )


class _ChapterTexts:
    def __init__(self, number: int, question: QuestionSummary, summary: RunSummary) -> None:
        self.number, self.question, self.summary = number, question, summary
        self.write = NumberFormats.of(summary)
        self.waves = waves_of(question, summary)
        self.answered = answered_waves(question, summary)
        self.themes = shown_themes(question, self.waves) if self.answered else ()
        self.labels = {theme.theme: theme.label for theme in question.themes}
        newest = self.waves[0] if self.waves else ""
        self.corrections = shown_corrections(question, newest, self.write)

    def chapter(self) -> Chapter:
        question, write = self.question, self.write
        bases = "; ".join(write.base_of(question, wave) for wave in self.waves)
        return Chapter(
            id=question.id,
            number=self.number,
            title=question.title,
            question=question.text,
            base=base_sentence(question, self.summary, write),
            notes=(*base_notes(question, self.summary, write), *self._notes()),
            lead=self._lead(),
            change=self._change(),
            caption=write.text("file_picture", n=self.number, title=question.title, base=bases),
            table=self._table(),
            segments=tuple(self._segment_tables()),
            quotes=tuple(self._quotes()),
        )

    def _lead(self) -> str:
        """Return the theme named most with its figure, or that none was named."""
        leading = most_named(self.question, self.waves)
        if leading is not None:
            theme, figure = leading
            return self.write.text("file_lead", theme=theme.label, figure=self.write.figure(figure))
        if self.answered and not self.themes:
            return self.write.text("nothing_named")
        return ""

    def _change(self) -> str:
        """Return what changed to the newest wave, in a sentence: only significant changes."""
        themes = [theme.theme for theme in self.question.themes if theme.theme != OTHER]
        newest = [newest_change(self.question, theme) for theme in themes]
        changes = [change for change in newest if change]
        shown = [change for change in changes if not change.suppressed]
        sentences = [self._changed(verdict, shown) for verdict in ("up", "down")]
        if any(sentences) or all(change.verdict == "unknown" for change in shown):
            return " ".join(filter(None, sentences))
        hides = len(shown) < len(changes)
        key = "file_changed_none_shown" if hides else "file_changed_none"
        return self.write.text(key, before=shown[0].before)

    def _changed(self, verdict: str, changes: list[WaveChange]) -> str:
        """Return the themes that changed in that direction; empty if none did."""
        changes = [change for change in changes if change.verdict == verdict]
        if not changes:
            return ""
        themes = "; ".join(self.labels[change.theme] for change in changes)
        return self.write.text(f"file_changed_{verdict}", before=changes[0].before, themes=themes)

    def _notes(self) -> Iterator[str]:
        """Yield notes on guesses, on corrections of the newest shares, and on hidden figures."""
        if has_guesses(self.question):
            yield self.write.text("guess_note")
        if self.corrections:
            yield self.write.text("file_corrected_note", wave=self.waves[0])
        if self.question.changes:
            yield from compared_by(self.question.changes[-1], self.write)
        if any(figure.suppressed for theme in self.themes for figure in figures_of(theme)):
            yield self.write.text("file_hidden_note", hidden=self.write.text("hidden"))

    def _quotes(self) -> Iterator[ChapterQuote]:
        for quote in self.question.quotes:
            by = ", ".join(filter(None, (quote.group, quote.wave)))
            yield ChapterQuote(quote.text, self.labels.get(quote.theme, quote.theme), by)

    def _table(self) -> ChapterTable:
        """Return the shown themes by wave, with their newest change if waves are compared."""
        text = self.write.text
        heads = [text("theme")]
        for wave in self.answered:
            heads += [wave, text("interval")]
            if wave == self.waves[0] and self.corrections:
                heads.append(text("file_corrected_of", wave=wave))
        if self.question.changes:
            newest = self.question.changes[-1]
            heads.append(text("file_change_of", before=newest.before, now=newest.now))
        rows = [ChapterRow(t.label, t.level, tuple(self._cells(t))) for t in self.themes]
        names = {"title": self.question.title, "units": self.summary.unit_plural}
        caption = text("file_table", n=self.number, **names)
        return ChapterTable(caption, tuple(heads), tuple(rows))

    def _cells(self, theme: ThemeFigures) -> Iterator[str]:
        for wave in self.answered:
            figure = theme.waves.get(wave)
            yield self.write.figure_with_guesses(figure)
            yield self.write.interval(figure)
            if wave == self.waves[0] and self.corrections:
                yield self._corrected(theme.theme)
        if self.question.changes:
            yield change_in_words(newest_change(self.question, theme.theme), self.write)

    def _corrected(self, theme: str) -> str:
        """Return a corrected share with its interval."""
        row = self.corrections.get(theme)
        if row is None or row.suppressed or row.low is None or row.high is None:
            return NOTHING
        return f"{self.write.percent(row.corrected)} ({self.write.percents(row.low, row.high)})"

    def _segment_tables(self) -> Iterator[ChapterTable]:
        if not self.answered:
            return
        for variable, values in segment_variables(self.question, self.summary).items():
            keys = segment_keys(self.themes, self.answered[0], variable, values)
            if keys:
                yield self._segment_table(variable, keys)

    def _segment_table(self, variable: str, keys: list[Key]) -> ChapterTable:
        heads = [self.write.text("theme")]
        for key in keys:
            base = segment_base(self.question, self.themes, key)
            heads.append(f"{key[2]} {self.write.base(base)}")
        rows = []
        for theme in self.themes:
            figures = [theme.segments.get(key) for key in keys]
            if any(figures):
                cells = tuple(map(self.write.figure_with_guesses, figures))
                rows.append(ChapterRow(theme.label, theme.level, cells))
        name = sentence(segment_name(variable, self.summary))
        caption = self.write.text("file_segment", variable=name, wave=self.answered[0])
        return ChapterTable(caption, tuple(heads), tuple(rows))
