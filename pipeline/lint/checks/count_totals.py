"""Checks the sums of closed questions of which a sentence tells the counts only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find import Report, Sentence, counts_in, rounded

_MIN_OPTIONS = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_counted_options(report: Report) -> Iterator[Finding]:
    """Yield the sentences whose numbers of a closed question do not add up: 12, 15 and 1 of 30."""
    for sentence in report.sentences:
        if any(mention.percent for mention in sentence.figures.mentions):
            continue
        if not _is_closed(sentence, report.patterns):
            continue
        counted = _list_of_base(sentence, report.patterns) or _behind_base(
            sentence, report.patterns
        )
        if counted and not counted.may_add_up:
            yield _finding(counted, sentence)


@dataclass(frozen=True)
class _Counted:
    """The counts of options, and their base."""

    base: int
    counts: tuple[int, ...]

    @property
    def may_add_up(self) -> bool:
        """Whether the counts are those of the base, or of something else; one may be a pronoun."""
        if len(self.counts) < _MIN_OPTIONS or max(self.counts) > self.base:
            return True
        total, ones = sum(self.counts), self.counts.count(1)
        return total - ones <= self.base <= total if ones else total == self.base


def _is_closed(sentence: Sentence, patterns: FigurePatterns) -> bool:
    """Whether a sentence tells all options of a question of which each respondent gave one."""
    text = fold(sentence.text)
    if _YEAR.search(text) or patterns.takes_several(text):
        return False
    if any(patterns.whole("scope", key).search(text) for key in ("rest", "anaphora")):
        return False
    if patterns.whole("scope", "unknown").search(text):
        return True
    return bool(patterns.one_answer.search(fold(sentence.block.text)))


def _list_of_base(sentence: Sentence, patterns: FigurePatterns) -> _Counted | None:
    """Return the counts of a list that ends with its base: 21, 9 and 4 of the 34."""
    of = patterns.any_of("numbers", "of")
    ending = re.search(
        rf"(?P<list>\d{{1,4}}(?:[^\d%.;:()]{{1,30}}\d{{1,4}}){{2,5}})\s+{of}\s+(?:{of}\s+)?"
        r"(?P<b>\d{1,4})(?!\s?%|\d)",
        fold(sentence.text),
    )
    if not ending:
        return None
    return _Counted(int(ending["b"]), tuple(map(int, re.findall(r"\d+", ending["list"]))))


def _behind_base(sentence: Sentence, patterns: FigurePatterns) -> _Counted | None:
    """Return the counts behind the only base of a sentence: the 34 were 21, 9 and 4."""
    bases = [*sentence.figures.bases] or [
        count for count in sentence.figures.counts if _is_whole(sentence, count.start, patterns)
    ]
    if len({base.n for base in bases}) != 1:
        return None
    behind = fold(sentence.between(bases[0].end, sentence.start + len(sentence.text)))
    listed = behind.rpartition(":")[2]
    return _Counted(bases[0].n, tuple(counts_in(listed, patterns)))


def _is_whole(sentence: Sentence, place: int, patterns: FigurePatterns) -> bool:
    """Whether a number there is of all respondents: it begins the sentence, or is the number."""
    before = fold(sentence.between(sentence.start, place))
    return bool(re.search(rf"(?:\A|\b{patterns.any_of('numbers', 'among_all')}\s+)\Z", before))


def _finding(counted: _Counted, sentence: Sentence) -> Finding:
    base, total = counted.base, sum(counted.counts)
    left = base - total
    should = f"one more option, or several, with n={left} ({rounded(max(left, 0), base)})"
    if left < 0:
        should = f"n's that add up to {base}, or base {total}"
    return Finding(
        "likely",
        "left-out" if left > 0 else "parts",
        sentence.place_at(sentence.start),
        says=f"{', '.join(map(str, counted.counts))}, together {total} of {base}",
        should=should,
        why=f"each respondent gives one of these options, and they add up to {total}",
    )
