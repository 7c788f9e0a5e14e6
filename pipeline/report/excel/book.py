"""The Excel book: a front sheet and a sheet for each question, in the study's language, to read, to print and to compute with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.files import cell_text
from pipeline.report.excel.question_sheet import QuestionSheet
from pipeline.report.excel.style import Sheet, Styles, height_of, print_on_a4
from pipeline.report.file_style import colours_of
from pipeline.report.words import (
    SMALL_BASE,
    NumberFormats,
    base_notes,
    has_hidden,
    intervals_of,
    most_named,
    waves_of,
)

NAME_UNITS = 31
"""UTF-16 units in the name of a sheet: the limit of Excel."""

_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_MOMENT = datetime(2000, 1, 1)
"""Stands for when the book was made: the same figures give the same bytes."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_TITLES, _TEXTS, _BASES = 48, 62, 12


def excel_book(summary: RunSummary) -> bytes:
    """The book as the bytes of an .xlsx file. Every figure in it went through the disclosure rules; hidden ones stand as words."""
    into = BytesIO()
    with Workbook(into, _PLAIN) as workbook:
        workbook.set_properties(
            {"title": cell_text(summary.title)[:200], "author": "turven", "created": _MOMENT}
        )
        workbook.set_size(2400, 1400)
        styles, write = Styles(workbook, colours_of(summary)), NumberFormats.of(summary)
        front = write.text("file_overview")
        names = sheet_names(
            [front, *(f"{i} {q.title}" for i, q in enumerate(summary.questions, 1))]
        )
        first = Sheet(workbook.add_worksheet(names[0]), styles)
        _Front(first, summary, names[1:]).fill()
        for question, name in zip(summary.questions, names[1:], strict=True):
            sheet = Sheet(workbook.add_worksheet(name), styles)
            QuestionSheet(sheet, question, summary).fill(names[0])
            print_on_a4(sheet.sheet, f"{summary.title} · {question.title}", landscape=True)
    return into.getvalue()


