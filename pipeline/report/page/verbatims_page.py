"""The page of the answers behind the numbers. It stays in the house; the report knows nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.counts import QuestionSummary, RunSummary
from pipeline.report.html_templates import environment
from pipeline.report.page.verbatims import Verbatim, VerbatimList
from pipeline.report.style import page_colours
from pipeline.report.words import NumberFormats, segment_name

Redact = Callable[[str], str]
"""Gives a text without personal data."""

REPORT = "../report/report.html"
"""Where the report lies, seen from this page."""

Piece = tuple[str, bool]
"""Some text, and whether it is evidence."""

_TOKEN = re.compile(r"\w+|\W", re.DOTALL)


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
    """The answers of one wave, how many more there are, and the number they stand behind."""

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


def verbatims_html(
    summary: RunSummary, lists: Iterable[VerbatimList], redact: Redact | None = None
) -> str:
    """The answers behind the numbers of a run as one page; `redact` takes personal data out of every text that is shown."""
    write = NumberFormats.of(summary)
    by_question: dict[str, list[VerbatimList]] = {}
    for found in lists:
        by_question.setdefault(found.question, []).append(found)
    names = [segment_name(variable, summary) for variable in summary.segments]
    pages = [
        (i, q, _themes(i, q, by_question.get(q.id, []), names, write, redact))
        for i, q in enumerate(summary.questions, 1)
    ]
    return environment().get_template("verbatims.html.j2").render(
        summary=summary, pages=pages, f=write, t=write.text, redacted=redact is not None, report=REPORT,
        colours=page_colours(summary.house), bars=[], wave_length=4,
    )  # fmt: skip


def marked(
    text: str, spans: Sequence[tuple[int, int]], redact: Redact | None = None
) -> tuple[Piece, ...]:
    """The text in pieces, its evidence marked; redacted, the evidence is found again where it is left, and its replacement marked where it isn't."""
    shown = redact(text) if redact else text
    if shown != text:
        spans = _moved(text, shown, spans)
    pieces, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(shown))
        if start < end:
            pieces += [(shown[at:start], False), (shown[start:end], True)]
            at = end
    return tuple(piece for piece in (*pieces, (shown[at:], False)) if piece[0])


def _moved(text: str, shown: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of `text` as they lie in `shown`, which differs from it in some words."""
    if not spans:
        return []
    old, new = _TOKEN.findall(text), _TOKEN.findall(shown)
    old_at, new_at = _places(old), _places(new)
    moved = []
    for start, end in spans:
        pieces = []
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            low, high = max(start, old_at[i1]), min(end, old_at[i2])
            if low < high and tag == "equal":
                shift = new_at[j1] - old_at[i1]
                pieces.append((low + shift, high + shift))
            elif low < high:
                pieces.append((new_at[j1], new_at[j2]))
        if pieces:
            moved.append((pieces[0][0], pieces[-1][1]))
    return moved


def _places(tokens: Sequence[str]) -> list[int]:
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _themes(
    number: int, question: QuestionSummary, lists: Sequence[VerbatimList], names: Sequence[str], write: NumberFormats, redact: Redact | None
) -> tuple[ThemeView, ...]:  # fmt: skip
    found: dict[str, list[VerbatimList]] = {}
    for one in lists:
        found.setdefault(one.theme, []).append(one)
    labels = {t.theme: (t.label, t.level) for t in question.themes} | {
        "": (write.text("page_verbatims_uncoded"), 0)
    }
    below: Mapping[str, list[str]] = {t.theme: [] for t in question.themes}
    for theme in question.themes:
        if theme.parent in below:
            below[theme.parent].append(theme.label)
    return tuple(
        ThemeView(
            f"v-{number}-{at}",
            *labels.get(theme, (theme, 1)),
            tuple(below.get(theme, ())),
            tuple(_wave(one, names, write, redact) for one in of),
        )
        for at, (theme, of) in enumerate(found.items())
        if theme or any(one.count for one in of)
    )


def _wave(
    found: VerbatimList, names: Sequence[str], write: NumberFormats, redact: Redact | None
) -> WaveView:
    lines = tuple(_line(verbatim, names, write, redact) for verbatim in found.verbatims)
    return WaveView(found.wave, found.n, lines, found.count - len(lines))


def _line(
    found: Verbatim, names: Sequence[str], write: NumberFormats, redact: Redact | None
) -> LineView:
    segments = "; ".join(
        f"{name}: {value}" for name, value in zip(names, found.segments, strict=True) if value
    )
    source = ", ".join(write.text(f"page_source_{source}") for source in found.sources)
    place = write.text("page_verbatims_row", file=found.file, row=write.number(found.row))
    return LineView(
        marked(found.text, found.spans, redact), found.respondent, segments, source, place
    )
