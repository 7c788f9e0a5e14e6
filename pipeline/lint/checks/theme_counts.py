"""Checks what a report says about themes against the theme counts and changes of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.changes import before_and_after, direction_in
from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.checks.phrases import TASTE
from pipeline.lint.checks.run_counts import VERDICTS, RunCounts, ThemeCount, plain
from pipeline.lint.figure_patterns import fold
from pipeline.lint.find import (
    Group,
    Mention,
    Report,
    Sentence,
    ShareRange,
    fitting_words,
    phrases_in,
)
from pipeline.lint.read import Place, TextBlock

_MAX_GAP_OF_WORD = 30
_MAX_GAP_LIKELY = 60
_MAX_GAP = 130  # characters between theme and figure; fewer for one word and for a likely finding
_MAX_SAYS = 140
_MAX_SENTENCE = 160
_BLOCKS_AROUND = 2


@dataclass(frozen=True)
class _NamedTheme:
    label: str
    start: int
    end: int

    def gap(self, mention: Mention) -> int:
        return max(mention.start - self.end, self.start - mention.end)


@dataclass(frozen=True)
class _Claim:
    """A figure of a theme, and the text that names its wave and segment."""

    theme: _NamedTheme
    mention: Mention
    scope: str


def check_theme_counts(
    report: Report, groups: Sequence[Group], counts: RunCounts
) -> Iterator[Finding]:
    """Yield figures, phrases and words of change about a theme that contradict the counts."""
    check = _Check(report, counts)
    for group in groups:
        if group.kind == "table":
            yield from check.check_table(group)
    for sentence in report.sentences:
        yield from check.check_sentence(sentence)


@dataclass(frozen=True)
class _Check:
    report: Report
    counts: RunCounts

    def check_table(self, table: Group) -> Iterator[Finding]:
        """Yield the options of a table that are no count of their theme."""
        scope = table.name
        if not any(wave in scope for wave in self.counts.waves):
            scope = f"{scope} {self._names_above(table.place.block)}"
        for option in table.options:
            label = plain(option.label)
            if label in self.counts.by_label and option.percent:
                mention = Mention(percent=option.percent, n=option.n)
                comparison = self._compare(label, mention, scope)
                if comparison.is_wrong:
                    yield comparison.finding("likely", option.place, option.printed)

    def _names_above(self, index: int) -> str:
        above = self.report.blocks[max(0, index - _BLOCKS_AROUND) : index]
        texts = (block for block in above if isinstance(block, TextBlock))
        return " ".join(block.text for block in texts if block.kind != "paragraph")

    def check_sentence(self, sentence: Sentence) -> Iterator[Finding]:
        """Yield what contradicts the counts in a sentence."""
        themes = [
            _NamedTheme(name[0], sentence.start + name.start(), sentence.start + name.end())
            for name in self.counts.pattern.finditer(fold(sentence.text))
        ]
        figures = [
            mention
            for mention in sentence.figures.mentions
            if mention.percent or mention.n is not None
        ]
        if themes and figures:
            yield from self._figures(sentence, themes, figures)
        labels = {theme.label for theme in themes}
        if len(labels) == 1:
            (label,) = labels
            if not figures:
                yield from self._phrases(sentence, label)
            yield from self._changes(sentence, label)

    def _figures(
        self, sentence: Sentence, themes: Sequence[_NamedTheme], figures: Sequence[Mention]
    ) -> Iterator[Finding]:
        for claim in self._claims(sentence, themes, figures):
            theme, mention = claim.theme, claim.mention
            if not _belong(sentence, theme, mention):
                continue
            comparison = self._compare(theme.label, mention, claim.scope)
            if comparison.is_wrong:
                sure: Sureness = "likely" if theme.gap(mention) <= _MAX_GAP_LIKELY else "maybe"
                says = _excerpt(sentence, theme, mention)
                yield comparison.finding(sure, sentence.place_at(mention.start), says)

    def _claims(
        self, sentence: Sentence, themes: Sequence[_NamedTheme], figures: Sequence[Mention]
    ) -> Iterator[_Claim]:
        """Yield each theme with its figure; none if the pairing is unclear."""
        waves = self.counts.waves[-2:]
        scope = self._scope(sentence)
        if len(themes) == len(figures):
            for theme, mention in zip(themes, figures, strict=True):
                yield _Claim(theme, mention, scope)
        elif len(themes) == 1 and len(figures) == 2 and len(waves) == 2:
            change = before_and_after(sentence, figures[0], figures[1], self.report.patterns)
            if change:
                yield _Claim(themes[0], change.before, waves[0])
                yield _Claim(themes[0], change.after, waves[1])

    def _scope(self, sentence: Sentence) -> str:
        """Return the text that names wave and segment.

        It is the sentence, or all of the paragraph before it too if that names one wave.
        """
        text = sentence.block.text[: sentence.start + len(sentence.text)]
        named = {wave for wave in self.counts.waves if wave in text}
        is_named = any(wave in sentence.text for wave in named)
        return text if len(named) == 1 and not is_named else sentence.text

    def _compare(self, label: str, mention: Mention, scope: str) -> _Comparison:
        expected = self.counts.expected(label, scope, self.report.patterns)
        return _Comparison(mention, expected, self.counts.by_label[label])

    def _phrases(self, sentence: Sentence, label: str) -> Iterator[Finding]:
        patterns = self.report.patterns
        phrases = [phrase for phrase in phrases_in(sentence, patterns) if not phrase.near]
        rows = self.counts.expected(label, sentence.text, patterns)
        if len(phrases) != 1 or not rows:
            return
        (phrase,) = phrases
        distances = [phrase.bears.distance(ShareRange(row.percent, row.percent)) for row in rows]
        off = min(distances)
        if off <= 0:
            return
        row = rows[distances.index(off)]
        sure: Sureness = "likely" if phrase.target is None or off > TASTE else "maybe"
        says = sentence.text.strip()[:_MAX_SENTENCE]
        should = f"‘{fitting_words(row.percent, patterns)}’: {row.shown()}"
        why = f"theme counts: {row.label} is {row.n} of {row.base} ({row.question}, {row.wave})"
        place = sentence.place_at(phrase.start)
        yield Finding(sure, "words", place, says=says, should=should, why=why)

    def _changes(self, sentence: Sentence, label: str) -> Iterator[Finding]:
        direction = direction_in(sentence.text, self.report.patterns)
        changes = self.counts.latest_changes(label)
        if not direction or not changes or direction in {change.verdict for change in changes}:
            return
        change = changes[0]
        verdict = VERDICTS[change.verdict]
        points = f"{100 * change.difference:+.0f} points from {change.before} to {change.now}"
        says, should = sentence.text.strip()[:_MAX_SENTENCE], f"words of {verdict}"
        why = f"changes: {change.label} {points}, {verdict}"
        place = sentence.place_at(sentence.start)
        yield Finding("likely", "change", place, says=says, should=should, why=why)


@dataclass(frozen=True)
class _Comparison:
    """A figure with the counts that it should be one of, and all rows of its theme."""

    mention: Mention
    expected: Sequence[ThemeCount]
    rows: Sequence[ThemeCount]

    @property
    def is_wrong(self) -> bool:
        return bool(self.expected) and not any(row.bears(self.mention) for row in self.expected)

    def finding(self, sure: Sureness, place: Place, says: str) -> Finding:
        """Return the finding; it is a maybe if the figure is another count of the theme."""
        digits = self.mention.percent.digits if self.mention.percent else 0
        should = " or ".join(dict.fromkeys(row.shown(digits) for row in self.expected))
        row = self.expected[0]
        why = f"theme counts: {row.label} is {row.n} of {row.base} ({row.where})"
        other = next((row for row in self.rows if row.bears(self.mention)), None)
        if other:
            sure, why = "maybe", f"{why}; the figure is that of {other.where}"
        return Finding(sure, "counts", place, says=says, should=should, why=why)


def _belong(sentence: Sentence, theme: _NamedTheme, mention: Mention) -> bool:
    behind = sentence.between(mention.end, theme.start)
    if "%" in behind:
        # in a row of figures the next theme follows: 47% (n=7) 25–69% Costs
        return False
    reach = _MAX_GAP if " " in theme.label else _MAX_GAP_OF_WORD
    between = sentence.between(min(theme.end, mention.end), max(theme.start, mention.start))
    return theme.gap(mention) <= reach and ";" not in between


def _excerpt(sentence: Sentence, theme: _NamedTheme, mention: Mention) -> str:
    start, end = min(theme.start, mention.start), max(theme.end, mention.end)
    excerpt = sentence.between(start, end).strip(" ,;:(")
    if len(excerpt) > _MAX_SAYS:
        excerpt = f"{excerpt[:70]} … {excerpt[-65:]}"
    return excerpt + ")" * (excerpt.count("(") > excerpt.count(")"))