def sheet_names(wanted: list[str]) -> list[str]:
    """Names that sheets can have, as near to those wanted as that allows, each once whatever its capitals."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        clean = " ".join(_NOT_IN_NAMES.sub(" ", cell_text(text)).split()).strip("' ")
        clean = clean if clean and clean.casefold() != "history" else f"{clean} 1".strip()
        name, number = _cut(clean, NAME_UNITS), 2
        while name.casefold() in taken:
            tail = f" ({number})"
            name, number = _cut(clean, NAME_UNITS - len(tail)) + tail, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip("' ")


class _Front:
    """The front sheet: what this is, the questions with their bases, and how to read it."""

    def __init__(self, sheet: Sheet, summary: RunSummary, names: list[str]) -> None:
        self.sheet = sheet
        self.summary = summary
        self.names = names
        self.write = NumberFormats.of(summary)

    def fill(self) -> None:
        """Everything on it."""
        own, waves = self.sheet.sheet, tuple(reversed(self.summary.waves))
        self.last = 1 + len(waves)
        own.set_column(0, 0, _TITLES)
        own.set_column(1, len(waves), _BASES)
        own.set_column(self.last, self.last, _TEXTS)
        self.sheet.text(0, 0, self.summary.title, "title")
        own.set_row(0, 28)
        self.sheet.text(
            1,
            0,
            self.write.text("made_with", version=self.summary.version, study=self.summary.study),
            "quiet",
        )
        row = 2
        if self.summary.note:
            row = self._wide(row, self.summary.note, "strong")
        row = self._contents(row + 1, waves)
        row = self._said(row + 1, "file_howto", list(self._method()))
        self._said(row + 1, "file_bases_title", list(self._notes()))
        own.freeze_panes(1, 0)
        print_on_a4(own, self.summary.title, landscape=True)

    def _contents(self, row: int, waves: tuple[str, ...]) -> int:
        heads = ["file_question", *("" for _ in waves), "file_most_named"]
        for column, key in enumerate(heads):
            text = (
                self.write.text(key)
                if key
                else self.write.text("file_base_in", wave=waves[column - 1])
            )
            self.sheet.text(row, column, text, "head" if 0 < column < self.last else "head left")
        self.sheet.sheet.set_row(row, 32)
        for number, (question, name) in enumerate(
            zip(self.summary.questions, self.names, strict=True), start=1
        ):
            row += 1
            title = cell_text(f"{number}. {question.title}")
            self.sheet.sheet.write_url(
                row, 0, f"internal:'{quoted(name)}'!A1", self.sheet.styles["link cell"], title
            )
            for column, wave in enumerate(waves, start=1):
                base = question.bases.get(wave)
                self.sheet.number(row, column, base.answered if base else None, "number")
            lead = self._lead(question)
            self.sheet.text(row, self.last, lead, "lead")
            self.sheet.height(row, max(title, lead, key=len), _TITLES)
        return row + 1

    def _lead(self, question: QuestionSummary) -> str:
        found = most_named(question, waves_of(question, self.summary))
        return f"{found[0].label}: {self.write.figure(found[1])}" if found else "–"

    def _said(self, row: int, title: str, texts: list[tuple[str, str]]) -> int:
        if not texts:
            return row
        self.sheet.text(row, 0, self.write.text(title), "block")
        row += 1
        for head, text in texts:
            self.sheet.text(row, 0, head, "strong")
            self.sheet.sheet.merge_range(row, 1, row, self.last, "", self.sheet.styles["prose"])
            self.sheet.text(row, 1, text, "prose")
            # bold letters are wider
            self.sheet.height(
                row, text, _BASES * (self.last - 1) + _TEXTS + 4, height_of(head, 0.85 * _TITLES)
            )
            row += 1
        return row

    def _wide(self, row: int, text: str, style: str) -> int:
        self.sheet.sheet.merge_range(row, 0, row, self.last, "", self.sheet.styles[style])
        self.sheet.text(row, 0, text, style)
        self.sheet.height(row, text, _TITLES + _BASES * (self.last - 1) + _TEXTS)
        return row + 1

    def _method(self) -> Iterator[tuple[str, str]]:
        say, units = self.write.text, self.summary.unit_plural
        for key, text in (
            ("share", "method_share"),
            ("base", "file_base_note"),
            ("small", "method_small"),
            ("coding", "file_coding_note"),
        ):
            yield (
                say(f"method_{key}_title"),
                say(text, unit=units, unit_one=self.summary.unit, n=SMALL_BASE),
            )
        intervals = " ".join(text for text in self._intervals() if text)
        if intervals:
            yield say("file_intervals_title"), intervals
        if any(question.changes for question in self.summary.questions):
            yield (
                say("file_changes_title"),
                say("file_changes_note", units=units[:1].upper() + units[1:]),
            )
        if self.summary.weighted:
            yield say("file_weights_title"), say("file_weights_note", units=units)
        rules = {"base": self.summary.least_base, "n": self.summary.least_n}
        told = [
            say(f"file_disclosure_{name}", units=units, **rules)
            for name, least in rules.items()
            if least
        ]
        if told or any(map(has_hidden, self.summary.questions)):
            yield say("file_disclosure_title"), " ".join([*told, say("file_disclosure_more")])
        yield say("file_numbers_title"), say("file_numbers_note")

    def _intervals(self) -> Iterator[str]:
        everybody, segments = intervals_of(self.summary)
        apart = set(segments) - set(everybody)
        if everybody:
            said = self._kinds(everybody)
            yield self.write.text("file_for_everybody", said=said) if apart else said
        if apart:
            yield self.write.text("file_for_segments", said=self._kinds(segments))
        yield self._kinds(
            dict.fromkeys(found.interval for q in self.summary.questions for found in q.corrections)
        )

    def _kinds(self, kinds: Iterable[str]) -> str:
        # the plus of a method's name has no place in a key
        named = (f"file_interval_{kind.replace('+', 'p')}" for kind in kinds if kind)
        return " ".join(self.write.text(name, units=self.summary.unit_plural) for name in named)

    def _notes(self) -> Iterator[tuple[str, str]]:
        for question in self.summary.questions:
            counted = (
                [self.write.text("file_counted", who=question.filter)] if question.filter else []
            )
            said = [*counted, *base_notes(question, self.summary, self.write)]
            if said:
                yield question.title, " ".join(said)


def quoted(name: str) -> str:
    """The name of a sheet as it stands between apostrophes in a link."""
    return name.replace("'", "''")
