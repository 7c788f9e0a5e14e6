"""Finds the bases that sentences state, and the groups that they count and describe."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lint.figure_patterns import FigurePatterns, fold
from pipeline.lint.find.figures import Base
from pipeline.lint.find.report import Report, Sentence


def stated_bases(sentence: Sentence) -> list[Base]:
    """Return the bases of a sentence, also those of 20 of the 30 and of a group (n=26)."""
    inside = [
        Base(mention.end, mention.end, mention.base)
        for mention in sentence.figures.mentions
        if mention.base
    ]
    # those that do so (n=26): the group that the figures behind it are of
    lone = [
        Base(mention.start, mention.end, mention.n)
        for mention in sentence.figures.mentions
        if mention.bracketed and mention.marked and mention.n and not mention.percent
        if not any(m.percent and m.start < mention.start for m in sentence.figures.mentions)
    ]
    return sorted([*sentence.figures.bases, *inside, *lone], key=lambda base: base.start)


def described_groups(sentence: Sentence, patterns: FigurePatterns) -> list[Base]:
    """Return the groups that a sentence counts and describes: the 26 schools that do so."""
    text = fold(sentence.text)
    the, refers = patterns.any_of("numbers", "among_all"), patterns.any_of("scope", "restricted")
    described = [
        Base(sentence.start + match.start("n"), sentence.start + match.end(), int(match["n"]))
        for match in _described(patterns).finditer(text)
    ]
    for count in sentence.figures.counts:
        before, behind = text[: count.start - sentence.start], text[count.end - sentence.start :]
        if re.search(rf"\b{the}\s+\Z", before) and re.match(rf"\s+{refers}\b", behind):
            described.append(count)
    return described


def asked_group(sentence: Sentence, patterns: FigurePatterns) -> int | None:
    """Return the number of a group that got a question: the 384 who are no members were asked.

    None if the sentence names no such group, or several.
    """
    text = fold(sentence.text)
    if not patterns.whole("scope", "asked").search(text):
        return None
    the = re.compile(rf"\b{patterns.any_of('numbers', 'definite')}\s+\Z")
    groups = {
        count.n
        for count in sentence.figures.counts
        if the.search(text[: count.start - sentence.start])
    }
    return groups.pop() if len(groups) == 1 else None


@cache
def _described(patterns: FigurePatterns) -> re.Pattern[str]:
    """Return the pattern of a group with its number in brackets: the schools with a garden (26)."""
    refers = patterns.any_of("scope", "restricted")
    return re.compile(
        rf"\b{patterns.any_unit}\s+{refers}\s[^.,;:()\[\]\d%]{{2,60}}\((?P<n>\d{{1,5}})\)"
    )


def bracketed_bases(report: Report, sentence: Sentence) -> tuple[int, ...]:
    """Return the bases in square brackets in the paragraph, which hold for all of it."""
    bases = report.figures[sentence.index].bases
    text = sentence.block.text
    return tuple(dict.fromkeys(base.n for base in bases if "[" in text[base.start : base.end]))
