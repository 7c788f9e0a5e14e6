"""What the page of agreement shows of a question: coders, pairs and themes as words and places."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from pipeline.agreement.values import (
    CoderFigures,
    Coefficient,
    Figures,
    PairFigures,
    QuestionAgreement,
    ThemeAgreement,
)
from pipeline.report.words import NOTHING, NumberFormats

MOST_IN_MATRIX = 8
"""Coders who stand in one table against each other; of more, the list of pairs tells it all."""


class Words:
    """Writes coefficients in the language of the study."""

    def __init__(self, formats: NumberFormats) -> None:
        self.formats = formats

    def decimal(self, value: float) -> str:
        """`0,82`, or a dash."""
        return (
            NOTHING if isnan(value) else self.formats.decimal(value).replace("-", "\N{MINUS SIGN}")
        )

    def measured(self, coefficient: Coefficient) -> str:
        """`0,82 (0,74–0,89)`; without an interval the value alone."""
        value = self.decimal(coefficient.value)
        if not coefficient.spread:
            return value
        return f"{value} ({self.decimal(coefficient.low)}–{self.decimal(coefficient.high)})"

    def percent(self, share: Coefficient) -> str:
        """`82%`."""
        return self.formats.percent(None if isnan(share.value) else share.value)

    def percents(self, share: Coefficient) -> str:
        """`82% (74–89%)`."""
        if not share.spread:
            return self.percent(share)
        low, high = self.formats.percent(share.low), self.formats.percent(share.high)
        return f"{self.percent(share)} ({low.rstrip('%')}–{high})"

    def verdict(self, figures: Figures) -> str:
        """What the figures mean for a report."""
        return self.formats.text(f"agree_verdict_{figures.verdict.replace('-', '_')}")

    def in_full(self, figures: Figures) -> str:
        """The same, and whether that may turn out lower."""
        return (
            f"{self.verdict(figures)} ({self.formats.text('agree_wide')})"
            if figures.wide
            else self.verdict(figures)
        )

    def why(self, coefficient: Coefficient) -> str:
        """Why a coefficient or its interval isn't there, or ''."""
        return (
            self.formats.text(f"agree_why_{coefficient.why.replace('-', '_')}")
            if coefficient.why
            else ""
        )

    def coder(self, coder: CoderFigures) -> str:
        """The name of a coder."""
        if coder.kind != "person":
            return self.formats.text(f"agree_kind_{coder.kind}")
        return coder.name or self.formats.text("agree_unnamed")

    @staticmethod
    def at(value: float) -> str:
        """Where a coefficient stands on a line from 0 to 1, as a percentage of its width; below 0 it stands at the beginning."""
        return f"{2 + 96 * min(1.0, max(0.0, value)):.2f}%"


@dataclass(frozen=True)
class CoderView:
    """A row of the table of coders."""

    name: str
    kind: str
    cells: tuple[str, ...]
    odd: bool

    @classmethod
    def of(cls, coder: CoderFigures, words: Words) -> CoderView:
        """The row of a coder."""
        share = words.formats.percent(None if isnan(coder.percent) else coder.percent)
        cells = (words.formats.number(coder.texts), share, words.decimal(coder.alpha))
        return cls(words.coder(coder), coder.kind, cells, coder.odd)


@dataclass(frozen=True)
class PairView:
    """A row of the list of pairs."""

    names: tuple[str, str]
    cells: tuple[str, ...]

    @classmethod
    def of(cls, q: QuestionAgreement, pair: PairFigures, words: Words) -> PairView:
        """The row of a pair."""
        names = (words.coder(q.coders[pair.one]), words.coder(q.coders[pair.other]))
        of = pair.figures.of
        alpha = words.measured(of["alpha"]) if of["alpha"].known else words.why(of["alpha"])
        return cls(
            names, (words.formats.number(pair.figures.n), words.percents(of["percent"]), alpha)
        )


@dataclass(frozen=True)
class Matrix:
    """Alpha of every two coders, each pair once: names above, and rows of a name and its cells (alpha, verdict), '' where there is none.

    Empty for two coders, and for very many.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @classmethod
    def of(cls, q: QuestionAgreement, words: Words) -> Matrix:
        """The table of a question."""
        if not 2 < len(q.coders) <= MOST_IN_MATRIX:
            return cls((), ())
        names = [words.coder(coder) for coder in q.coders]
        found = {
            (pair.other, pair.one): (
                words.decimal(pair.figures.of["alpha"].value),
                pair.figures.verdict,
            )
            for pair in q.pairs
        }
        columns = range(len(names) - 1)
        rows = (
            (names[row], tuple(found.get((row, column), ("", "")) for column in columns))
            for row in range(1, len(names))
        )
        return cls(tuple(names[:-1]), tuple(rows))


@dataclass(frozen=True)
class Line:
    """A coefficient on the line: where its dot stands, where its interval begins and how wide it is; '' where there is none."""

    dot: str
    low: str
    width: str

    @classmethod
    def of(cls, coefficient: Coefficient, words: Words) -> Line:
        """The places of a coefficient."""
        if not coefficient.known:
            return cls("", "", "")
        if not coefficient.spread:
            return cls(words.at(coefficient.value), "", "")
        low, high = (
            float(words.at(end).rstrip("%")) for end in (coefficient.low, coefficient.high)
        )
        return cls(words.at(coefficient.value), f"{low:.2f}%", f"{high - low:.2f}%")


@dataclass(frozen=True)
class ThemeView:
    """A theme of the chart: label, its line, alpha in figures, the verdict and whether it may be lower, small print, remarks."""

    label: str
    level: int
    line: Line
    alpha: str
    alt: str
    key: str
    verdict: str
    wide: str
    small: str
    remarks: tuple[str, ...]

    @classmethod
    def of(cls, theme: ThemeAgreement, figures: Figures, words: Words) -> ThemeView:
        """The row of a theme."""
        text, alpha = words.formats.text, figures.of["alpha"]
        remarks = [words.why(alpha)] if alpha.why else []
        remarks += (
            [text("agree_rare", ac1=words.decimal(figures.of["ac1"].value))] if figures.rare else []
        )
        number = words.formats.number
        return cls(
            label=theme.label,
            level=theme.level,
            line=Line.of(alpha, words),
            alpha=words.measured(alpha),
            alt=text("agree_theme_alt", alpha=words.measured(alpha)),
            key=figures.verdict,
            verdict=words.verdict(figures),
            wide=text("agree_wide") if figures.wide else "",
            small=text(
                "agree_theme_small",
                n=number(figures.n),
                given=number(figures.given),
                percent=words.percent(figures.of["percent"]),
            ),
            remarks=tuple(remark[:1].upper() + remark[1:] for remark in remarks),
        )


@dataclass(frozen=True)
class QuestionView:
    """A question on the page. rows: label, level and cells of each theme that anybody gave. few, never: the themes too rare
    to be drawn, and those that nobody gave."""

    number: int
    anchor: str
    question: QuestionAgreement
    said: str
    coders: tuple[CoderView, ...]
    matrix: Matrix
    pairs: tuple[PairView, ...]
    themes: tuple[ThemeView, ...]
    rows: tuple[tuple[str, int, tuple[str, ...]], ...]
    few: str
    never: str
