"""The rule language as values: what a codebook's rules say, before matching.

A `Pattern` is a row of `Step`s within one sentence; a `Junction` joins patterns with all, any and
not; a `Rule` gives them a theme. codebook/ reads them from text, coding/ matches them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TermKind = Literal["word", "exact", "prefix", "suffix", "infix"]
Scope = Literal["mention", "sentence", "answer"]

_WRITTEN: dict[TermKind, str] = {
    "word": "{}",
    "exact": "={}",
    "prefix": "{}*",
    "suffix": "*{}",
    "infix": "*{}*",
}
"""How the codebook writes a term of each kind."""


@dataclass(frozen=True)
class Term:
    """One word of a pattern, such as `tijd`, `=OR`, `tijd*`, `*tijd` or `*tijd*`."""

    text: str
    kind: TermKind = "word"

    def __str__(self) -> str:
        return _WRITTEN[self.kind].format(self.text)


@dataclass(frozen=True)
class Step:
    """One place of a pattern: alternatives, and at most how many words may come before it."""

    terms: tuple[Term, ...]
    gap: int = 0
    either_order: bool = False


@dataclass(frozen=True)
class Pattern:
    """Steps that match in sequence within a sentence; `text` is what was written."""

    text: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Junction:
    """All of `every`, one of `some` (if there are any) and none of `none`, within the scope."""

    every: tuple[Node, ...] = ()
    some: tuple[Node, ...] = ()
    none: tuple[Node, ...] = ()


Node = Pattern | Junction


@dataclass(frozen=True)
class Rule:
    """One way in which an answer can show a theme.

    Negated matches count if `keep_negated`, hypothetical ones unless `drop_hypothetical`.
    """

    id: str
    theme: str
    node: Node
    scope: Scope = "sentence"
    keep_negated: bool = False
    drop_hypothetical: bool = False
    text: str = ""


def patterns_of(node: Node) -> Iterator[Pattern]:
    """Yield every pattern below the node, in the order written."""
    if isinstance(node, Pattern):
        yield node
        return
    for child in (*node.every, *node.some, *node.none):
        yield from patterns_of(child)
