"""Confusions between themes, with example answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.evaluation.values import Confusion, Example
from pipeline.model import SPECIAL_CODES, Bools, Codebook

MAX_EXAMPLES = 3

_NONE = -1
"""The number for no code, beside the numbers of codes."""

Pair = tuple[int, int]
"""The code that people gave and the one that the program gave."""


def confusions(
    book: Codebook, truth: Bools, found: Bools, answers: Sequence[Example]
) -> tuple[Confusion, ...]:
    """Return pairs of a theme that people gave and one given in its place, most frequent first.

    Misses and extras are included. In an answer with some themes missing and others extra, each
    missing one is paired with each extra one; a theme is left out if one below it says the same.
    truth, found: (answers, codes), with their parents. The examples are the shortest answers.
    """
    number = {code: i for i, code in enumerate(book.codes)}
    above = [{number[a] for a in book.ancestors(code)} for code in book.codes]
    answers_of: defaultdict[Pair, list[Example]] = defaultdict(list)
    for place, answer in enumerate(answers):
        for pair in _confused(truth[place], found[place], above):
            answers_of[pair].append(answer)
    pairs = sorted(answers_of, key=lambda pair: (-len(answers_of[pair]), pair[0] == _NONE, pair))
    confusions = []
    for pair in pairs:
        (given, given_label), (instead, label) = (_named(book, code) for code in pair)
        examples = sorted(answers_of[pair], key=_shortest_first)[:MAX_EXAMPLES]
        n = len(answers_of[pair])
        confusions.append(Confusion(given, given_label, instead, label, n, tuple(examples)))
    return tuple(confusions)


def _confused(truth: Bools, found: Bools, above: Sequence[set[int]]) -> Iterator[Pair]:
    lacking = _deepest((truth & ~found).nonzero()[0].tolist(), above)
    extra = _deepest((found & ~truth).nonzero()[0].tolist(), above)
    if not lacking and not extra:
        return
    for given in lacking or [_NONE]:
        for instead in extra or [_NONE]:
            yield given, instead


def _deepest(codes: Sequence[int], above: Sequence[set[int]]) -> list[int]:
    """Return the codes that are above none of the others."""
    covered = set().union(*(above[code] for code in codes))
    return [code for code in codes if code not in covered]


def _shortest_first(answer: Example) -> tuple[int, str, str]:
    return len(answer.verbatim), answer.verbatim, answer.respondent


def _named(book: Codebook, number: int) -> tuple[str, str]:
    """Return the id of a code and its label, both '' for none."""
    if number == _NONE:
        return "", ""
    code = book.codes[number]
    return code, code.replace("-", " ") if code in SPECIAL_CODES else book.theme(code).label
