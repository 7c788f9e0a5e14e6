"""What is mistaken for what, with answers that show it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.evaluation.values import Confusion, Example
from pipeline.model import SPECIAL_CODES, Bools, Codebook

MOST_EXAMPLES = 3


def confusions(
    book: Codebook, truth: Bools, found: Bools, texts: Sequence[str], respondents: Sequence[str]
) -> tuple[Confusion, ...]:
    """Pairs of a theme that people gave and one that the program gave in its place, misses and extras; most frequent first.

    In an answer that lacks some themes and has others too many each of the one is paired with each of the other; a theme is left out where
    one below it says the same. truth, found: (answers, codes), with their parents. The examples are the shortest answers.
    """
    number = {code: i for i, code in enumerate(book.codes)}
    above = [{number[a] for a in book.ancestors(code)} for code in book.codes]
    seen: dict[tuple[int, int], list[int]] = {}
    for answer in range(len(texts)):
        lacking = _deepest((truth[answer] & ~found[answer]).nonzero()[0].tolist(), above)
        extra = _deepest((found[answer] & ~truth[answer]).nonzero()[0].tolist(), above)
        for given in lacking or [-1]:
            for taken in extra or [-1]:
                if (given, taken) != (-1, -1):
                    seen.setdefault((given, taken), []).append(answer)
    names = {-1: ("", "")} | {i: (code, _label(book, code)) for i, code in enumerate(book.codes)}
    order = sorted(seen, key=lambda pair: (-len(seen[pair]), pair[0] < 0, pair))
    return tuple(
        Confusion(
            *names[given],
            *names[taken],
            len(seen[given, taken]),
            _shortest(seen[given, taken], texts, respondents),
        )
        for given, taken in order
    )


def _deepest(codes: Sequence[int], above: Sequence[set[int]]) -> list[int]:
    """The codes that stand above none of the others."""
    covered = set().union(*(above[code] for code in codes))
    return [code for code in codes if code not in covered]


def _shortest(
    answers: Sequence[int], texts: Sequence[str], respondents: Sequence[str]
) -> tuple[Example, ...]:
    chosen = sorted(answers, key=lambda i: (len(texts[i]), texts[i], respondents[i]))[
        :MOST_EXAMPLES
    ]
    return tuple(Example(respondents[i], texts[i]) for i in chosen)


def _label(book: Codebook, code: str) -> str:
    return code.replace("-", " ") if code in SPECIAL_CODES else book.theme(code).label
