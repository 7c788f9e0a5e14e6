"""Holds the base that a sentence states against its per cents, and against tables and lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.lint.checks.findings import Finding, Sureness
from pipeline.lint.find import Group, Mention, Percent, Report, Sentence, is_share_of, rounded
from pipeline.lint.read import clipped

SMALL_BASE = 200
"""Up to this base a whole per cent can be one that no count gives."""

_MAX_SAYS = 140


def check_stated_bases(
    report: Report, groups: Sequence[Group], counted: Collection[int]
) -> Iterator[Finding]:
    """Yield sentences such as ‘of the 31 municipalities, 67% ...’ with a per cent that is none.

    It is none of 31, or a chart gives it another base. `counted` are the bases of theme counts.
    """
    known = report.known | frozenset(counted)
    tables = [group for group in groups if not group.in_text and group.bases]
    for sentence in report.sentences:
        stated = {base.n for base in sentence.figures.bases}
        if len(stated) != 1 or sentence.block.kind in ("caption", "heading"):
            continue
        section = report.sections[sentence.index]
        near = [table for table in tables if report.sections[table.place.block] == section]
        yield from _check_sentence(sentence, stated.pop(), near, known)


def _check_sentence(
    sentence: Sentence, base: int, tables: Sequence[Group], known: Collection[int]
) -> Iterator[Finding]:
    shares = [
        mention
        for mention in sentence.figures.mentions
        if mention.percent and not mention.modifier and mention.base is None
    ]
    for mention in shares:
        percent = mention.percent
        if percent is None or _bears(base, mention, percent):
            continue
        place = sentence.place_at(mention.start)
        says = clipped(sentence.text.strip(), _MAX_SAYS)
        table = next((table for table in tables if _gives(table, mention)), None)
        if table and base not in table.bases:
            other = table.bases[0]
            why = f"{table.name or table.place} gives {percent} of {other}"
            should = f"base {other}"
            yield Finding("likely", "base", place, says=says, should=should, why=why)
        elif mention.n is None and not any(is_share_of(percent, b) for b in known if b != base):
            sure: Sureness = "likely" if len(shares) == 1 else "maybe"
            why = f"no count of {base} is {percent}"
            should = _nearest(percent, base)
            yield Finding(sure, "impossible", place, says=says, should=should, why=why)


def _bears(base: int, mention: Mention, percent: Percent) -> bool:
    """Whether a figure can be of that base."""
    if mention.pair:
        return mention.pair.fits(base)
    return base > SMALL_BASE or is_share_of(percent, base)


def _gives(table: Group, mention: Mention) -> bool:
    """Whether a table or list has that figure."""
    return any(
        option.percent == mention.percent and mention.n in (None, option.n)
        for option in table.options
    )


def _nearest(percent: Percent, base: int) -> str:
    """Return the per cents of the counts just below and above."""
    below = int(percent.value * base / 100)
    counts = [n for n in (below, below + 1) if n <= base]
    return " or ".join(f"{rounded(n, base, percent.digits)} (n={n})" for n in counts)
