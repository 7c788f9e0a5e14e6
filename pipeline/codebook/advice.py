"""Gaps in a codebook: not mistakes, but worth a researcher's look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Codebook, Theme

FEWEST_EXAMPLES = 5
FEWEST_COUNTEREXAMPLES = 3


@dataclass(frozen=True)
class Advice:
    """A gap: the theme, or the code of a bank text, and what is missing or duplicated."""

    theme: str
    what: str


def advise(book: Codebook) -> tuple[Advice, ...]:
    """Return the gaps of a codebook, in the order of its themes."""
    themes_of_rule: dict[str, list[str]] = {}
    for rule in book.rules:
        themes_of_rule.setdefault(rule.text, []).append(rule.theme)
    of_themes = (
        Advice(placed.theme.id, what)
        for placed in book.placed
        for what in (*_missing(placed.theme), *_doubled(placed.theme, themes_of_rule))
    )
    return (*of_themes, *_of_bank(book))


def _missing(theme: Theme) -> Iterator[str]:
    if not theme.definition:
        yield "no definition"
    if not theme.rules and not theme.themes:
        yield "no rules"
    examples, counterexamples = len(theme.examples), len(theme.counterexamples)
    if examples < FEWEST_EXAMPLES:
        yield f"{examples} examples, {FEWEST_EXAMPLES} are wanted"
    if counterexamples < FEWEST_COUNTEREXAMPLES:
        yield f"{counterexamples} counterexamples, {FEWEST_COUNTEREXAMPLES} are wanted"


def _doubled(theme: Theme, themes_of_rule: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for text in sorted(set(theme.examples) & set(theme.counterexamples)):
        yield f"'{text}' is an example and a counterexample"
    for rule in theme.rules:
        others = [other for other in themes_of_rule[rule.text] if other != theme.id]
        if others:
            yield f"rule '{rule.text}' stands also in {', '.join(dict.fromkeys(others))}"
    for text, times in Counter(rule.text for rule in theme.rules).items():
        if times > 1:
            yield f"rule '{text}' is there twice"


def _of_bank(book: Codebook) -> Iterator[Advice]:
    """Yield the texts of the bank that stand elsewhere too; capitals make no difference."""
    where = {
        _same(text): f"is an example of {placed.theme.id} too"
        for placed in book.placed
        for text in placed.theme.examples
    }
    for text in book.bank:
        same = _same(text.text)
        if same in where:
            what = f"row {text.row} of the bank: '{text.text}' {where[same]}"
            yield Advice(text.codes[0], what)
        else:
            where[same] = f"stands in row {text.row} too"


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
