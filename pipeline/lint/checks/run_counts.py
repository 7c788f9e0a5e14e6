"""A run's counts of each theme: the counts and changes that a report is checked against."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import Mention, Percent, rounded

VERDICTS = {"up": "an increase", "down": "a decrease", "same": "no difference shown"}

_ROUGH_POINTS = 10  # deviation allowed from a rough percentage (nearly 70%)
_MIN_LABEL = 4  # characters of a label; a shorter one is no name to go by


@dataclass(frozen=True, kw_only=True)
class ThemeCount:
    """A row of theme counts."""

    question: str
    wave: str
    segment: str
    label: str
    n: int
    base: int
    share: float

    @property
    def percent(self) -> float:
        """The share as a percentage."""
        return 100 * self.share

    @property
    def where(self) -> str:
        """The question, wave and segment that were counted."""
        return ", ".join(filter(None, (self.question, self.wave, self.segment)))

    def bears(self, mention: Mention) -> bool:
        """Whether the figure can be this count."""
        if mention.n not in (None, self.n) or mention.base not in (None, self.base):
            return False
        if mention.percent is None:
            return mention.n is not None
        if mention.modifier:
            return abs(mention.percent.value - self.percent) <= _ROUGH_POINTS
        return mention.percent.is_near(self.percent)

    def shown(self, digits: int = 0) -> str:
        """Return the count as a report prints it."""
        percent = Percent(float(f"{self.percent + 1e-9:.{digits}f}"), digits)
        if self.base and abs(self.n / self.base - self.share) < 1e-6:
            percent = rounded(self.n, self.base, digits)
        return f"{percent} (n={self.n})"


@dataclass(frozen=True, kw_only=True)
class ThemeChange:
    """A row of changes between waves."""

    label: str
    before: str
    now: str
    verdict: str
    difference: float


@dataclass(frozen=True)
class RunCounts:
    """The counts of a run. Themes are keyed by their folded labels."""

    rows: Sequence[ThemeCount]
    changes: Sequence[ThemeChange] = ()
    weighted: bool = False

    @property
    def bases(self) -> frozenset[int]:
        """All bases in the counts."""
        return frozenset(row.base for row in self.rows)

    @cached_property
    def by_label(self) -> Mapping[str, list[ThemeCount]]:
        """The rows of each theme."""
        rows = defaultdict(list)
        for row in self.rows:
            rows[plain(row.label)].append(row)
        return rows

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern for the labels, the longest first."""
        labels = [label for label in self.by_label if len(label) >= _MIN_LABEL]
        labels.sort(key=lambda label: (-len(label), label))
        choices = "|".join(re.escape(label).replace(r"\ ", " ") for label in labels)
        return re.compile(rf"(?<![\w-])(?:{choices or '(?!)'})(?![\w-])")

    @cached_property
    def waves(self) -> list[str]:
        """Ids of the waves in order."""
        return sorted({row.wave for row in self.rows})

    def expected(self, label: str, scope: str, patterns: FigurePatterns) -> list[ThemeCount]:
        """Return the counts that a figure of the theme can be.

        Those of the waves and segments named in the text around the figure; by default the latest,
        of everybody.
        """
        rows, text = self.by_label[label], fold(scope)
        waves = self._waves_in(text) or self.waves[-1:]
        segments = {row.segment for row in rows} - {""}
        named = {segment for segment in segments if _names(text, segment, patterns)} or {""}
        return [row for row in rows if row.wave in waves and row.segment in named]

    def _waves_in(self, text: str) -> list[str]:
        words = {wave: rf"(?<!\w){re.escape(fold(wave))}(?!\w)" for wave in self.waves}
        return [wave for wave, word in words.items() if re.search(word, text)]

    def latest_changes(self, label: str) -> list[ThemeChange]:
        """Return the changes of a theme up to its latest wave."""
        changes = [change for change in self.changes if plain(change.label) == label]
        latest = max((change.now for change in changes), default="")
        return [change for change in changes if change.now == latest]


def read_run_counts(
    counts: Iterable[Mapping[str, Any]], changes: Iterable[Mapping[str, Any]] = ()
) -> RunCounts:
    """Return the counts from the rows of theme_counts and changes, without hidden ones.

    `KeyError`, `ValueError` for other tables.
    """
    counts = list(counts)
    return RunCounts(
        rows=[_theme_count(row) for row in counts if _is_counted(row)],
        changes=[_theme_change(row) for row in changes if _is_told(row)],
        weighted=any(row.get("weighted_base") for row in counts),
    )


def _is_counted(row: Mapping[str, Any]) -> bool:
    return not _is_hidden(row) and "" not in (row["share"], row["n"]) and int(row["base"]) > 0


def _is_told(row: Mapping[str, Any]) -> bool:
    return not _is_hidden(row) and row["verdict"] in VERDICTS


def _theme_count(row: Mapping[str, Any]) -> ThemeCount:
    texts = {name: row[name] for name in ("question", "wave", "segment", "label")}
    return ThemeCount(**texts, n=int(row["n"]), base=int(row["base"]), share=float(row["share"]))


def _theme_change(row: Mapping[str, Any]) -> ThemeChange:
    texts = {name: row[name] for name in ("label", "before", "now", "verdict")}
    return ThemeChange(**texts, difference=float(row["difference"] or 0))


def plain(label: str) -> str:
    """Return a label as a key: folded, with single spaces."""
    return " ".join(fold(label).split())


def _is_hidden(row: Mapping[str, Any]) -> bool:
    return str(row.get("suppressed")).strip().lower() in ("true", "1")


def _names(text: str, segment: str, patterns: FigurePatterns) -> bool:
    """Whether a text names a segment before the noun of the respondents or a figure.

    Such as klein [n=8], kleine gemeenten, grote gemeenten.
    """
    name = plain(segment)
    inflections = patterns.words("segments", "inflections")
    forms = {re.sub(ending, inflected, name) for ending, inflected in inflections}
    conjunction = patterns.any_of("sentences", "conjunctions")
    behind = rf"(?:\s+{patterns.unit}|\s*(?:[\[(:|,\"”]|\Z)|\s+{conjunction}\b)"
    return any(re.search(rf"(?<!\w){re.escape(form)}{behind}", text) for form in forms)
