"""Number formats of a study's language: whole percentages with their n, bases in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipeline.counts import Figure, QuestionSummary, RunSummary
from pipeline.language import Language, language
from pipeline.model import Measure

SMALL_BASE = 20
"""A share on a smaller base is shown with a warning."""

NOTHING = "–"
"""Shown if there is no number."""


class NumberFormats:
    """Formats the numbers of one study."""

    def __init__(self, language: Language, unit: str, unit_plural: str) -> None:
        self.language = language
        self.unit = unit
        self.unit_plural = unit_plural

    @classmethod
    def of(cls, summary: RunSummary) -> NumberFormats:
        """Return the formats of that run."""
        return cls(language(summary.language), summary.unit, summary.unit_plural)

    @classmethod
    def of_language(cls, name: str) -> NumberFormats:
        """Return the formats of a page that uses the language's own word for respondents."""
        tongue = language(name)
        return cls(tongue, tongue.text("respondent_singular"), tongue.text("respondent_plural"))

    def text(self, key: str, **values: object) -> str:
        """Return a text of the catalogue with its values filled in."""
        return self.language.text(key, **values)

    def number(self, n: int) -> str:
        """Return `1.234` in Dutch, `1,234` in English."""
        return f"{n:,}".replace(",", self.language.thousands_mark)

    def decimal(self, value: float | None, digits: int = 2) -> str:
        """Return `0,82` in Dutch, `0.82` in English."""
        if value is None:
            return NOTHING
        return f"{value:.{digits}f}".replace(".", self.language.decimal_mark)

    def measured(self, measure: Measure) -> str:
        """Return `0,82 (0,74–0,89)`."""
        value = self.decimal(measure.value)
        if measure.low is None or measure.high is None:
            return value
        return f"{value} ({self.decimal(measure.low)}–{self.decimal(measure.high)})"

    def percents(self, low: float, high: float) -> str:
        """Return `74–89%`."""
        return f"{self.percent(low).rstrip('%')}–{self.percent(high)}"

    def percent(self, share: float | None) -> str:
        """Return a whole percentage, halves up; `<1%` and `>99%` are neither none nor all."""
        if share is None:
            return NOTHING
        percent = _whole_percent(share)
        if share > 0 and percent == 0:
            return "<1%"
        return ">99%" if share < 1 and percent == 100 else f"{percent}%"

    def points(self, difference: float | None) -> str:
        """Return a difference in whole points, halves away from zero: `+12`, `−3`, `0`."""
        if difference is None:
            return NOTHING
        points = _whole_percent(difference)
        sign = "+" if points > 0 else "−" if points < 0 else ""
        return f"{sign}{abs(points)}"

    def figure(self, figure: Figure | None) -> str:
        """Return `67% (n=20)`; a word instead if the figure may not be shown."""
        if figure is not None and figure.suppressed:
            return self.text("hidden")
        if figure is None or figure.share is None:
            return NOTHING
        return f"{self.percent(figure.share)} ({self.text('n_label')}={self.number(figure.n)})"

    def share(self, figure: Figure | None) -> str:
        """Return only the percentage of a figure."""
        if figure is not None and figure.suppressed:
            return self.text("hidden")
        return self.percent(figure.share if figure else None)

    def count(self, figure: Figure | None) -> str:
        """Return only the number of respondents of a figure."""
        if figure is None:
            return NOTHING
        return self.text("hidden") if figure.suppressed else self.number(figure.n)

    def interval(self, figure: Figure | None) -> str:
        """Return `49% tot 81%`."""
        if figure is None or figure.suppressed or figure.low is None or figure.high is None:
            return NOTHING
        return self.text("low_high", low=self.percent(figure.low), high=self.percent(figure.high))

    def sources(self, figure: Figure | None, names: Sequence[str]) -> str:
        """Return respondents by these sources of their coding: `3 / 12 / 1`."""
        if figure is None or figure.suppressed:
            return NOTHING
        return " / ".join(self.number(figure.by_source(name)) for name in names)

    def guesses(self, figure: Figure | None) -> str:
        """Return `waarvan 3 vermoedens`; nothing if no respondent rests on guesses alone."""
        if figure is None or figure.suppressed or not figure.n_guess:
            return ""
        return self.one_or_many("n_guess", figure.n_guess)

    def figure_with_guesses(self, figure: Figure | None) -> str:
        """Return `67% (n=20), waarvan 3 vermoedens`."""
        return ", ".join(filter(None, (self.figure(figure), self.guesses(figure))))

    def units(self, n: int) -> str:
        """Return `30 gemeenten`, `1 gemeente`."""
        return f"{self.number(n)} {self.unit_of(n)}"

    def unit_of(self, n: int) -> str:
        """Return the noun for that many respondents."""
        return self.unit if n == 1 else self.unit_plural

    def base(self, n: int) -> str:
        """Return `[n=30 gemeenten]`, or that nobody answered."""
        if not n:
            return self.text("no_base")
        return self.text("base_note", n=self.number(n), unit=self.unit_of(n))

    def base_of(self, question: QuestionSummary, wave: str) -> str:
        """Return `2025 [n=30 gemeenten]`, with a warning after a small base."""
        n = question.bases[wave].answered
        if not n:
            return f"{wave}: {self.base(n)}"
        warning = f" · {self.text('small_base')}" if is_small(n) else ""
        return f"{wave} {self.base(n)}{warning}"

    def left_out(self, question: QuestionSummary, wave: str) -> list[str]:
        """Return who is missing from the base (no answer) or not coded yet."""
        base = question.bases[wave]
        counts = {"no_answer": base.no_answer, "uncoded": base.uncoded}
        return [self.one_or_many(key, n) for key, n in counts.items() if n]

    def not_just_weighted(self, question: QuestionSummary, wave: str) -> list[str]:
        """Return which shares of everybody are rounded or count heads for hidden figures' sake."""
        rounded, unweighted = [], []
        for theme in question.themes:
            figure = theme.waves.get(wave)
            if figure is not None and figure.unweighted:
                unweighted.append(theme.label)
            elif figure is not None and figure.rounded is not None:
                rounded.append(theme.label)
        kinds = {"shares_rounded": rounded, "shares_unweighted": unweighted}
        return [self.text(key, themes=", ".join(names)) for key, names in kinds.items() if names]

    def guessed(self, guesses: int | None, codings: int | None) -> list[str]:
        """Return how many of the codings are guesses, if any are and it may be told."""
        if not guesses or codings is None:
            return []
        return [self.one_or_many("guesses", guesses, all=self.number(codings))]

    def one_or_many(self, key: str, n: int, **more: object) -> str:
        """Return the text `<key>_one` or `<key>_many` with the number and the unit."""
        number = {"n": self.number(n), "unit": self.unit_of(n), "units": self.units(n)}
        return self.text(f"{key}_{'one' if n == 1 else 'many'}", **number, **more)


def is_small(base: int) -> bool:
    """Whether shares of that base need a warning."""
    return 0 < base < SMALL_BASE


def sentence(text: str) -> str:
    """Return the text with an initial capital."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """Return the text as one line of printable characters, for a picture."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _whole_percent(fraction: float) -> int:
    return int((Decimal(str(fraction)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
