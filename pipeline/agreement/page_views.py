"""What the agreement page shows for a question: coders, pairs and themes, ready to render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.agreement.values import (
    STATISTICS,
    CoderFigures,
    Figures,
    QuestionAgreement,
    ThemeAgreement,
)
from pipeline.model import Measure
from pipeline.report import TableRow
from pipeline.report.words import NumberFormats, sentence

MAX_IN_MATRIX = 8
"""The most coders in the table of all pairs; with more, only the list of pairs is shown."""


class Words:
    """Formats coefficients in the language of the study."""

    def __init__(self, formats: NumberFormats) -> None:
        self.formats = formats

    def decimal(self, value: float | None) -> str:
        """Return `0,82`, or a dash."""
        return _with_minus(self.formats.decimal(value))

    def measured(self, measure: Measure) -> str:
        """Return `0,82 (0,74–0,89)`; without an interval the value alone."""
        return _with_minus(self.formats.measured(measure))

    def percent(self, share: Measure) -> str:
        """Return `82%`."""
        return self.formats.percent(share.value)

    def percents(self, share: Measure) -> str:
        """Return `82% (74–89%)`; without an interval the value alone."""
        if share.interval is None:
            return self.percent(share)
        return f"{self.percent(share)} ({self.formats.percents(*share.interval)})"

    def verdict(self, figures: Figures) -> str:
        """Return what the figures mean for a report."""
        return self.formats.text(f"agree_verdict_{_key(figures.verdict)}")

    def may_be_lower(self, figures: Figures) -> str:
        """Return a note that the verdict may turn out lower, or ''."""
        return self.formats.text("agree_wide") if figures.wide else ""

    def verdict_in_full(self, figures: Figures) -> str:
        """Return the verdict, and whether it may turn out lower."""
        verdict, lower = self.verdict(figures), self.may_be_lower(figures)
        return f"{verdict} ({lower})" if lower else verdict

    def why(self, measure: Measure) -> str:
        """Return why a coefficient or its interval is missing, or ''."""
        return self.formats.text(f"agree_why_{_key(measure.why)}") if measure.why else ""

    def coder(self, coder: CoderFigures) -> str:
        """Return the name of a coder."""
        if coder.kind != "person":
            return self.formats.text(f"agree_kind_{coder.kind}")
        return coder.name or self.formats.text("agree_unnamed")


def _with_minus(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def _key(name: str) -> str:
    return name.replace("-", "_")


def at(value: float) -> str:
    """Return the position of a coefficient on a line from 0 to 1, as a percentage of its width.

    Negative values are put at 0.
    """
    return f"{_percentage(value):.2f}%"


def _percentage(value: float) -> float:
    return 2 + 96 * min(1.0, max(0.0, value))


def coder_rows(question: QuestionAgreement, words: Words) -> list[TableRow]:
    """Return a row per coder: texts, per cent agreement and alpha with the others."""
    rows = []
    for coder in question.coders:
        same, alpha = words.formats.percent(coder.percent), words.decimal(coder.alpha)
        mark = words.formats.text("agree_odd") if coder.odd else ""
        cells = (words.formats.number(coder.texts), same, alpha)
        is_machine = coder.kind != "person"
        rows.append(TableRow(words.coder(coder), cells, mark=mark, is_machine=is_machine))
    return rows


def pair_rows(question: QuestionAgreement, words: Words) -> list[TableRow]:
    """Return a row per pair of coders: texts, per cent agreement and alpha."""
    names, rows = [words.coder(coder) for coder in question.coders], []
    for pair in question.pairs:
        sets = pair.figures
        alpha = words.why(sets.alpha) if sets.alpha.value is None else words.measured(sets.alpha)
        cells = (words.formats.number(sets.n), words.percents(sets.percent), alpha)
        rows.append(TableRow(f"{names[pair.one]} – {names[pair.other]}", cells))
    return rows


def theme_rows(
    question: QuestionAgreement, themes: Sequence[ThemeAgreement], words: Words
) -> list[TableRow]:
    """Return a row per theme: texts, and every coefficient."""
    number, rows = words.formats.number, []
    for theme in themes:
        figures = question.shown(theme)
        cells = [number(figures.n), number(figures.given), words.percents(figures.percent)]
        cells += [words.measured(figures.of[name]) for name in STATISTICS if name != "percent"]
        if question.compares_people:
            cells.append(words.measured(theme.everyone.alpha))
        rows.append(TableRow(theme.label, cells, level=theme.level))
    return rows


@dataclass(frozen=True)
class MatrixCell:
    """Alpha of two coders and its verdict; '' in the half of the matrix left empty."""

    alpha: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Matrix:
    """Alpha of each pair of coders, shown once: column names, and rows by name.

    Empty for two coders, and for more than `MAX_IN_MATRIX`.
    """

    names: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[MatrixCell]]] = ()

    @classmethod
    def from_question(cls, question: QuestionAgreement, words: Words) -> Matrix:
        """Return the matrix of a question."""
        if not 2 < len(question.coders) <= MAX_IN_MATRIX:
            return cls()
        cells = {}
        for pair in question.pairs:
            alpha = words.decimal(pair.figures.alpha.value)
            cells[pair.other, pair.one] = MatrixCell(alpha, pair.figures.verdict)
        names = [words.coder(coder) for coder in question.coders]
        columns = range(len(names) - 1)
        rows = []
        for row, name in enumerate(names[1:], 1):
            rows.append((name, [cells.get((row, column), MatrixCell()) for column in columns]))
        return cls(names[:-1], rows)


@dataclass(frozen=True)
class Line:
    """A coefficient on a line: position of its dot, and start and width of its interval."""

    dot: str = ""
    low: str = ""
    width: str = ""

    @classmethod
    def from_measure(cls, measure: Measure) -> Line:
        """Return the positions for a coefficient, '' if it is missing."""
        if measure.value is None:
            return cls()
        if measure.interval is None:
            return cls(at(measure.value))
        # the width is computed from the rounded ends
        low, high = (round(_percentage(end), 2) for end in measure.interval)
        return cls(at(measure.value), f"{low:.2f}%", f"{high - low:.2f}%")


@dataclass(frozen=True)
class ThemeView:
    """A theme in the chart: label, line, alpha in figures, verdict, small print and remarks."""

    label: str
    level: int
    line: Line
    alpha: str
    alt: str
    verdict_id: str
    verdict: str
    wide: str
    note: str
    remarks: tuple[str, ...]

    @classmethod
    def from_theme(
        cls, theme: ThemeAgreement, question: QuestionAgreement, words: Words
    ) -> ThemeView:
        """Return the chart row of a theme."""
        figures = question.shown(theme)
        text, number = words.formats.text, words.formats.number
        alpha = words.measured(figures.alpha)
        remarks = [words.why(figures.alpha)] if figures.alpha.why else []
        if figures.rare:
            remarks.append(text("agree_rare", ac1=words.decimal(figures.of["ac1"].value)))
        note = text(
            "agree_theme_small",
            n=number(figures.n),
            given=number(figures.given),
            percent=words.percent(figures.percent),
        )
        return cls(
            label=theme.label,
            level=theme.level,
            line=Line.from_measure(figures.alpha),
            alpha=alpha,
            alt=text("agree_theme_alt", alpha=alpha),
            verdict_id=figures.verdict,
            verdict=words.verdict(figures),
            wide=words.may_be_lower(figures),
            note=note,
            remarks=tuple(map(sentence, remarks)),
        )


@dataclass(frozen=True)
class QuestionView:
    """A question on the page.

    `rows` are the themes that were assigned; `few` names the themes too rare to draw, `never` those
    never assigned.
    """

    number: int
    anchor: str
    question: QuestionAgreement
    summary: str
    coders: Sequence[TableRow]
    matrix: Matrix
    pairs: Sequence[TableRow]
    themes: Sequence[ThemeView]
    rows: Sequence[TableRow]
    few: str
    never: str
