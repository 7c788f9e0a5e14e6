"""Holds the base that a sentence states against its per cents, and against the table or list with the same figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.lint.checks.findings import Finding
from pipeline.lint.find import Group, Mention, Percent, Report, counts_of, fits, rounded
from pipeline.lint.read import Piece

_LARGEST = 200
"""Up to this base a whole per cent can be one that no count gives."""


def check_stated_bases(
    report: Report, groups: Sequence[Group], nearby: Collection[int]
) -> Iterator[Finding]:
    """Sentences such as ‘of the 31 municipalities, 67% ...’ whose per cent is none of 31, or that a chart gives another base."""
    tables = [g for g in groups if g.kind != "text" and g.bases]
    for i, part in enumerate(report.parts):
        if not isinstance(part, Piece) or not report.figures[i].bases:
            continue
        for sentence in report.sentences(i):
            stated = {b.n for b in sentence.figures.bases}
            shares = [
                m
                for m in sentence.figures.mentions
                if m.percent and not m.modifier and m.base is None
            ]
            if len(stated) != 1 or part.kind in ("caption", "heading"):
                continue
            base = stated.pop()
            for m in shares:
                if m.percent and not _bears(base, m, m.percent):
                    said = sentence.text.strip()
                    others = [
                        g
                        for g in tables
                        if _same_figure(g, m) and report.sections[g.at[0]] == report.sections[i]
                    ]
                    if finding := _judge(
                        part,
                        i,
                        said,
                        m,
                        base,
                        others,
                        report.known | frozenset(nearby),
                        len(shares),
                    ):
                        yield finding


def _bears(base: int, m: Mention, percent: Percent) -> bool:
    return (
        fits(m.n, base, percent)
        if m.n is not None
        else base > _LARGEST or len(counts_of(percent, base)) > 0
    )


def _same_figure(group: Group, m: Mention) -> bool:
    """Whether a table or list with a base of its own gives that figure."""
    return (
        group.kind != "text"
        and bool(group.bases)
        and any(o.percent == m.percent and m.n in (None, o.n) for o in group.options)
    )


def _judge(
    part: Piece,
    index: int,
    said: str,
    m: Mention,
    base: int,
    others: Sequence[Group],
    known: Collection[int],
    shares: int,
) -> Finding | None:
    says = said if len(said) <= 140 else f"{said[:139]}…"
    if others and base not in others[0].bases:
        other = others[0].bases[0]
        why = f"{others[0].name or others[0].place} gives {m.percent} of {other}"
        return Finding("likely", "base", part.place, says, f"base {other}", why, (index, m.start))
    if (
        m.n is not None
        or not m.percent
        or any(len(counts_of(m.percent, b)) for b in known if b != base)
    ):
        return None
    n = m.percent.value * base / 100
    near = " or ".join(
        f"{rounded(k, base, m.percent.digits)} (n={k})" for k in (int(n), int(n) + 1) if k <= base
    )
    return Finding(
        "likely" if shares == 1 else "maybe",
        "impossible",
        part.place,
        says,
        near,
        f"no count of {base} is {m.percent}",
        (index, m.start),
    )
