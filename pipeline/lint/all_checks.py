"""All checks on a report, in order of sureness and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.lint.checks import (
    Counts,
    Finding,
    check_bases,
    check_changes,
    check_claims,
    check_group,
    check_phrases,
    check_stated_bases,
    in_order,
)
from pipeline.lint.figure_patterns import language_of, wording
from pipeline.lint.find import Group, Report, groups_of, lists_of, nouns_of, texts_of
from pipeline.lint.read import Part, Piece, shortened

_MANY = 8


def read_report(parts: Sequence[Part], code: str | None = None) -> Report:
    """The report with its figures found, in that language or else the one it is written in."""
    code = code or language_of(_text(p) for p in parts)
    whole = [
        piece
        for part in parts
        for piece in (shortened(part) if isinstance(part, Piece) else (part,))
    ]
    return Report(tuple(whole), wording(code).knowing(nouns_of(parts)))


def _text(part: Part) -> str:
    return getattr(part, "text", "") or " ".join(
        c for row in getattr(part, "rows", ()) for c in row
    )


def groups_in(report: Report) -> list[Group]:
    """All groups of a report: tables and charts, lists, sentences."""
    tables = [g for i in range(len(report.parts)) for g in groups_of(report, i)]
    return sorted([*tables, *lists_of(report), *texts_of(report)], key=lambda g: g.at)


def check_report(report: Report, counts: Counts | None = None) -> list[Finding]:
    """The findings of a report against itself, and against the counts of a run where they are given, in order."""
    groups = groups_in(report)
    bases = frozenset(row.base for row in counts.rows) if counts else frozenset()
    known, nearby = report.known | bases, _nearby(report)
    found = [f for g in groups for f in check_group(g, known, nearby[report.sections[g.at[0]]])]
    found += check_stated_bases(report, groups, bases)
    if counts is not None and counts.weighted:
        # the counts say that per cents are weighted: that they don't fit the n's beside them is no mistake
        found = [f for f in found if f.check not in ("figures", "impossible")]
    if report.weighted or (counts is not None and counts.weighted) or _do_not_fit(groups, found):
        # weighted per cents need not fit the n's beside them
        found = [
            replace(f, sure="maybe", why=f"{f.why}; the per cents may be weighted") for f in found
        ]
    claims = check_claims(report, groups, counts) if counts else ()
    return in_order([*found, *check_phrases(report), *check_changes(report), *claims])


def check_questions(groups: Sequence[Group]) -> list[Finding]:
    """The findings of closed questions, each against itself and the question before it."""
    return in_order([*(f for g in groups for f in check_group(g)), *check_bases(groups)])


def _nearby(report: Report) -> list[frozenset[int]]:
    """For each section its counts, of which a figure there may be a share: 20 experiment, and of them 25% (n=5)."""
    found: list[set[int]] = [set() for _ in range(max(report.sections, default=0) + 1)]
    for section, figures in zip(report.sections, report.figures, strict=True):
        found[section] |= {m.n for m in figures.mentions if m.n}
    return [frozenset(counts) for counts in found]


def _do_not_fit(groups: Sequence[Group], found: Sequence[Finding]) -> bool:
    """Whether so many pairs don't fit that another reason is likelier than mistakes."""
    pairs = sum(len(g.pairs) for g in groups)
    return pairs >= _MANY and 5 * sum(f.check in ("figures", "swapped") for f in found) > 2 * pairs
