"""Holds what a report says of themes against the theme counts and changes of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.lint.checks.changes import direction_in, ordered
from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.phrases import LOOSE, PLAIN, fitting_words, phrases_in
from pipeline.lint.figure_patterns import fold
from pipeline.lint.find import Group, Mention, Percent, Report, Sentence, rounded
from pipeline.lint.read import Piece

_CLOSE, _NEAR, _FAR = 30, 60, 130
"""Signs between a theme and its figure: for a theme of one word at most, for a likely finding at most, at all."""


@dataclass(frozen=True)
class Count:
    """A row of theme counts."""

    question: str
    wave: str
    segment: str
    theme: str
    label: str
    n: int
    base: int
    share: float

    def bears(self, m: Mention) -> bool:
        """Whether the figure can be this count."""
        if m.n is not None and m.n != self.n:
            return False
        if m.base is not None and m.base != self.base:
            return False
        if m.percent is None:
            return m.n is not None
        if m.modifier:
            return abs(m.percent.value - 100 * self.share) <= 10
        return m.percent.is_near(100 * self.share)

    def shown(self, digits: int = 0) -> str:
        """The count as a report prints it."""
        percent = Percent(float(f"{100 * self.share + 1e-9:.{digits}f}"), digits)
        return f"{rounded(self.n, self.base, digits) if self.base and abs(self.n / self.base - self.share) < 1e-6 else percent} (n={self.n})"


@dataclass(frozen=True)
class Moved:
    """A row of changes between waves."""

    theme: str
    label: str
    before: str
    now: str
    verdict: str
    difference: float


@dataclass(frozen=True)
class Counts:
    """What a run counted. Themes are known by their folded labels."""

    rows: Sequence[Count]
    changes: Sequence[Moved] = ()
    weighted: bool = False
    by_label: Mapping[str, list[Count]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Count]] = {}
        for row in self.rows:
            found.setdefault(_plain(row.label), []).append(row)
        object.__setattr__(self, "by_label", found)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern for the labels, the longest first; those of a few letters are no names to go by."""
        labels = sorted(
            (label for label in self.by_label if len(label) >= 4), key=lambda w: (-len(w), w)
        )
        return re.compile(
            rf"(?<![\w-])(?:{'|'.join(re.escape(label).replace(chr(92) + ' ', ' ') for label in labels) or '(?!)'})(?![\w-])"
        )

    @cached_property
    def waves(self) -> list[str]:
        """Ids of the waves in order."""
        return sorted({row.wave for row in self.rows})

    def expected(self, label: str, scope: str, units: str) -> list[Count]:
        """The counts that a figure of the theme can be by the waves and segments that the text around it names; by default everybody's, latest."""
        rows = self.by_label[label]
        folded = fold(scope)
        waves = [
            w for w in self.waves if re.search(rf"(?<!\w){re.escape(fold(w))}(?!\w)", folded)
        ] or self.waves[-1:]
        segments = {
            row.segment for row in rows if row.segment and _names(row.segment, folded, units)
        }
        return [
            r
            for r in rows
            if r.wave in waves and (r.segment in segments if segments else not r.segment)
        ]


def read_counts(
    counts: Iterable[Mapping[str, Any]], changes: Iterable[Mapping[str, Any]] = ()
) -> Counts:
    """The counts of the rows of theme_counts and changes; hidden ones are left out. `KeyError`, `ValueError` where they are none."""
    counts = list(counts)
    rows = [
        Count(
            r["question"],
            r["wave"],
            r["segment"],
            r["theme"],
            r["label"],
            int(r["n"]),
            int(r["base"]),
            float(r["share"]),
        )
        for r in counts
        if not _is_true(r.get("suppressed"))
        and r["share"] != ""
        and r["n"] != ""
        and int(r["base"]) > 0
    ]
    moved = [
        Moved(
            r["theme"], r["label"], r["before"], r["now"], r["verdict"], float(r["difference"] or 0)
        )
        for r in changes
        if not _is_true(r.get("suppressed")) and r["verdict"] in ("up", "down", "same")
    ]
    return Counts(rows, moved, any(r.get("weighted_base") for r in counts))


def _is_true(value: object) -> bool:
    return str(value).strip().lower() in ("true", "1")


def _plain(label: str) -> str:
    return " ".join(fold(label).split())


def _names(segment: str, folded: str, units: str) -> bool:
    """Whether a text names a segment before the noun of the respondents or a figure: klein [n=8], kleine gemeenten, grote gemeenten."""
    word = _plain(segment)
    forms = {word, f"{word}e", re.sub(r"([aeou])\1([bdfgklmnprstv])$", r"\1\2e", word)}
    behind = rf"(?:\s+{units}|\s*(?:[\[(:|,\"”]|\Z)|\s+(?:en|and|of|or)\b)"
    return any(re.search(rf"(?<!\w){re.escape(form)}{behind}", folded) for form in forms)


def check_claims(report: Report, groups: Sequence[Group], counts: Counts) -> Iterator[Finding]:
    """Figures, phrases and words of change about a theme that the counts don't bear."""
    for group in groups:
        if group.kind == "table":
            yield from _of_table(report, group, counts)
    for i, part in enumerate(report.parts):
        if not isinstance(part, Piece):
            continue
        for sentence in report.sentences(i):
            labels = [
                (m[0], m.start(), m.end()) for m in counts.pattern.finditer(fold(sentence.text))
            ]
            figures = [m for m in sentence.figures.mentions if m.percent or m.n is not None]
            if not labels:
                continue
            if figures:
                yield from _of_figures(part, i, sentence, labels, figures, counts, report)
            if len({label for label, _, _ in labels}) == 1:
                if not figures:
                    yield from _of_phrases(report, part, i, sentence, labels[0][0], counts)
                yield from _of_changes(report, part, i, sentence, labels[0][0], counts)


