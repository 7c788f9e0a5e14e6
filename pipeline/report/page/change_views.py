"""What the page shows of changes, of corrected shares, and of bridges between instruments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.counts import Bridge, Correction, QuestionSummary, ThemeFigures, WaveChange
from pipeline.report.words import NOTHING, NumberFormats, compared_by, moved_by, shown_corrections


@dataclass(frozen=True)
class ChangeRow:
    """A theme's change: the cells of its line, and the position of its interval, if any, in CSS."""

    label: str
    level: int
    verdict: str
    style: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ChangeView:
    """The changes between two waves: a summary in sentences, and a line per theme."""

    before: str
    now: str
    sentences: tuple[str, ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class TableRow:
    """A theme of a table with its cells."""

    label: str
    level: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PlainTable:
    """A table of a wave, or of two."""

    title: str
    waves: tuple[str, ...]
    rows: tuple[TableRow, ...]


def change_views(question: QuestionSummary, write: NumberFormats) -> tuple[ChangeView, ...]:
    """Return the question's changes by pair of waves, newest first."""
    pairs = dict.fromkeys((change.before, change.now) for change in question.changes)
    return tuple(_ChangeTexts(question, pair, write).view() for pair in reversed(pairs))


def correction_tables(question: QuestionSummary, write: NumberFormats) -> tuple[PlainTable, ...]:
    """Return the question's corrected shares by wave, newest first, where they move any."""
    tables = []
    for wave in reversed(dict.fromkeys(row.wave for row in question.corrections)):
        corrections = shown_corrections(question, wave, write).values()
        rows = tuple(
            _row(question, row, _correction_cells(row, write), write) for row in corrections
        )
        if not rows:
            continue
        tables.append(PlainTable(write.text("page_corrections", wave=wave), (wave,), rows))
    return tuple(tables)


def bridge_tables(question: QuestionSummary, write: NumberFormats) -> tuple[PlainTable, ...]:
    """Return the bridges, newest waves first: what is the instrument's and what is real."""
    tables = []
    for before, now in reversed(dict.fromkeys((row.before, row.now) for row in question.bridge)):
        rows = tuple(
            _row(question, row, _bridge_cells(row, write), write)
            for row in question.bridge
            if (row.before, row.now) == (before, now)
        )
        title = write.text("page_bridge", before=before, now=now)
        tables.append(PlainTable(title, (before, now), rows))
    return tuple(tables)


class _ChangeTexts:
    def __init__(
        self, question: QuestionSummary, pair: tuple[str, str], write: NumberFormats
    ) -> None:
        self.question, self.write = question, write
        self.before, self.now = pair
        self.changes = [
            change for change in question.changes if (change.before, change.now) == pair
        ]

    def view(self) -> ChangeView:
        """Return them as the page shows them, themes before special codes."""
        themes = {theme.theme for theme in self.question.themes if theme.level}
        ordered = sorted(self.changes, key=lambda change: change.theme not in themes)
        rows = tuple(map(self._row, ordered))
        return ChangeView(self.before, self.now, tuple(self._sentences()), rows)

    def _sentences(self) -> Iterator[str]:
        """Yield sentences from the verdicts: which rose, which fell, which show no change."""
        shown = [change for change in self.changes if not change.suppressed]
        yield from self._directions(shown)
        yield from self._without_change(shown)
        if len(shown) < len(self.changes):
            yield self.write.text("page_changed_hidden")
        has_instrument = self.changes[0].instrument != "none"
        if has_instrument and any(change.verdict == "unknown" for change in shown):
            yield self.write.text("page_changed_unknown")
        yield from compared_by(self.changes[0], self.write)
        in_both = self.changes[0].both
        if in_both and self.changes[0].instrument != "none":
            yield self.write.one_or_many("page_both", in_both)

    def _directions(self, changes: Sequence[WaveChange]) -> Iterator[str]:
        """Yield which themes rose and which fell, the largest change first."""
        for verdict in ("up", "down"):
            moved = [change for change in changes if change.verdict == verdict]
            moved.sort(key=lambda change: -abs(change.difference or 0.0))
            if moved:
                themes = "; ".join(map(self._moved, moved))
                key = f"page_changed_{verdict}"
                yield self.write.text(key, before=self.before, themes=themes)

    def _without_change(self, changes: Sequence[WaveChange]) -> Iterator[str]:
        verdicts = [change.verdict for change in changes]
        same = verdicts.count("same")
        if same and ("up" in verdicts or "down" in verdicts):
            yield self.write.one_or_many("page_changed_rest", same)
        elif same:
            yield self.write.text("page_changed_none", before=self.before)

    def _moved(self, change: WaveChange) -> str:
        label, _ = _label(self.question, change.theme)
        moved = self.write.points(change.difference)
        return self.write.text("page_moved", theme=label, points=moved)

    def _row(self, change: WaveChange) -> ChangeRow:
        label, level = _label(self.question, change.theme)
        return ChangeRow(label, level, change.verdict, _style(change), self._cells(change))

    def _cells(self, change: WaveChange) -> tuple[str, ...]:
        if change.suppressed:
            return (self.write.text("hidden"), NOTHING, NOTHING, NOTHING)
        return (
            self.write.points(change.difference),
            _points_range(change.low, change.high, self.write),
            _p_value(change.p, self.write),
            self.write.text(f"page_verdict_{change.verdict}"),
        )


def _style(change: WaveChange) -> str:
    """Return the position of the difference and of its interval on the scale, for CSS."""
    if change.suppressed or change.difference is None or change.low is None or change.high is None:
        return ""
    difference, low = 50 + change.difference * 50, 50 + change.low * 50
    width = (change.high - change.low) * 50
    return f"--d:{difference:.1f}%;--l:{low:.1f}%;--h:{width:.1f}%"


def _row(
    question: QuestionSummary,
    row: Correction | Bridge,
    cells: tuple[str, ...],
    write: NumberFormats,
) -> TableRow:
    if row.suppressed:
        cells = (write.text("hidden"), *[NOTHING] * (len(cells) - 1))
    return TableRow(*_label(question, row.theme), cells)


def _correction_cells(row: Correction, write: NumberFormats) -> tuple[str, ...]:
    method = "ppipp" if row.interval == "ppi++" else "classical"
    return (
        write.percent(row.coded),
        write.percent(row.corrected),
        _share_range(row.low, row.high, write),
        write.points(moved_by(row)),
        write.number(row.labelled),
        write.text(f"page_method_{method}"),
    )


def _bridge_cells(row: Bridge, write: NumberFormats) -> tuple[str, ...]:
    return (
        write.points(row.total),
        write.points(row.instrument),
        _points_range(row.low, row.high, write),
        write.points(row.real),
        _points_range(row.real_low, row.real_high, write),
        write.number(row.answers),
    )


def _points_range(low: float | None, high: float | None, write: NumberFormats) -> str:
    if low is None or high is None:
        return NOTHING
    return write.text("low_high", low=write.points(low), high=write.points(high))


def _share_range(low: float | None, high: float | None, write: NumberFormats) -> str:
    if low is None or high is None:
        return NOTHING
    return write.text("low_high", low=write.percent(low), high=write.percent(high))


def _p_value(p: float | None, write: NumberFormats) -> str:
    if p is None:
        return NOTHING
    return f"<{write.decimal(0.001, 3)}" if p < 0.001 else write.decimal(p, 3)


def _label(question: QuestionSummary, theme: str) -> tuple[str, int]:
    """Return the theme's label and level; its id if the question lacks it."""
    themes: dict[str, ThemeFigures] = {row.theme: row for row in question.themes}
    return (themes[theme].label, themes[theme].level) if theme in themes else (theme, 1)
