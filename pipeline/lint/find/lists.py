"""Finds the groups of options in lists and running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from pipeline.lint.find.arithmetic import Pair, is_share_of
from pipeline.lint.find.figures import Mention
from pipeline.lint.find.groups import Group, Option, StatedBases
from pipeline.lint.find.report import Report, Sentence
from pipeline.lint.read import Block

_MAX_ITEM = 160  # characters; a longer item makes a statement, rather than naming an option
_MAX_PRINTED = 70  # characters; a longer item is not shown whole in a finding


def lists_of(report: Report) -> Iterator[Group]:
    """Yield the runs of list items that each have one figure."""
    for run in _runs(report):
        mentions = [report.figures[index].mentions for index in run]
        shares = {i: m[0] for i, m in zip(run, mentions, strict=True) if m and m[0].percent}
        if len(shares) >= 2 and max(map(len, mentions)) == 1:
            yield _group_of_list(report, run, shares)


def _group_of_list(report: Report, run: range, shares: Mapping[int, Mention]) -> Group:
    blocks = {index: report.blocks[index] for index in shares}
    options = [_option(blocks[i], m, i) for i, m in shares.items() if not m.modifier]
    # if an item has no figure, the others are incomplete
    longest = max(len(block.text) for block in blocks.values())
    is_whole = len(options) == len(run) and longest <= _MAX_ITEM
    place = next(iter(blocks.values())).place
    return Group(
        options=options,
        place=place.at(run[0], -1),
        kind="list" if is_whole else "text",
        stated=report.bases_near(run[0], run[-1]),
        single=report.single_choice(run[0], [option.label for option in options]),
        name=f"list at {place.part}",
    )


def texts_of(report: Report) -> Iterator[Group]:
    """Yield the pairs of each sentence, with the bases that can be meant.

    Items of lists that are groups are checked there.
    """
    runs = [run for run in _runs(report) if len(run) > 1]
    items = {index for run in runs for index in run}
    listed = {index for index in items if len(report.figures[index].mentions) == 1}
    for sentence in report.sentences:
        if sentence.index not in listed:
            yield from _groups_of_sentence(report, sentence)


def _groups_of_sentence(report: Report, sentence: Sentence) -> Iterator[Group]:
    block, index = sentence.block, sentence.index
    options = []
    for mention in sentence.figures.mentions:
        if not mention.pair or mention.modifier:
            continue
        option = _option(block, mention, index)
        if mention.base:
            stated = StatedBases((mention.base,), True)
            yield Group(options=[option], place=option.place, kind="text", stated=stated)
        elif not _may_be_base(report, mention.pair):
            options.append(option)
    if options:
        own = [base.n for base in sentence.figures.bases]
        of_block = [base.n for base in report.figures[index].bases]
        yield Group(
            options=options,
            place=sentence.place_at(sentence.start),
            kind="text",
            stated=StatedBases(tuple(dict.fromkeys([*own, *of_block])), len(set(own)) == 1),
        )


def _may_be_base(report: Report, pair: Pair) -> bool:
    """Whether the n after a percentage may be a base that the report knows: 67% (n=30)."""
    if pair.n not in report.known or not is_share_of(pair.percent, pair.n):
        return False
    return not pair.fits_any(base for base in report.known if base >= pair.n)


def _runs(report: Report) -> Iterator[range]:
    for is_item, run in groupby(enumerate(report.blocks), lambda item: item[1].kind == "item"):
        if is_item:
            indices = [index for index, _ in run]
            yield range(indices[0], indices[-1] + 1)


def _option(block: Block, mention: Mention, index: int) -> Option:
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
