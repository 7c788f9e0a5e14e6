"""What the page says of changes between waves, of shares corrected by a reviewed sample, and of the bridge between instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.counts import Bridge, Correction, QuestionSummary, WaveChange
from pipeline.report.words import NOTHING, NumberFormats, points

Writer = Callable[[str, str], str]
"""Of a label and a number in words, a phrase."""


@dataclass(frozen=True)
class ChangeRow:
    """A theme's change: the cells of its line, and a style that draws the interval on a scale from -100 to +100; empty: nothing to draw."""

    label: str
    level: int
    verdict: str
    style: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ChangeView:
    """The changes from one wave to another: what they come to in sentences, and a line per theme."""

    before: str
    now: str
    waves: tuple[str, str]
    sentences: tuple[str, ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class PlainTable:
    """A table of a wave, or of two: a row is a label, its level and its cells."""

    title: str
    waves: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[str, ...]], ...]


def change_views(question: QuestionSummary, write: NumberFormats) -> tuple[ChangeView, ...]:
    """The question's changes by pair of waves, newest first."""
    pairs = dict.fromkeys((change.before, change.now) for change in question.changes)
    return tuple(_change_view(question, before, now, write) for before, now in reversed(pairs))


def correction_tables(question: QuestionSummary, write: NumberFormats) -> tuple[PlainTable, ...]:
    """The question's corrected shares by wave, newest first; only waves of which anything may be told."""
    waves = dict.fromkeys(found.wave for found in question.corrections)
    tables = []
    for wave in reversed(waves):
        rows = [c for c in question.corrections if c.wave == wave]
        lines = tuple((*_label(question, c.theme), _correction_cells(c, write)) for c in rows)
        tables.append(PlainTable(write.text("page_corrections", wave=wave), (wave,), lines))
    return tuple(tables)


def bridge_tables(question: QuestionSummary, write: NumberFormats) -> tuple[PlainTable, ...]:
    """What of each change is the instrument's and what is real, by pair of waves, newest first."""
    pairs = dict.fromkeys((found.before, found.now) for found in question.bridge)
    tables = []
    for before, now in reversed(pairs):
        rows = [b for b in question.bridge if (b.before, b.now) == (before, now)]
        lines = tuple((*_label(question, b.theme), _bridge_cells(b, write)) for b in rows)
        tables.append(
            PlainTable(write.text("page_bridge", before=before, now=now), (before, now), lines)
        )
    return tuple(tables)


def _change_view(
    question: QuestionSummary, before: str, now: str, write: NumberFormats
) -> ChangeView:
    found = [change for change in question.changes if (change.before, change.now) == (before, now)]
    sentences = tuple(_sentences(question, found, write))
    rows = tuple(
        ChangeRow(*_label(question, c.theme), c.verdict, _drawn(c), _change_cells(c, write))
        for c in sorted(
            found, key=lambda c: c.theme not in {t.theme for t in question.themes if t.level}
        )
    )
    return ChangeView(before, now, (before, now), sentences, rows)


def _sentences(
    question: QuestionSummary, found: Sequence[WaveChange], write: NumberFormats
) -> Iterator[str]:
    """Only what the verdicts bear: who rose, who fell, and that of the others nothing is shown."""
    told = [change for change in found if not change.suppressed]
    before = found[0].before
    for verdict in ("up", "down"):
        moved = sorted(
            (c for c in told if c.verdict == verdict), key=lambda c: -abs(c.difference or 0.0)
        )
        if moved:
            themes = "; ".join(_moved(question, c, write) for c in moved)
            yield write.text(f"page_changed_{verdict}", before=before, themes=themes)
    same = sum(c.verdict == "same" for c in told)
    if same and any(c.verdict in ("up", "down") for c in told):
        yield write.text(
            f"page_changed_rest_{'one' if same == 1 else 'many'}", n=write.number(same)
        )
    elif same:
        yield write.text("page_changed_none", before=before)
    if len(told) < len(found):
        yield write.text("page_changed_hidden")
    if any(c.verdict == "unknown" for c in told):
        yield write.text("page_changed_unknown")
    both = found[0].both
    if both:
        yield write.text(f"page_both_{'one' if both == 1 else 'many'}", units=write.units(both))


def _moved(question: QuestionSummary, change: WaveChange, write: NumberFormats) -> str:
    moved = points(change.difference, write)
    return write.text("page_moved", theme=_label(question, change.theme)[0], points=moved)


def _change_cells(change: WaveChange, write: NumberFormats) -> tuple[str, ...]:
    if change.suppressed:
        return (write.text("hidden"), NOTHING, NOTHING, NOTHING)
    words = write.text(f"page_verdict_{change.verdict}")
    return (
        points(change.difference, write),
        _range(change.low, change.high, write),
        _p(change.p, write),
        words,
    )


def _drawn(change: WaveChange) -> str:
    if change.suppressed or change.difference is None or change.low is None or change.high is None:
        return ""
    return f"--d:{_place(change.difference)};--l:{_place(change.low)};--h:{(change.high - change.low) * 50:.1f}%"


def _place(difference: float) -> str:
    return f"{50 + difference * 50:.1f}%"


def _correction_cells(found: Correction, write: NumberFormats) -> tuple[str, ...]:
    if found.suppressed:
        return (write.text("hidden"), *[NOTHING] * 5)
    moved = (
        None if found.coded is None or found.corrected is None else found.corrected - found.coded
    )
    return (
        write.percent(found.coded),
        write.percent(found.corrected),
        _shares(found.low, found.high, write),
        points(moved, write),
        write.number(found.labelled),
        write.text("page_method_ppipp" if found.interval == "ppi++" else "page_method_classical"),
    )


def _bridge_cells(found: Bridge, write: NumberFormats) -> tuple[str, ...]:
    if found.suppressed:
        return (write.text("hidden"), *[NOTHING] * 5)
    return (
        points(found.total, write),
        points(found.instrument, write),
        _range(found.low, found.high, write),
        points(found.real, write),
        _range(found.real_low, found.real_high, write),
        write.number(found.answers),
    )


def _range(low: float | None, high: float | None, write: NumberFormats) -> str:
    if low is None or high is None:
        return NOTHING
    return write.text("low_high", low=points(low, write), high=points(high, write))


def _shares(low: float | None, high: float | None, write: NumberFormats) -> str:
    if low is None or high is None:
        return NOTHING
    return write.text("low_high", low=write.percent(low), high=write.percent(high))


def _p(p: float | None, write: NumberFormats) -> str:
    if p is None:
        return NOTHING
    return f"<{write.decimal(0.001, 3)}" if p < 0.001 else write.decimal(p, 3)


def _label(question: QuestionSummary, theme: str) -> tuple[str, int]:
    found = next((t for t in question.themes if t.theme == theme), None)
    return (found.label, found.level) if found else (theme, 1)
