"""Checks what is named most against the figures of what follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.findings import Finding
from pipeline.lint.figure_patterns import fold
from pipeline.lint.find import Report, Sentence


def check_ranks(report: Report) -> Iterator[Finding]:
    """Yield the sentences where what follows has a higher share: most named (43%), then (47%)."""
    followed = report.patterns.whole("ranks", "followed")
    most = report.patterns.whole("ranks", "most")
    for sentence in report.sentences:
        text = fold(sentence.text)
        behind = followed.search(text)
        if behind and most.search(text[: behind.start()]):
            yield from _higher(sentence, sentence.start + behind.start())


def _higher(sentence: Sentence, place: int) -> Iterator[Finding]:
    shares = [mention for mention in sentence.figures.mentions if mention.percent]
    before = [mention for mention in shares if mention.end <= place]
    after = [mention for mention in shares if mention.start >= place]
    if not before or not after or before[-1].modifier or after[0].modifier:
        return
    first, second = before[-1], after[0]
    if not first.percent or not second.percent:
        return
    if second.percent.value <= first.percent.value or re.search(
        r"[;:]", sentence.between(first.end, second.start)
    ):
        return
    yield Finding(
        "likely",
        "rank",
        sentence.place_at(second.start),
        says=f"most: {first.percent}, followed by {second.percent}",
        should=f"the one with {second.percent} first, or other figures",
        why=f"{second.percent} is more than {first.percent}",
    )
