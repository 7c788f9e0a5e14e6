"""Finds the groups of options in lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from pipeline.lint.find.figures import Mention
from pipeline.lint.find.groups import Group, Option
from pipeline.lint.find.report import Report
from pipeline.lint.read import Block

_MAX_ITEM = 160  # characters; a longer item makes a statement, rather than naming an option
_MAX_PRINTED = 70  # characters; a longer item is not shown whole in a finding


def lists_of(report: Report) -> Iterator[Group]:
    """Yield the runs of list items that each have one figure."""
    for run in _runs(report):
        if _is_list(report, run):
            mentions = {index: report.figures[index].mentions for index in run}
            shares = {i: m[0] for i, m in mentions.items() if m and m[0].percent}
            yield _group_of_list(report, run, shares)


def _group_of_list(report: Report, run: range, shares: Mapping[int, Mention]) -> Group:
    blocks = {index: report.blocks[index] for index in shares}
    options = [option_of(blocks[i], m, i) for i, m in shares.items() if not m.modifier]
    # if an item has no figure, the others are incomplete
    is_whole = len(options) == len(run)
    place = next(iter(blocks.values())).place
    return Group(
        options=options,
        place=place.at(run[0], -1),
        kind="list" if is_whole else "some",
        stated=report.bases_near(run[0], run[-1]),
        single=report.single_choice(run[0], [option.label for option in options]),
        name=f"list at {place.part}",
    )


def grouped_items(report: Report) -> frozenset[int]:
    """Return the blocks of the items that `lists_of` groups."""
    runs = (run for run in _runs(report) if _is_list(report, run))
    return frozenset(index for run in runs for index in run)


def _is_list(report: Report, run: range) -> bool:
    """Whether at least two items have a figure, none has more, and all name options."""
    mentions = [report.figures[index].mentions for index in run]
    n_shares = sum(bool(each and each[0].percent) for each in mentions)
    longest = max(len(report.blocks[index].text) for index in run)
    return n_shares >= 2 and max(map(len, mentions)) == 1 and longest <= _MAX_ITEM


def _runs(report: Report) -> Iterator[range]:
    for is_item, run in groupby(enumerate(report.blocks), lambda item: item[1].kind == "item"):
        if is_item:
            indices = [index for index, _ in run]
            yield range(indices[0], indices[-1] + 1)


def option_of(block: Block, mention: Mention, index: int) -> Option:
    """Return the option that a figure of a text is."""
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