def _of_table(report: Report, group: Group, counts: Counts) -> Iterator[Finding]:
    around = " ".join(
        p.text
        for p in report.parts[max(0, group.at[0] - 2) : group.at[0]]
        if isinstance(p, Piece) and p.kind != "paragraph"
    )
    for o in group.options:
        label = _plain(o.label)
        if label not in counts.by_label or not o.percent:
            continue
        scope = (
            group.name if any(w in group.name for w in counts.waves) else f"{group.name} {around}"
        )
        expected = counts.expected(label, scope, report.words.unit)
        m = Mention(0, 0, o.percent, o.n)
        if finding := _compared(m, expected, counts.by_label[label], o.said, "likely"):
            sure, should, why = finding
            yield Finding(sure, "counts", o.place, o.said, should, why, o.at)


Labels = Sequence[tuple[str, int, int]]


def _of_figures(
    part: Piece,
    index: int,
    sentence: Sentence,
    labels: Labels,
    figures: Sequence[Mention],
    counts: Counts,
    report: Report,
) -> Iterator[Finding]:
    for (label, start, end), m, scope in _paired(sentence, labels, figures, counts, report):
        first, last = m.start - sentence.start, m.end - sentence.start
        gap = max(first - end, start - last)
        if (
            gap > _FAR
            or (" " not in label and gap > _CLOSE)
            or ";" in sentence.text[min(end, last) : max(start, first)]
        ):
            continue
        expected = counts.expected(label, scope, report.words.unit)
        says = sentence.text[max(0, min(start, first)) : max(end, last)].strip(" ,;:(")
        says = says if len(says) <= 140 else f"{says[:70]} … {says[-65:]}"
        says += ")" * (says.count("(") > says.count(")"))
        if finding := _compared(
            m, expected, counts.by_label[label], says, "likely" if gap <= _NEAR else "maybe"
        ):
            sure, should, why = finding
            yield Finding(sure, "counts", part.place, says, should, why, (index, m.start))


def _paired(
    sentence: Sentence, labels: Labels, figures: Sequence[Mention], counts: Counts, report: Report
) -> Iterator[tuple[tuple[str, int, int], Mention, str]]:
    """Each theme with its figure and the text that tells its wave and segment; nothing where it is unclear which goes with which."""
    if len(labels) == len(figures):
        for label, m in zip(labels, figures, strict=True):
            yield label, m, sentence.text
    elif len(labels) == 1 and len(figures) == 2 and len(counts.waves) > 1:
        order = ordered(sentence, figures[0], figures[1], report.words) or ()
        for m, wave in zip(order, counts.waves[-2:], strict=False):
            yield labels[0], m, wave


def _compared(
    m: Mention, expected: Sequence[Count], rows: Sequence[Count], says: str, sure: Sureness
) -> tuple[Sureness, str, str] | None:
    """How sure, what it should be and why, for a figure that is none of the expected counts."""
    if not expected or any(row.bears(m) for row in expected):
        return None
    digits = m.percent.digits if m.percent else 0
    should = " or ".join(dict.fromkeys(row.shown(digits) for row in expected))
    row = expected[0]
    where = ", ".join(filter(None, (row.question, row.wave, row.segment)))
    why = f"theme counts: {row.label} is {row.n} of {row.base} ({where})"
    elsewhere = next((r for r in rows if r.bears(m)), None)
    if elsewhere:
        other = ", ".join(filter(None, (elsewhere.question, elsewhere.wave, elsewhere.segment)))
        return "maybe", should, f"{why}; the figure is that of {other}"
    return sure, should, why


def _of_phrases(
    report: Report, part: Piece, index: int, sentence: Sentence, label: str, counts: Counts
) -> Iterator[Finding]:
    phrases = [p for p in phrases_in(sentence.text, report.words) if not p.near]
    if len(phrases) != 1:
        return
    phrase, rows = phrases[0], counts.expected(label, sentence.text, report.words.unit)
    offs = [max(100 * r.share - phrase.high, phrase.low - 100 * r.share) for r in rows]
    if not rows or min(offs) <= 0:
        return
    row = rows[offs.index(min(offs))]
    sure: Sureness = "likely" if phrase.target is None or min(offs) > LOOSE - PLAIN else "maybe"
    says = sentence.text.strip()
    should = f"‘{fitting_words(100 * row.share, report.words)}’: {row.shown()}"
    why = f"theme counts: {row.label} is {row.n} of {row.base} ({row.question}, {row.wave})"
    yield Finding(
        sure, "words", part.place, says[:160], should, why, (index, sentence.start + phrase.start)
    )


def _of_changes(
    report: Report, part: Piece, index: int, sentence: Sentence, label: str, counts: Counts
) -> Iterator[Finding]:
    direction = direction_in(sentence.text, report.words)
    moved = [c for c in counts.changes if _plain(c.label) == label]
    if not direction or not moved:
        return
    latest = max(c.now for c in moved)
    moved = [c for c in moved if c.now == latest]
    if any(c.verdict == direction for c in moved):
        return
    change = moved[0]
    told = {"up": "an increase", "down": "a decrease", "same": "no difference shown"}[
        change.verdict
    ]
    points = f"{100 * change.difference:+.0f} points from {change.before} to {change.now}"
    yield Finding(
        "likely",
        "change",
        part.place,
        sentence.text.strip()[:160],
        f"words of {told}",
        f"changes: {change.label} {points}, {told}",
        (index, sentence.start),
    )
