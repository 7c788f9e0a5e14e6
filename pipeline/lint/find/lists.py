"""Finds the groups of options in lists and running text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lint.find.arithmetic import is_share_of
from pipeline.lint.find.figures import Mention
from pipeline.lint.find.groups import Group, Option, StatedBases
from pipeline.lint.find.report import Report, Sentence
from pipeline.lint.read import TextBlock

_MAX_ITEM = 160
"""An item of more signs tells something, rather than naming an option."""

_MAX_PRINTED = 70
"""An item of more signs is not shown whole in a finding."""

Run = list[tuple[int, TextBlock]]
"""List items that follow each other, each with the index of its block."""


def lists_of(report: Report) -> Iterator[Group]:
    """Yield the runs of list items that each have one figure."""
    for run in _runs(report):
        if group := _group_of_list(report, run):
            yield group


def _group_of_list(report: Report, run: Run) -> Group | None:
    mentions = [report.figures[index].mentions for index, _ in run]
    shares = [
        (index, block, found[0])
        for (index, block), found in zip(run, mentions, strict=True)
        if found and found[0].percent
    ]
    if len(shares) < 2 or any(len(found) > 1 for found in mentions):
        return None
    options = [_option(block, m, index) for index, block, m in shares if not m.modifier]
    all_short = all(len(block.text) <= _MAX_ITEM for _, block, _ in shares)
    # where an item has no figure, the others are no whole
    is_whole = all_short and len(options) == len(run)
    first, place = run[0][0], shares[0][1].place
    return Group(
        options=options,
        place=place.at(first, -1),
        kind="list" if is_whole else "text",
        stated=report.bases_near(first, run[-1][0]),
        single=report.single_choice(first, [option.label for option in options]),
        name=f"list at {place.part}",
    )


def texts_of(report: Report) -> Iterator[Group]:
    """Yield the pairs of each sentence, with the bases that can be meant.

    Items of lists that are groups are looked at there.
    """
    listed = {
        index
        for run in _runs(report)
        for index, _ in run
        if len(run) > 1 and len(report.figures[index].mentions) == 1
    }
    for sentence in report.sentences:
        if sentence.index not in listed:
            yield from _groups_of_sentence(report, sentence)


def _groups_of_sentence(report: Report, sentence: Sentence) -> Iterator[Group]:
    pairs = [m for m in sentence.figures.mentions if m.pair and not m.modifier]
    for mention in pairs:
        if mention.base:
            yield Group(
                options=[_option(sentence.block, mention, sentence.index)],
                place=sentence.place_at(mention.start),
                kind="text",
                stated=StatedBases((mention.base,), True),
            )
    options = [
        _option(sentence.block, mention, sentence.index)
        for mention in pairs
        if not mention.base and not _may_be_base(report, mention)
    ]
    if options:
        own = [base.n for base in sentence.figures.bases]
        of_block = [base.n for base in report.figures[sentence.index].bases]
        yield Group(
            options=options,
            place=sentence.place_at(sentence.start),
            kind="text",
            stated=StatedBases(tuple(dict.fromkeys([*own, *of_block])), len(set(own)) == 1),
        )


def _may_be_base(report: Report, mention: Mention) -> bool:
    """Whether the n behind a per cent may as well be a base that the report knows: 67% (n=30)."""
    pair = mention.pair
    if pair is None or pair.n not in report.known:
        return False
    as_count = pair.fits_any(base for base in report.known if base >= pair.n)
    return not as_count and is_share_of(pair.percent, pair.n)


def _runs(report: Report) -> Iterator[Run]:
    run: Run = []
    for index, block in enumerate(report.blocks):
        if isinstance(block, TextBlock) and block.kind == "item":
            run.append((index, block))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _option(block: TextBlock, mention: Mention, index: int) -> Option:
    is_item = block.kind == "item"
    printed = block.text
    if not is_item or len(printed) > _MAX_PRINTED:
        printed = printed[mention.start : mention.end].strip(" ,;([])")
    if printed.count("(") != printed.count(")"):
        printed += ")"
    return Option(
        label=_label(block.text, mention) if is_item else "",
        percent=mention.percent,
        n=mention.n,
        place=block.place.at(index, mention.start),
        printed=printed,
        sure_n=mention.marked or mention.base is not None,
    )


def _label(text: str, mention: Mention) -> str:
    before = text[: mention.start].strip(" :–-|([")
    return before or text[mention.end :].strip(" :–-|)].,")
