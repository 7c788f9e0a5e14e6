"""What a codebook leaves open: no mistakes, but places where a researcher should look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.model import Codebook, Theme

FEWEST_EXAMPLES = 5
FEWEST_COUNTEREXAMPLES = 3


@dataclass(frozen=True)
class Advice:
    """One place worth a look: the theme, and what is missing or doubled there."""

    theme: str
    what: str


def advise(book: Codebook) -> tuple[Advice, ...]:
    """Every open place of the codebook, in the order of its themes."""
    shared = _doubled_rules(book)
    found: list[Advice] = []
    for placed in book.placed:
        found += [Advice(placed.theme.id, what) for what in _of_theme(placed.theme, shared)]
    return tuple(found)


def _of_theme(theme: Theme, shared: dict[str, tuple[str, ...]]) -> list[str]:
    found = []
    if not theme.definition:
        found.append("no definition")
    if not theme.rules and not theme.themes:
        found.append("no rules")
    if len(theme.examples) < FEWEST_EXAMPLES:
        found.append(f"{len(theme.examples)} examples, {FEWEST_EXAMPLES} are wanted")
    if len(theme.counterexamples) < FEWEST_COUNTEREXAMPLES:
        found.append(
            f"{len(theme.counterexamples)} counterexamples, {FEWEST_COUNTEREXAMPLES} are wanted"
        )
    both = set(theme.examples) & set(theme.counterexamples)
    found += [f"'{text}' is an example and a counterexample" for text in sorted(both)]
    for rule in theme.rules:
        others = [t for t in shared.get(rule.text, ()) if t != theme.id]
        if others:
            found.append(f"rule '{rule.text}' stands also in {', '.join(others)}")
    twice = [text for text, n in Counter(rule.text for rule in theme.rules).items() if n > 1]
    found += [f"rule '{text}' is there twice" for text in twice]
    return found


def _doubled_rules(book: Codebook) -> dict[str, tuple[str, ...]]:
    themes: dict[str, dict[str, None]] = {}
    for rule in book.rules:
        themes.setdefault(rule.text, {})[rule.theme] = None
    return {text: tuple(found) for text, found in themes.items() if len(found) > 1}
