"""A question as a chapter of a report: its sentences, table, picture and quotes in words, the same for every kind of document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import OTHER
from pipeline.report.pictures import Picture, cloud_alt
from pipeline.report.words import (
    NumberFormats,
    base_notes,
    base_sentence,
    change_in_words,
    most_named,
    newest_change,
    plain,
    segment_base,
    segment_name,
    segment_variables,
    sentence,
    shown_themes,
    waves_of,
)

Pictures = Mapping[str, Picture]
"""By question: its chart or cloud as drawn for the report."""

NAMED = 5
"""Themes that the alternative text of a picture names."""


@dataclass(frozen=True)
class ChapterRow:
    """A theme of a table and its cells in words; `level` 0 is overig, 1 a top theme."""

    label: str
    level: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ChapterTable:
    """A table in words: the heads of its columns, the first being the themes', and its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[ChapterRow, ...]


@dataclass(frozen=True)
class ChapterQuote:
    """A verbatim that may be printed, its theme in words, and who said it when."""

    text: str
    theme: str
    by: str


@dataclass(frozen=True)
class Chapter:
    """One question, ready for a document. Texts may be empty; `table` has no rows where nobody answered."""

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
    """The chapters of a run, in the order of the study."""
    return tuple(
        _Maker(n, question, summary).chapter()
        for n, question in enumerate(summary.questions, start=1)
    )


def picture_alt(question: QuestionSummary, summary: RunSummary, *, cloud: bool = False) -> str:
    """The picture of a question in a sentence: its bases and the themes that lead it."""
    write, waves = NumberFormats.of(summary), waves_of(question, summary)
    answered = [wave for wave in waves if question.bases[wave].answered]
    if cloud and answered:
        return cloud_alt(question, answered[0], summary)
    top = [t for t in shown_themes(question, waves) if t.level == 1][:NAMED]
    named = "; ".join(f"{plain(t.label)} {write.figure(t.waves.get(waves[0]))}" for t in top)
    bases = "; ".join(write.base_of(question, wave) for wave in waves)
    return write.text("chart_alt", title=plain(question.title), base=bases, named=named or "–")


class _Maker:
    """Makes one chapter."""

    def __init__(self, number: int, question: QuestionSummary, summary: RunSummary) -> None:
        self.number, self.question, self.summary = number, question, summary
        self.write = NumberFormats.of(summary)
        self.waves = waves_of(question, summary)
        self.answered = tuple(wave for wave in self.waves if question.bases[wave].answered)
        self.themes = shown_themes(question, self.waves) if self.answered else ()

    def chapter(self) -> Chapter:
        """The chapter."""
        question = self.question
        bases = "; ".join(self.write.base_of(question, wave) for wave in self.waves)
        labels = {theme.theme: theme.label for theme in question.themes}
        quotes = (
            ChapterQuote(
                q.text,
                labels.get(q.theme, q.theme),
                ", ".join(part for part in (q.group, q.wave) if part),
            )
            for q in question.quotes
        )
        return Chapter(
            id=question.id,
            number=self.number,
            title=question.title,
            question=question.text,
            base=base_sentence(question, self.summary, self.write),
            notes=(*base_notes(question, self.summary, self.write), *self._more_notes()),
            lead=self._lead(),
            change=self._change(),
            caption=self.write.text(
                "file_picture", n=self.number, title=question.title, base=bases
            ),
            table=self._table(),
            segments=tuple(self._segments()),
            quotes=tuple(quotes),
        )

    def _lead(self) -> str:
        found = most_named(self.question, self.waves)
        if found is None:
            return (
                ""
                if not self.answered
                else self.write.text("nothing_named")
                if not self.themes
                else ""
            )
        return self.write.text(
            "file_lead", theme=found[0].label, figure=self.write.figure(found[1])
        )

    def _change(self) -> str:
        """What changed to the newest wave, in a sentence: only what is shown to have."""
        themes = (t for t in self.question.themes if t.theme != OTHER)
        newest = [(t, c) for t in themes if (c := newest_change(self.question, t.theme))]
        if not newest:
            return ""
        before = newest[0][1].before
        said = []
        for verdict in ("up", "down"):
            labels = [t.label for t, c in newest if c.verdict == verdict and not c.suppressed]
            if labels:
                said.append(
                    self.write.text(
                        f"file_changed_{verdict}", before=before, themes="; ".join(labels)
                    )
                )
        comparable = [c for _, c in newest if c.verdict != "unknown" and not c.suppressed]
        if said or not comparable:
            return " ".join(said)
        hidden = any(c.suppressed for _, c in newest)
        return self.write.text(
            "file_changed_none_shown" if hidden else "file_changed_none", before=before
        )

    def _more_notes(self) -> Iterator[str]:
        labels = {theme.theme: theme.label for theme in self.question.themes}
        for found in self.question.corrections:
            if not found.suppressed and found.corrected is not None and found.wave == self.waves[0]:
                ends = {name: self.write.percent(getattr(found, name)) for name in ("low", "high")}
                share = self.write.percent(found.corrected)
                label = labels.get(found.theme, found.theme)
                yield self.write.text(
                    "file_corrected_note", theme=label, wave=found.wave, share=share, **ends
                )
        if any(
            f.suppressed for t in self.themes for f in (*t.waves.values(), *t.segments.values())
        ):
            yield self.write.text("file_hidden_note", hidden=self.write.text("hidden"))

    def _table(self) -> ChapterTable:
        say, compared = self.write.text, bool(self.question.changes)
        heads = [say("theme")]
        for wave in self.answered:
            heads += [wave, say("interval")]
        if compared:
            change = self.question.changes[-1]
            heads.append(say("file_change_of", before=change.before, now=change.now))
        rows = tuple(
            ChapterRow(t.label, t.level, tuple(self._cells(t, compared))) for t in self.themes
        )
        caption = say(
            "file_table", n=self.number, title=self.question.title, units=self.summary.unit_plural
        )
        return ChapterTable(caption, tuple(heads), rows)

    def _cells(self, theme: ThemeFigures, compared: bool) -> Iterator[str]:
        for wave in self.answered:
            figure = theme.waves.get(wave)
            yield self.write.figure(figure)
            yield self.write.interval(figure)
        if compared:
            yield change_in_words(newest_change(self.question, theme.theme), self.write)

    def _segments(self) -> Iterator[ChapterTable]:
        """The newest wave by each segment variable and crossing."""
        if not self.answered:
            return
        wave = self.answered[0]
        for variable, values in segment_variables(self.question, self.summary).items():
            here = [
                v for v in values if any((wave, variable, v) in t.segments for t in self.themes)
            ]
            heads = [self._segment_head((wave, variable, value)) for value in here]
            rows = []
            for theme in self.themes:
                figures: list[Figure | None] = [
                    theme.segments.get((wave, variable, value)) for value in here
                ]
                if any(figures):
                    rows.append(
                        ChapterRow(theme.label, theme.level, tuple(map(self.write.figure, figures)))
                    )
            if rows:
                name = self.write.text(
                    "file_segment",
                    variable=sentence(segment_name(variable, self.summary)),
                    wave=wave,
                )
                yield ChapterTable(name, (self.write.text("theme"), *heads), tuple(rows))

    def _segment_head(self, key: tuple[str, str, str]) -> str:
        base = segment_base(self.question, self.themes, key)
        return f"{key[2]} {self.write.base(base)}"
