"""The sheet of one question: its figures with all waves side by side; below these segments, changes, corrections and quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures, WaveBase
from pipeline.report.excel.blocks import (
    write_bridge,
    write_changes,
    write_corrections,
    write_quotes,
)
from pipeline.report.excel.style import Sheet
from pipeline.report.words import (
    NumberFormats,
    all_themes,
    base_notes,
    base_sentence,
    change_in_words,
    is_small,
    newest_change,
    segment_base,
    segment_name,
    segment_variables,
    sentence,
    waves_of,
)

LABELS, NUMBERS = 46, 11.5
"""Widths of columns in letters: themes, numbers."""

WORDS = 3
"""Columns that the change in words runs over."""

PER_FIGURE = 4
"""Columns of a figure: n, share, and both ends of its interval."""

MOST_VALUES = 4
"""Values of a segment variable side by side; more go below, so that a page stays legible."""


class QuestionSheet:
    """Writes one question on a sheet, from top to bottom."""

    def __init__(self, sheet: Sheet, question: QuestionSummary, summary: RunSummary) -> None:
        self.sheet = sheet
        self.question = question
        self.summary = summary
        self.write = NumberFormats.of(summary)
        self.waves = waves_of(question, summary)
        self.themes = all_themes(question)
        self.row = 0

    def fill(self, front: str) -> None:
        """Everything; `front` is the name of the front sheet, to which a link leads back."""
        own = self.sheet.sheet
        own.set_column(0, 0, LABELS)
        own.set_column(1, max(len(self.waves), MOST_VALUES) * PER_FIGURE + WORDS, NUMBERS)
        self._head(front)
        self._waves()
        if not (self.question.changes or segment_variables(self.question, self.summary)):
            own.freeze_panes(self.first_row, 1)
            own.repeat_rows(self.first_row - 2, self.first_row - 1)
        else:
            # other tables stand below, for which this header would be wrong
            own.freeze_panes(1, 1)
            own.repeat_rows(0)
        self._segments()
        for part in (write_changes, write_corrections, write_bridge, write_quotes):
            self.row = part(self.sheet, self.question, self.summary, self.row, LABELS)

    def _head(self, front: str) -> None:
        self.sheet.text(0, 0, self.question.title, "title")
        self.sheet.sheet.set_row(0, 26)
        self.sheet.text(1, 0, self.question.text, "quiet")
        self.sheet.text(2, 0, base_sentence(self.question, self.summary, self.write), "quiet")
        self.row = 3
        for note in base_notes(self.question, self.summary, self.write):
            self.sheet.text(self.row, 0, note, "quiet")
            self.row += 1
        back = self.write.text("file_back")
        self.sheet.sheet.write_url(
            self.row, 0, f"internal:'{front}'!A1", self.sheet.styles["link"], back
        )
        self.row += 2

    def _waves(self) -> None:
        compared = bool(self.question.changes)
        self._figure_heads(self.waves)
        last = 1 + PER_FIGURE * len(self.waves)
        if compared:
            change = self.question.changes[-1]
            self._over(self.row - 2, last, WORDS, "")
            self._over(
                self.row - 1,
                last,
                WORDS,
                self.write.text("file_change_of", before=change.before, now=change.now),
            )
        self.first_row = self.row
        for key, value_of, style in self._base_rows():
            self._base_row(
                key,
                [value_of(self.question.bases[wave]) for wave in self.waves],
                style,
                last + WORDS - 1 if compared else last - 1,
            )
        for theme in self.themes:
            if compared:
                self.sheet.text(
                    self.row,
                    last,
                    change_in_words(newest_change(self.question, theme.theme), self.write),
                    "words",
                )
                self.sheet.blank(self.row, last + 1, last + WORDS - 1, "words")
            self._theme_row(theme, [theme.waves.get(wave) for wave in self.waves])

    def _base_rows(self) -> Sequence[tuple[str, Callable[[WaveBase], float | None], str]]:
        rows: list[tuple[str, Callable[[WaveBase], float | None], str]] = [
            ("file_asked", lambda base: base.asked, "base"),
            ("file_no_answer", lambda base: base.no_answer, "base"),
            ("file_base", lambda base: base.answered, "base strong"),
        ]
        if any(self.question.bases[wave].uncoded for wave in self.waves):
            rows.append(("file_uncoded", lambda base: base.uncoded, "base"))
        if any(self.question.bases[wave].effective is not None for wave in self.waves):
            rows.append(("file_effective", lambda base: base.effective, "base"))
        return rows

    def _base_row(self, key: str, values: Sequence[float | None], style: str, last: int) -> None:
        self.sheet.text(self.row, 0, self.write.text(key), style)
        self.sheet.blank(self.row, 1, last, style)
        for place, value in enumerate(values):
            column = 1 + place * PER_FIGURE
            if value is not None:
                self.sheet.number(self.row, column, value, f"{style} number")
            elif key == "file_uncoded":
                self.sheet.text(self.row, column, self.write.text("hidden"), style)
            if key == "file_base" and is_small(int(value or 0)):
                self.sheet.text(self.row, column + 1, self.write.text("small_base"), "base warning")
        self.row += 1

    def _figure_heads(self, names: Sequence[str]) -> None:
        """Two rows: the group's name over its four columns, and what these are."""
        self.sheet.text(self.row, 0, "", "head left")
        self.sheet.text(self.row + 1, 0, self.write.text("theme"), "head left")
        self.sheet.sheet.set_row(self.row + 1, 34)
        for place, name in enumerate(names):
            first = 1 + place * PER_FIGURE
            self._over(self.row, first, PER_FIGURE, name)
            for offset, key in enumerate(("file_n", "file_share", "file_low", "file_high")):
                self.sheet.text(self.row + 1, first + offset, self.write.text(key), "head")
        self.row += 2

    def _over(self, row: int, column: int, columns: int, text: str) -> None:
        self.sheet.sheet.merge_range(
            row, column, row, column + columns - 1, "", self.sheet.styles["head"]
        )
        self.sheet.text(row, column, text, "head")

    def _theme_row(self, theme: ThemeFigures, figures: Sequence[Figure | None]) -> None:
        self.sheet.theme(self.row, theme.label, theme.level, LABELS)
        for place, figure in enumerate(figures):
            self._figure(1 + place * PER_FIGURE, figure)
        self.row += 1

    def _figure(self, column: int, figure: Figure | None) -> None:
        if figure is None:
            self.sheet.blank(self.row, column, column + PER_FIGURE - 1, "nothing")
        elif figure.suppressed:
            # the words run on over the empty cells beside them
            self.sheet.text(self.row, column, self.write.text("hidden"), "hidden")
            self.sheet.blank(self.row, column + 1, column + PER_FIGURE - 1, "hidden")
        else:
            self.sheet.number(self.row, column, figure.n, "number")
            self.sheet.number(self.row, column + 1, figure.share, "percent")
            self.sheet.number(self.row, column + 2, figure.low, "limit")
            self.sheet.number(self.row, column + 3, figure.high, "limit")

    def _segments(self) -> None:
        for variable, values in segment_variables(self.question, self.summary).items():
            for wave in self.waves:
                here = [
                    v for v in values if any((wave, variable, v) in t.segments for t in self.themes)
                ]
                for start in range(0, len(here), MOST_VALUES):
                    self._segment(variable, wave, here[start : start + MOST_VALUES])

    def _segment(self, variable: str, wave: str, values: Sequence[str]) -> None:
        self.row += 1
        name = self.write.text(
            "file_segment", variable=sentence(segment_name(variable, self.summary)), wave=wave
        )
        self.sheet.text(self.row, 0, name, "block")
        self.row += 1
        self._figure_heads(values)
        bases = [
            segment_base(self.question, self.themes, (wave, variable, value)) for value in values
        ]
        self._base_row("file_base", bases, "base strong", len(values) * PER_FIGURE)
        for theme in self.themes:
            figures = [theme.segments.get((wave, variable, value)) for value in values]
            if any(figures):
                self._theme_row(theme, figures)
