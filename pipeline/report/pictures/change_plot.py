"""The change of a question from one wave to the next: differences in percentage points with their intervals, around nought."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.counts import Direction, QuestionSummary, RunSummary, ThemeFigures, WaveChange
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.chart import LABEL, SMALL, VALUE, Sheet
from pipeline.report.pictures.data_table import as_csv, fraction, theme_cells
from pipeline.report.pictures.picture import Picture, draw
from pipeline.report.style import WIDTH
from pipeline.report.words import NOTHING, plain, sentence, shown_themes

LABELS, NUMBER, ROW, ROW_GAP = 2.3, 1.45, 0.15, 0.1
ENDS = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""Where an axis may end, as a fraction; the first that holds every interval."""

SIGNS: dict[Direction, str] = {"up": "^", "down": "v", "same": "o", "unknown": "o"}
NAMED = 5


def change_plot(
    question: QuestionSummary, summary: RunSummary, width: float = WIDTH
) -> Picture | None:
    """The newest change of every theme shown, the largest increase first; None where the newest wave is compared with no other."""
    chart = _Changes(question, summary, width)
    return chart.picture() if chart.rows else None


class _Changes(Sheet):
    """One plot of changes."""

    def __init__(self, question: QuestionSummary, summary: RunSummary, width: float) -> None:
        super().__init__(question, summary, width)
        of_newest = [c for c in question.changes if self.waves and c.now == self.waves[0]]
        before = next(
            (wave for wave in self.waves[1:] if any(c.before == wave for c in of_newest)), ""
        )
        self.pair = (before, self.waves[0] if self.waves else "")
        changes = {c.theme: c for c in of_newest if c.before == before}
        shown = (
            [t for t in shown_themes(question, self.pair[::-1]) if t.theme in changes]
            if before
            else []
        )
        # of the deeper themes only those that changed, so that these are not lost among the others
        themes = [t for t in shown if t.level <= 1 or _is_change(changes[t.theme])]
        self.left_out = len(themes) < len(shown)
        # what is hidden stands last, in the order of the codebook: its place tells nothing
        order = {t.theme: place for place, t in enumerate(question.themes)}
        pairs = [(t, changes[t.theme]) for t in themes]
        known = sorted(
            ((t, c) for t, c in pairs if _is_known(c)), key=lambda p: -(p[1].difference or 0.0)
        )
        self.rows = known + sorted(
            (p for p in pairs if not _is_known(p[1])), key=lambda p: order[p[0].theme]
        )
        widest = max(
            (abs(v) for _, c in known for v in (c.difference, c.low, c.high) if v is not None),
            default=0.0,
        )
        self.end = next(end for end in ENDS if end >= min(widest, 1.0))
        self.left = 0.0 if self.narrow else LABELS
        self.full = width - self.left - NUMBER - (0.1 if self.left else 0.2)
        room = width if self.narrow else LABELS - 0.12
        self.lines = [
            self.letters.wrap(plain(t.label), room, LABEL, bold=_is_change(c)) for t, c in self.rows
        ]

    def picture(self) -> Picture:
        """The plot with its words and figures."""
        columns = (
            "theme",
            "label",
            "before",
            "now",
            "difference",
            "low",
            "high",
            "verdict",
            "shown",
            "hidden",
        )
        table = as_csv(columns, (self._cells(theme, change) for theme, change in self.rows))
        return draw(
            self._onto,
            self.house,
            f"{self.title} – {self._about()}",
            self._alt(),
            table=table,
            width=self.width,
        )

    def _cells(self, theme: ThemeFigures, change: WaveChange) -> tuple[str, ...]:
        known = (change.difference, change.low, change.high) if _is_known(change) else (None,) * 3
        verdict, hidden = self._verdict(change), str(change.suppressed).lower()
        numbers = tuple(fraction(value) for value in known)
        return (
            *theme_cells(theme),
            *map(plain, self.pair),
            *numbers,
            verdict,
            self._value(change),
            hidden,
        )

    def _about(self) -> str:
        return self.formats.text("pic_change", before=plain(self.pair[0]), now=plain(self.pair[1]))

    def _alt(self) -> str:
        said = []
        for verdict in ("up", "down"):
            found = [
                plain(t.label) + f" {self._value(c)}"
                for t, c in self.rows
                if _is_known(c) and c.verdict == verdict
            ]
            if found:
                word = sentence(self.formats.text(f"pic_{verdict}"))
                said.append(
                    self.formats.text(
                        "pic_change_named", verdict=word, themes="; ".join(found[:NAMED])
                    )
                )
        named = " ".join(said) or self.formats.text("pic_change_none")
        where = {"title": self.title, "before": plain(self.pair[0]), "now": plain(self.pair[1])}
        return self.formats.text("pic_change_alt", named=named, **where)

    def _onto(self, canvas: Canvas) -> float:
        y = self.head(canvas, self._about(), self.pair[::-1], swatches=False)
        top = y + 0.17
        low = top
        for (theme, change), lines in zip(self.rows, self.lines, strict=True):
            low = self._row(canvas, theme, change, lines, low + ROW_GAP)
        for step in range(-2, 3):
            value = self.end * step / 2
            canvas.paragraph(
                self._at(value), y, [self._points(value)], SMALL, self.house.muted, align="center"
            )
        if not self.narrow:
            self._grid(canvas, top - 0.02, low + 0.05)
        notes = ["pic_change_note", *(["pic_change_deeper"] if self.left_out else [])]
        return self.notes(canvas, low, [self.formats.text(key) for key in notes])

    def _grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        canvas.grid(
            [self._at(self.end * step / 2) for step in (-2, -1, 1, 2)], top, bottom, self.house.line
        )
        canvas.grid([self._at(0.0)], top, bottom, self.house.muted)

    def _row(
        self,
        canvas: Canvas,
        theme: ThemeFigures,
        change: WaveChange,
        lines: Sequence[str],
        y: float,
    ) -> float:
        high, bold = len(lines) * LABEL * LEADING / 72, _is_change(change)
        if self.narrow:
            y = canvas.paragraph(0, y, lines, LABEL, self.ink(theme), bold=bold) + 0.02
            room = ROW + (0.13 if bold else 0.0)
            self._grid(canvas, y, y + room)
        else:
            room = max(ROW + (0.13 if bold else 0.0), high)
            canvas.paragraph(0, y + (room - high) / 2, lines, LABEL, self.ink(theme), bold=bold)
        middle = y + room / 2
        colour = self.house.deep if bold else self.house.muted
        if _is_known(change) and change.difference is not None:
            if change.low is not None and change.high is not None:
                ends = (self._at(change.low), middle, self._at(change.high), middle)
                canvas.line(*ends, colour, 1.9 if bold else 0.9)
            canvas.dot(
                self._at(change.difference),
                middle,
                6.4 if bold else 4.6,
                colour,
                SIGNS[change.verdict],
                hollow=not bold,
            )
        self._words(canvas, change, middle)
        return y + room

    def _words(self, canvas: Canvas, change: WaveChange, middle: float) -> None:
        """The difference in numbers, and the word for it where it is one; a word alone where there are no numbers."""
        bold, x = _is_change(change), self.width - NUMBER + 0.1
        known = [self._value(change), *([self._verdict(change)] if bold else [])]
        lines = known if _is_known(change) else [self._verdict(change)]
        y = middle - len(lines) * VALUE * LEADING / 144
        canvas.paragraph(
            x, y, lines, VALUE, self.house.ink if bold else self.house.muted, bold=bold
        )

    def _verdict(self, change: WaveChange) -> str:
        return (
            self.formats.text("hidden")
            if change.suppressed
            else self.formats.text(f"pic_{change.verdict}")
        )

    def _value(self, change: WaveChange) -> str:
        if change.suppressed:
            return self.formats.text("hidden")
        if change.difference is None:
            return NOTHING
        if change.low is None or change.high is None:
            return self._points(change.difference)
        ends = {"low": self._points(change.low), "high": self._points(change.high)}
        return self.formats.text(
            "pic_change_value", difference=self._points(change.difference), **ends
        )

    def _points(self, value: float) -> str:
        """`+12`, `−3` or `0` percentage points."""
        return self.formats.points(value)

    def _at(self, value: float) -> float:
        middle = self.left + (0.1 if self.left else 0.2) + self.full / 2
        return middle + self.full / 2 * max(-1.0, min(1.0, value / self.end))


def _is_known(change: WaveChange) -> bool:
    return change.difference is not None and not change.suppressed


def _is_change(change: WaveChange) -> bool:
    return _is_known(change) and change.verdict in ("up", "down")
