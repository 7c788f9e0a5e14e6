"""The sheet of one question: its figures with waves side by side, and other tables below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.report.excel.blocks import LABELS, NUMBERS, WORDS, write_blocks
from pipeline.report.excel.sheet import Sheet
from pipeline.report.words import (
    Key,
    NumberFormats,
    all_themes,
    base_notes,
    base_sentence,
    change_in_words,
    has_guesses,
    is_small,
    newest_change,
    segment_base,
    segment_keys,
    segment_name,
    segment_variables,
    sentence,
    waves_of,
)

FIGURE = ("file_n", "file_share", "file_low", "file_high")
"""Columns of a figure: n, share, and both ends of its interval."""

GUESSES = "file_guesses"
"""The column besides, after n, if any figure of the question rests on guesses."""

_CELLS = {
    "file_n": ("n", "number"),
    GUESSES: ("n_guess", "guesses"),
    "file_share": ("share", "percent"),
    "file_low": ("low", "limit"),
    "file_high": ("high", "limit"),
}
"""By column the number of a figure in it, and the style of its cell."""

SIDE_BY_SIDE = 4
"""Values of a segment variable side by side; more go below, so that a page stays legible."""

Values = Sequence[float | None]


class QuestionSheet:
    """Writes one question on a sheet, from top to bottom."""

    def __init__(self, sheet: Sheet, question: QuestionSummary, summary: RunSummary) -> None:
        self.sheet = sheet
        self.question = question
        self.summary = summary
        self.write = NumberFormats.of(summary)
        self.waves = waves_of(question, summary)
        self.themes = all_themes(question)
        self.segments = segment_variables(question, summary)
        n, *rest = FIGURE
        self.figure = (n, GUESSES, *rest) if has_guesses(question) else FIGURE
        self.row = 0

    @property
    def width(self) -> int:
        """The number of columns of a figure."""
        return len(self.figure)

    def fill(self, front: str) -> None:
        """Write the sheet; `front` is the name of the front sheet, for the link back."""
        own = self.sheet.own
        own.set_column(0, 0, LABELS)
        own.set_column(1, max(len(self.waves), SIDE_BY_SIDE) * self.width + WORDS, NUMBERS)
        self._write_head(front)
        self._write_waves()
        self._write_segments()
        write_blocks(self.sheet, self.question, self.summary, self.row)

    def _write_head(self, front: str) -> None:
        self.sheet.text(0, 0, self.question.title, "title")
        self.sheet.own.set_row(0, 26)
        self.sheet.text(1, 0, self.question.text, "quiet")
        self.sheet.text(2, 0, base_sentence(self.question, self.summary, self.write), "quiet")
        self.row = 3
        for note in base_notes(self.question, self.summary, self.write):
            self.sheet.text(self.row, 0, note, "quiet")
            self.row += 1
        self.sheet.link(self.row, 0, front, self.write.text("file_back"), "link")
        self.row += 2

    def _write_waves(self) -> None:
        """Write bases and figures, followed by the newest change if waves are compared."""
        self._write_figure_heads(self.waves)
        self._repeat_heads()
        last, compared = self.width * len(self.waves), bool(self.question.changes)
        first_word, last_word = last + 1, last + WORDS
        if compared:
            newest = self.question.changes[-1]
            head = self.write.text("file_change_of", before=newest.before, now=newest.now)
            self.sheet.merged(self.row - 2, first_word, last_word, "", "head")
            self.sheet.merged(self.row - 1, first_word, last_word, head, "head")
        for key, values in self._bases().items():
            self._write_bases(key, values, last_word if compared else last)
        for theme in self.themes:
            if compared:
                change = newest_change(self.question, theme.theme)
                words = change_in_words(change, self.write)
                self.sheet.text(self.row, first_word, words, "words")
                self.sheet.blank(self.row, first_word + 1, last_word, "words")
            self._write_theme(theme, [theme.waves.get(wave) for wave in self.waves])

    def _repeat_heads(self) -> None:
        """Keep the headers in sight, unless they would be wrong for tables below."""
        own = self.sheet.own
        if self.question.changes or self.segments:
            own.freeze_panes(1, 1)
            own.repeat_rows(0)
        else:
            own.freeze_panes(self.row, 1)
            own.repeat_rows(self.row - 2, self.row - 1)

    def _bases(self) -> Mapping[str, Values]:
        """Return the rows of bases, by wave, without the uninformative ones."""
        bases = [self.question.bases[wave] for wave in self.waves]
        asked, no_answer = [base.asked for base in bases], [base.no_answer for base in bases]
        answered, uncoded = [base.answered for base in bases], [base.uncoded for base in bases]
        effective = [base.effective for base in bases]
        rows: dict[str, Values] = {"file_asked": asked, "file_no_answer": no_answer}
        rows["file_base"] = answered
        if any(uncoded):
            rows["file_uncoded"] = uncoded
        if effective != [None] * len(bases):
            rows["file_effective"] = effective
        return rows

    def _write_bases(self, key: str, values: Values, last: int) -> None:
        style = "base strong" if key == "file_base" else "base"
        self.sheet.text(self.row, 0, self.write.text(key), style)
        self.sheet.blank(self.row, 1, last, style)
        for place, value in enumerate(values):
            column = 1 + place * self.width
            if value is not None:
                self.sheet.number(self.row, column, value, f"{style} number")
            elif key == "file_uncoded":
                self.sheet.text(self.row, column, self.write.text("hidden"), style)
            if key == "file_base" and is_small(int(value or 0)):
                self.sheet.text(self.row, column + 1, self.write.text("small_base"), "base warning")
        self.row += 1

    def _write_figure_heads(self, names: Sequence[str]) -> None:
        """Write two rows: the segment's name over its four columns, and their headers."""
        self.sheet.text(self.row, 0, "", "head left")
        self.sheet.text(self.row + 1, 0, self.write.text("theme"), "head left")
        self.sheet.own.set_row(self.row + 1, 34)
        for place, name in enumerate(names):
            first = 1 + place * self.width
            self.sheet.merged(self.row, first, first + self.width - 1, name, "head")
            for column, key in enumerate(self.figure, start=first):
                self.sheet.text(self.row + 1, column, self.write.text(key), "head")
        self.row += 2

    def _write_theme(self, theme: ThemeFigures, figures: Sequence[Figure | None]) -> None:
        self.sheet.theme(self.row, theme.label, theme.level, LABELS)
        for place, figure in enumerate(figures):
            self._write_figure(1 + place * self.width, figure)
        self.row += 1

    def _write_figure(self, column: int, figure: Figure | None) -> None:
        last = column + self.width - 1
        if figure is None:
            self.sheet.blank(self.row, column, last, "nothing")
        elif figure.suppressed:
            # texts overflow into the empty cells beside them
            self.sheet.text(self.row, column, self.write.text("hidden"), "hidden")
            self.sheet.blank(self.row, column + 1, last, "hidden")
        else:
            for place, key in enumerate(self.figure):
                name, style = _CELLS[key]
                self.sheet.number(self.row, column + place, getattr(figure, name), style)

    def _write_segments(self) -> None:
        for variable, values in self.segments.items():
            for wave in self.waves:
                keys = segment_keys(self.themes, wave, variable, values)
                for start in range(0, len(keys), SIDE_BY_SIDE):
                    self._write_segment(keys[start : start + SIDE_BY_SIDE])

    def _write_segment(self, keys: Sequence[Key]) -> None:
        wave, variable, _ = keys[0]
        name = sentence(segment_name(variable, self.summary))
        title = self.write.text("file_segment", variable=name, wave=wave)
        self.sheet.text(self.row + 1, 0, title, "block")
        self.row += 2
        self._write_figure_heads([value for _, _, value in keys])
        bases = [segment_base(self.question, self.themes, key) for key in keys]
        self._write_bases("file_base", bases, len(keys) * self.width)
        for theme in self.themes:
            figures = [theme.segments.get(key) for key in keys]
            if any(figures):
                self._write_theme(theme, figures)
