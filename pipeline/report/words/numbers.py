"""How numbers are written in the language of the study: whole per cents with their n, bases in brackets."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pipeline.counts import Figure, QuestionSummary, RunSummary
from pipeline.language import Language, language
from pipeline.model import Measure

SMALL_BASE = 20
"""Below this base a share is shown with a warning."""

NOTHING = "–"
"""Stands where there is no number."""


class NumberFormats:
    """Writes the numbers of one study."""

    def __init__(self, language: Language, unit: str, unit_plural: str) -> None:
        self.language = language
        self.unit = unit
        self.unit_plural = unit_plural

    @classmethod
    def of(cls, summary: RunSummary) -> NumberFormats:
        """The formats of that run."""
        return cls(language(summary.language), summary.unit, summary.unit_plural)

    @classmethod
    def of_language(cls, name: str) -> NumberFormats:
        """Return the formats of a page that calls respondents by the language's own word."""
        tongue = language(name)
        return cls(tongue, tongue.text("respondent_singular"), tongue.text("respondent_plural"))

    def text(self, key: str, **values: object) -> str:
        """A text of the catalogue with its values filled in."""
        return self.language.text(key, **values)

    def number(self, n: int) -> str:
        """`1.234` in Dutch, `1,234` in English."""
        return f"{n:,}".replace(",", self.language.thousands_mark)

    def decimal(self, value: float | None, digits: int = 2) -> str:
        """`0,82` in Dutch, `0.82` in English."""
        return (
            NOTHING
            if value is None
            else f"{value:.{digits}f}".replace(".", self.language.decimal_mark)
        )

    def measured(self, measure: Measure) -> str:
        """`0,82 (0,74–0,89)`."""
        if measure.low is None or measure.high is None:
            return self.decimal(measure.value)
        return f"{self.decimal(measure.value)} ({self.decimal(measure.low)}–{self.decimal(measure.high)})"

    def percents(self, low: float, high: float) -> str:
        """Return `74–89%`."""
        return f"{self.percent(low).rstrip('%')}–{self.percent(high)}"

    def percent(self, share: float | None) -> str:
        """A fraction in whole per cents, halves rounded up; `<1%` and `>99%` keep some apart from none and from all."""
        if share is None:
            return NOTHING
        whole = (Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP)
        if share > 0 and whole == 0:
            return "<1%"
        return ">99%" if share < 1 and whole == 100 else f"{whole}%"

    def points(self, difference: float) -> str:
        """A difference of fractions in whole percentage points with its sign: `+12`, `−3`, `0`; halves away from nought."""
        whole = int((Decimal(str(difference)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
        return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"

    def figure(self, figure: Figure | None) -> str:
        """`67% (n=20)`; a word instead when the figure may not be shown."""
        if figure is None or (figure.share is None and not figure.suppressed):
            return NOTHING
        if figure.suppressed:
            return self.text("hidden")
        return f"{self.percent(figure.share)} ({self.text('n_label')}={self.number(figure.n)})"

    def share(self, figure: Figure | None) -> str:
        """Only the per cents of a figure."""
        return (
            self.text("hidden")
            if figure and figure.suppressed
            else self.percent(figure.share if figure else None)
        )

    def count(self, figure: Figure | None) -> str:
        """Only the number of respondents of a figure."""
        if figure is None:
            return NOTHING
        return self.text("hidden") if figure.suppressed else self.number(figure.n)

    def interval(self, figure: Figure | None) -> str:
        """`49% tot 81%`."""
        if figure is None or figure.suppressed or figure.low is None or figure.high is None:
            return NOTHING
        return self.text("low_high", low=self.percent(figure.low), high=self.percent(figure.high))

    def sources(self, figure: Figure | None) -> str:
        """Respondents by what their coding rests on: rules / classifier / reviewer."""
        if figure is None or figure.suppressed:
            return NOTHING
        return " / ".join(
            self.number(n) for n in (figure.n_rules, figure.n_classifier, figure.n_reviewer)
        )

    def units(self, n: int) -> str:
        """`30 gemeenten`, `1 gemeente`."""
        return f"{self.number(n)} {self.unit_of(n)}"

    def unit_of(self, n: int) -> str:
        """The word for that many respondents."""
        return self.unit if n == 1 else self.unit_plural

    def base(self, n: int) -> str:
        """`[n=30 gemeenten]`, or that nobody answered."""
        return (
            self.text("base_note", n=self.number(n), unit=self.unit_of(n))
            if n
            else self.text("no_base")
        )

    def base_of(self, question: QuestionSummary, wave: str) -> str:
        """`2025 [n=30 gemeenten]`, with a warning behind a small base."""
        n = question.bases[wave].answered
        warning = f" · {self.text('small_base')}" if is_small(n) else ""
        return f"{wave}: {self.base(n)}" if not n else f"{wave} {self.base(n)}{warning}"

    def left_out(self, question: QuestionSummary, wave: str) -> list[str]:
        """What the base of that wave lacks or holds besides: who gave no answer, which answers are not coded yet."""
        base = question.bases[wave]
        notes = []
        if base.no_answer:
            notes.append(self._many("no_answer", base.no_answer))
        if base.uncoded:
            notes.append(self._many("uncoded", base.uncoded))
        return notes

    def _many(self, key: str, n: int) -> str:
        return self.text(
            f"{key}_{'one' if n == 1 else 'many'}", n=self.number(n), unit=self.unit_of(n)
        )


def is_small(base: int) -> bool:
    """Whether shares of that base need a warning."""
    return 0 < base < SMALL_BASE


def sentence(text: str) -> str:
    """The text with a capital in front."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """One line of printable characters, fit for a picture."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
