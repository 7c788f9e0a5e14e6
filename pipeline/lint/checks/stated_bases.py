"""Checks the base that a sentence states against its percentages, and against tables and lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import Group, Mention, Percent, Report, Sentence, is_share_of, rounded
from pipeline.lint.read import clipped

SMALL_BASE = 200  # up to this base some whole percentages match no count
_MAX_SAYS = 140


def check_stated_bases(
    report: Report, groups: Sequence[Group], known: Collection[int]
) -> Iterator[Finding]:
    """Yield sentences such as ‘of the 31 municipalities, 67% ...’ whose percentage doesn't fit.

    No count of 31 gives it, or a chart gives it another base. `known` are all bases it may have.
    """
    tables = [group for group in groups if group.stated.bases]
    for sentence in report.sentences:
        stated = {base.n for base in sentence.figures.bases}
        if len(stated) == 1 and sentence.block.kind not in ("caption", "heading"):
            section = report.sections[sentence.index]
            near = [table for table in tables if report.sections[table.place.block] == section]
            check = _Check(sentence, stated.pop(), near, known, report.patterns)
            yield from filter(None, map(check.finding, check.shares))


@dataclass(frozen=True)
class _Check:
    """A sentence with the base it states, the tables in its section, and all known bases."""

    sentence: Sentence
    base: int
    tables: Sequence[Group]
    known: Collection[int]
    patterns: FigurePatterns

    @property
    def shares(self) -> list[Mention]:
        """The figures of the sentence that can be of its base."""
        mentions = self.sentence.figures.mentions
        return [
            mention
            for mention in mentions
            if mention.percent
            and not mention.modifier
            and mention.base is None
            and mention.of == "all"
        ]

    def finding(self, share: Mention) -> Finding | None:
        """Return the finding on a share, None if it fits the base."""
        if share.percent is None or _bears(self.base, share, share.percent):
            return None
        table = self._other_table(share)
        place = self.sentence.place_at(share.start)
        says = clipped(self.sentence.text.strip(), _MAX_SAYS)
        if table:
            other = table.stated.bases[0]
            why = f"{table.name or table.place} gives {share.percent} of {other}"
            should = f"base {other}"
            return Finding("likely", "base", place, says=says, should=should, why=why)
        if share.n is not None or self._is_of_other(share.percent) or self._is_earlier(share):
            return None
        sure: Sureness = "likely" if len(self.shares) == 1 else "maybe"
        why = f"no count of {self.base} is {share.percent}"
        should = _nearest(share.percent, self.base)
        return Finding(sure, "impossible", place, says=says, should=should, why=why)

    def _other_table(self, share: Mention) -> Group | None:
        """Return the table or list that has the figure, if on another base."""
        table = next((table for table in self.tables if _gives(table, share)), None)
        return None if table is None or self.base in table.stated.bases else table

    def _is_earlier(self, share: Mention) -> bool:
        """Whether the sentence names another moment or year before the share."""
        lead = fold(self.sentence.between(self.sentence.start, share.start))
        year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", lead)
        return bool(year or self.patterns.whole("change", "earlier").search(lead))

    def _is_of_other(self, percent: Percent) -> bool:
        return any(is_share_of(percent, base) for base in self.known if base != self.base)


def _bears(base: int, mention: Mention, percent: Percent) -> bool:
    if mention.pair:
        return mention.pair.fits(base)
    return base > SMALL_BASE or is_share_of(percent, base)


def _gives(table: Group, mention: Mention) -> bool:
    return any(
        option.percent == mention.percent and mention.n in (None, option.n)
        for option in table.options
    )


def _nearest(percent: Percent, base: int) -> str:
    """Return the percentages of the counts just below and above."""
    below = int(percent.value * base / 100)
    counts = [n for n in (below, below + 1) if n <= base]
    return " or ".join(f"{rounded(n, base, percent.digits)} (n={n})" for n in counts)
