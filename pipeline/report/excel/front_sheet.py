"""The front sheet of the Excel workbook: the questions with their bases, and how to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.excel.sheet import Sheet
from pipeline.report.words import (
    NOTHING,
    SMALL_BASE,
    NumberFormats,
    base_notes,
    guess_totals,
    has_hidden,
    intervals_of,
    language_model_notes,
    most_named,
    tests_of,
    waves_of,
)

_TITLES, _TEXTS, _BASES = 48, 62, 12
"""Widths of columns in characters: titles, texts, bases."""

_BOLD = 0.85
"""The fraction of a column's width available to bold text, which is wider."""


class Note(NamedTuple):
    """A text with its heading."""

    head: str
    text: str


class FrontSheet:
    """Writes the front sheet; `names` are those of the questions' sheets."""

    def __init__(self, sheet: Sheet, summary: RunSummary, names: list[str]) -> None:
        self.sheet = sheet
        self.summary = summary
        self.names = names
        self.write = NumberFormats.of(summary)
        self.waves = tuple(reversed(summary.waves))
        self.last = 1 + len(self.waves)
        self.row = 0

    def fill(self) -> None:
        """Write the front sheet: title, contents, method and bases."""
        summary, own = self.summary, self.sheet.own
        own.set_column(0, 0, _TITLES)
        own.set_column(1, len(self.waves), _BASES)
        own.set_column(self.last, self.last, _TEXTS)
        self.sheet.text(0, 0, summary.title, "title")
        own.set_row(0, 28)
        made_with = self.write.text("made_with", version=summary.version, study=summary.study)
        self.sheet.text(1, 0, made_with, "quiet")
        self.row = 2
        if summary.note:
            self.sheet.merged(self.row, 0, self.last, summary.note, "strong")
            self.sheet.height(self.row, (summary.note, _TITLES + self._text_width))
            self.row += 1
        self._write_contents()
        self._write_notes("file_howto", self._method())
        self._write_notes("file_bases_title", self._base_notes())
        own.freeze_panes(1, 0)
        self.sheet.print(summary.title)

    @property
    def _text_width(self) -> int:
        """The width in characters of the columns after the titles."""
        return _BASES * len(self.waves) + _TEXTS

    def _write_contents(self) -> None:
        """Write each question with a link to its sheet, its bases, and the theme named most."""
        text = self.write.text
        self.row += 1
        self.sheet.text(self.row, 0, text("file_question"), "head left")
        for column, wave in enumerate(self.waves, start=1):
            self.sheet.text(self.row, column, text("file_base_in", wave=wave), "head")
        self.sheet.text(self.row, self.last, text("file_most_named"), "head left")
        self.sheet.own.set_row(self.row, 32)
        questions = zip(self.summary.questions, self.names, strict=True)
        for number, (question, name) in enumerate(questions, start=1):
            self.row += 1
            title, lead = f"{number}. {question.title}", self._lead(question)
            self.sheet.link(self.row, 0, name, title, "link cell")
            for column, wave in enumerate(self.waves, start=1):
                base = question.bases.get(wave)
                self.sheet.number(self.row, column, base.answered if base else None, "number")
            self.sheet.text(self.row, self.last, lead, "lead")
            self.sheet.height(self.row, (max(title, lead, key=len), _TITLES))
        self.row += 1

    def _lead(self, question: QuestionSummary) -> str:
        leading = most_named(question, waves_of(question, self.summary))
        if leading is None:
            return NOTHING
        theme, figure = leading
        return f"{theme.label}: {self.write.figure(figure)}"

    def _write_notes(self, title: str, notes: Iterable[Note]) -> None:
        notes = list(notes)
        self.row += 1
        if not notes:
            return
        self.sheet.text(self.row, 0, self.write.text(title), "block")
        for note in notes:
            self.row += 1
            self.sheet.text(self.row, 0, note.head, "strong")
            self.sheet.merged(self.row, 1, self.last, note.text, "prose")
            text, head = (note.text, self._text_width + 4), (note.head, _BOLD * _TITLES)
            self.sheet.height(self.row, text, head)
        self.row += 1

    def _method(self) -> Iterator[Note]:
        """Yield how to read the workbook, as far as it applies to the run."""
        text, units, summary = self.write.text, self.summary.unit_plural, self.summary
        texts = {
            "share": "method_share",
            "base": "file_base_note",
            "small": "method_small",
            "coding": "file_coding_note",
        }
        for name, key in texts.items():
            values = {"unit": units, "unit_one": summary.unit, "n": SMALL_BASE}
            yield Note(text(f"method_{name}_title"), text(key, **values))
        if summary.guesses:
            guesses = [text("method_guess", unit=units), *guess_totals(summary, self.write)]
            yield Note(text("method_guess_title"), " ".join(guesses))
        about_model = language_model_notes(summary, self.write)
        if about_model:
            yield Note(text("method_llm_title"), " ".join(about_model))
        intervals = " ".join(filter(None, self._intervals()))
        if intervals:
            yield Note(text("file_intervals_title"), intervals)
        if any(question.changes for question in summary.questions):
            tests = self.write.number(tests_of(summary))
            changes = text("file_changes_note", units=units, tests=tests)
            yield Note(text("file_changes_title"), changes)
        if summary.weighted:
            yield Note(text("file_weights_title"), text("file_weights_note", units=units))
        yield from self._disclosure()
        yield Note(text("file_numbers_title"), text("file_numbers_note"))

    def _disclosure(self) -> Iterator[Note]:
        """Yield what is hidden and why, if there are rules or hidden figures."""
        text, summary = self.write.text, self.summary
        least = {"base": summary.least_base, "n": summary.least_n}
        rules = [
            text(f"file_disclosure_{name}", units=summary.unit_plural, **least)
            for name in least
            if least[name]
        ]
        if rules or any(map(has_hidden, summary.questions)):
            more = text("file_disclosure_more")
            yield Note(text("file_disclosure_title"), " ".join([*rules, more]))

    def _intervals(self) -> Iterator[str]:
        """Yield the kinds of interval of everybody's figures, of segments' and of corrections."""
        everybody, segments = intervals_of(self.summary)
        others = set(segments) - set(everybody)
        if everybody:
            kinds = self._kinds(everybody)
            yield self.write.text("file_for_everybody", said=kinds) if others else kinds
        if others:
            yield self.write.text("file_for_segments", said=self._kinds(segments))
        rows = [row for question in self.summary.questions for row in question.corrections]
        yield self._kinds(dict.fromkeys(row.interval for row in rows))

    def _kinds(self, kinds: Iterable[str]) -> str:
        # the plus in a method's name can't be in a key
        keys = [f"file_interval_{kind.replace('+', 'p')}" for kind in kinds if kind]
        return " ".join(self.write.text(key, units=self.summary.unit_plural) for key in keys)

    def _base_notes(self) -> Iterator[Note]:
        """Yield notes on who was counted and who is missing from the bases, by question."""
        for question in self.summary.questions:
            notes = list(base_notes(question, self.summary, self.write))
            if question.filter:
                notes.insert(0, self.write.text("file_counted", who=question.filter))
            if notes:
                yield Note(question.title, " ".join(notes))
