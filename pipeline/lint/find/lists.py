"""Finds the groups of options in lists and running text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lint.find.arithmetic import fits
from pipeline.lint.find.figures import Mention
from pipeline.lint.find.groups import Group, Option
from pipeline.lint.find.report import Report, Sentence
from pipeline.lint.read import Piece

_LONGEST = 160
"""An item longer than this tells something, rather than naming an option."""


def lists_of(report: Report) -> Iterator[Group]:
    """Runs of list items that each have one figure."""
    for first, last in _runs(report):
        items = [(i, report.parts[i], report.figures[i]) for i in range(first, last + 1)]
        with_figure = [
            (i, p, f.mentions[0])
            for i, p, f in items
            if isinstance(p, Piece) and len(f.mentions) == 1 and f.mentions[0].percent
        ]
        if len(with_figure) < 2 or any(len(f.mentions) > 1 for _, _, f in items):
            continue
        options = [_option(p, m, i) for i, p, m in with_figure if not m.modifier]
        # where an item has no figure, the others are no whole
        whole = len(options) == len(items) and all(
            len(p.text) <= _LONGEST for _, p, _ in with_figure
        )
        bases, firm = report.bases_near(first, last)
        labels = [o.label for o in options]
        single = (
            False
            if report.cue(first, "several")
            else sum(map(report.words.is_single, labels)) > 0 or report.cue(first, "one") or None
        )
        place = with_figure[0][1].place
        yield Group(
            options,
            place,
            "list" if whole else "text",
            bases,
            firm,
            single,
            None,
            f"list at {place.part}",
            (first, -1),
        )


def texts_of(report: Report) -> Iterator[Group]:
    """The pairs of each sentence, with the bases that can be meant; items of lists that are groups are looked at there."""
    listed = {
        i
        for first, last in _runs(report)
        if last > first
        for i in range(first, last + 1)
        if len(report.figures[i].mentions) == 1
    }
    for i, part in enumerate(report.parts):
        if not isinstance(part, Piece) or i in listed:
            continue
        for sentence in report.sentences(i):
            yield from _of_sentence(report, i, part, sentence)


def _of_sentence(report: Report, i: int, part: Piece, sentence: Sentence) -> Iterator[Group]:
    own = [b.n for b in sentence.figures.bases]
    pairs = [
        m for m in sentence.figures.mentions if m.percent and m.n is not None and not m.modifier
    ]
    stated = [m for m in pairs if m.base]
    for m in stated:
        yield Group(
            [_option(part, m, i)], part.place, "text", (m.base or 0,), True, at=(i, m.start)
        )
    rest = [m for m in pairs if not m.base]
    if rest:
        piece = [b.n for b in report.figures[i].bases]
        bases = tuple(dict.fromkeys([*own, *piece]))
        options = [_option(part, m, i) for m in rest if not _is_base(report, m)]
        if options:
            yield Group(
                options, part.place, "text", bases, len(set(own)) == 1, at=(i, sentence.start)
            )


def _is_base(report: Report, m: Mention) -> bool:
    """Whether the n behind a per cent may as well be a base that the report knows: 67% (n=30)."""
    if m.n not in report.known or not m.percent:
        return False
    as_count = any(fits(m.n, b, m.percent) for b in report.known if b >= m.n)
    return not as_count and any(fits(k, m.n, m.percent) for k in range(m.n + 1))


def _runs(report: Report) -> Iterator[tuple[int, int]]:
    """First and last of items that follow each other."""
    start: int | None = None
    for i, part in enumerate([*report.parts, None]):
        is_item = isinstance(part, Piece) and part.kind == "item"
        if is_item and start is None:
            start = i
        elif not is_item and start is not None:
            yield start, i - 1
            start = None


def _option(part: Piece, m: Mention, index: int) -> Option:
    label = _label(part.text, m) if part.kind == "item" else ""
    said = (
        part.text
        if part.kind == "item" and len(part.text) <= 70
        else part.text[m.start : m.end].strip(" ,;([])")
    )
    said = said if said.count("(") == said.count(")") else f"{said})"
    return Option(
        label,
        m.percent,
        m.n,
        part.place,
        said,
        (index, m.start),
        m.marked or (m.tight and m.base is not None),
    )


def _label(text: str, m: Mention) -> str:
    before = text[: m.start].strip(" :–-|([")
    return before if before else text[m.end :].strip(" :–-|)].,")
