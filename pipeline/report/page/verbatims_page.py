"""The page of the answers behind the numbers, for internal use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.html_templates import environment
from pipeline.report.page.verbatims import Verbatim, VerbatimList
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats, segment_name

Redact = Callable[[str], str]
"""A function that removes personal data from a text."""

REPORT = "../report/report.html"
"""The path of the report, relative to this page."""

_TOKEN = re.compile(r"\w+|\W", re.DOTALL)


class Piece(NamedTuple):
    """A piece of text, and whether it is evidence."""

    text: str
    is_evidence: bool


@dataclass(frozen=True)
class LineView:
    """An answer in a table: its text in pieces, and its other cells."""

    pieces: tuple[Piece, ...]
    who: str
    segments: str
    source: str
    place: str


@dataclass(frozen=True)
class WaveView:
    """The answers of one wave, how many more there are, and the number they support."""

    wave: str
    n: int
    lines: tuple[LineView, ...]
    left: int


@dataclass(frozen=True)
class ThemeView:
    """A theme with its answers by wave, newest first; `below` are the labels of its sub-themes."""

    anchor: str
    label: str
    level: int
    below: tuple[str, ...]
    waves: tuple[WaveView, ...]


@dataclass(frozen=True)
class QuestionPage:
    """A question with its themes, without those that have no answers."""

    number: int
    question: QuestionSummary
    themes: tuple[ThemeView, ...]


def verbatims_html(
    summary: RunSummary, lists: Iterable[VerbatimList], redact: Redact | None = None
) -> str:
    """Return a run's answers as one page; `redact` removes personal data from every text shown."""
    write = NumberFormats.of(summary)
    views = _Views(summary, write, redact)
    by_question: dict[str, list[VerbatimList]] = {}
    for verbatims in lists:
        by_question.setdefault(verbatims.question, []).append(verbatims)
    pages = [
        QuestionPage(
            number, question, views.themes(number, question, by_question.get(question.id, []))
        )
        for number, question in enumerate(summary.questions, 1)
    ]
    values = {
        "summary": summary,
        "pages": pages,
        "f": write,
        "t": write.text,
        "redacted": redact is not None,
        "report": REPORT,
        "colours": page_colours(summary.house),
        "bars": [],
        "wave_length": 4,
    }
    return environment().get_template("verbatims.html.j2").render(values)


def marked(
    text: str, spans: Sequence[tuple[int, int]], redact: Redact | None = None
) -> tuple[Piece, ...]:
    """Return the text in pieces, with the evidence marked, redacted or not."""
    shown = redact(text) if redact else text
    if shown != text:
        spans = _moved(text, shown, spans)
    pieces, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(shown))
        if start < end:
            pieces += [Piece(shown[at:start], False), Piece(shown[start:end], True)]
            at = end
    pieces.append(Piece(shown[at:], False))
    return tuple(piece for piece in pieces if piece.text)


class _Views:
    def __init__(self, summary: RunSummary, write: NumberFormats, redact: Redact | None) -> None:
        self.write, self.redact = write, redact
        self.segments = [segment_name(variable, summary) for variable in summary.segments]

    def themes(
        self, number: int, question: QuestionSummary, lists: Sequence[VerbatimList]
    ) -> tuple[ThemeView, ...]:
        """Return the question's themes with their answers; `number` is its index on the page."""
        by_theme: dict[str, list[VerbatimList]] = {}
        for verbatims in lists:
            by_theme.setdefault(verbatims.theme, []).append(verbatims)
        views = []
        for place, (code, waves) in enumerate(by_theme.items()):
            if code or any(wave.count for wave in waves):
                label, level = self._label(question, code)
                below = tuple(theme.label for theme in question.themes if theme.parent == code)
                shown = tuple(map(self._wave, waves))
                anchor = f"v-{number}-{place}"
                views.append(ThemeView(anchor, label, level, below if code else (), shown))
        return tuple(views)

    def _label(self, question: QuestionSummary, code: str) -> tuple[str, int]:
        if not code:
            return self.write.text("page_verbatims_uncoded"), 0
        labels = {theme.theme: (theme.label, theme.level) for theme in question.themes}
        return labels.get(code, (code, 1))

    def _wave(self, verbatims: VerbatimList) -> WaveView:
        lines = tuple(map(self._line, verbatims.verbatims))
        return WaveView(verbatims.wave, verbatims.n, lines, verbatims.count - len(lines))

    def _line(self, verbatim: Verbatim) -> LineView:
        segments = zip(self.segments, verbatim.segments, strict=True)
        sources = [self.write.text(f"page_source_{source}") for source in verbatim.sources]
        source = ", ".join(sources)
        if verbatim.guess:
            source = f"{source} ({self.write.text('guess')})"
        row = self.write.number(verbatim.row)
        return LineView(
            pieces=marked(verbatim.text, verbatim.spans, self.redact),
            who=verbatim.respondent,
            segments="; ".join(f"{name}: {value}" for name, value in segments if value),
            source=source,
            place=self.write.text("page_verbatims_row", file=verbatim.file, row=row),
        )


def _moved(text: str, shown: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of `text` as spans of `shown`, which differs from it in some words."""
    if not spans:
        return []
    old, new = _TOKEN.findall(text), _TOKEN.findall(shown)
    old_at, new_at = _starts(old), _starts(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = [
        (tag == "equal", (old_at[i1], old_at[i2]), (new_at[j1], new_at[j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    moved = []
    for start, end in spans:
        pieces = []
        for is_equal, (before, after), place in blocks:
            low, high = max(start, before), min(end, after)
            if low < high and is_equal:
                shift = place[0] - before
                place = (low + shift, high + shift)
            if low < high:
                pieces.append(place)
        if pieces:
            moved.append((pieces[0][0], pieces[-1][1]))
    return moved


def _starts(tokens: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, tokens), initial=0))
