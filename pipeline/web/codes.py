"""The codes of a codebook as rows to tick: the tree, what is suggested and chosen, and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook, Theme
from pipeline.review import Card

MAX_KEYS = 9
MAX_EXAMPLES = 6
_ACTS = {NO_ANSWER: "no_answer", OTHER: "other"}


@dataclass(frozen=True)
class CodeRow:
    """A code in the tree: level 0 for special codes.

    `key` is the digit that toggles it, '' without one. `suggested` is the number of its suggestion,
    0 without one. `alone`: it excludes all other codes; `act` is the act whose key ticks it.
    """

    id: str
    label: str
    path: str
    level: int
    key: str
    suggested: int
    chosen: bool
    alone: bool
    act: str

    def act_key(self, keys: Mapping[str, str]) -> str:
        """Return the key of a special code among a reviewer's keys, '' for a theme."""
        return keys.get(self.act, "")


def labels(book: Codebook, special: Mapping[str, str]) -> dict[str, str]:
    """Return the text shown for each code; special codes have texts of the language."""
    return {**{placed.theme.id: placed.theme.label for placed in book.placed}, **special}


def code_rows(
    book: Codebook, card: Card, chosen: Sequence[str], special: Mapping[str, str]
) -> tuple[CodeRow, ...]:
    """Return the rows in the order of the codebook, the special codes last."""
    named = labels(book, special)
    suggested = {
        suggestion.theme: number
        for number, suggestion in reversed([*enumerate(card.suggestions, 1)])
    }
    keys = figure_keys(book, [suggestion.theme for suggestion in card.suggestions])
    alone = (NO_ANSWER,) if book.other_beside_themes else SPECIAL_CODES
    levels = {placed.theme.id: placed.level for placed in book.placed}
    return tuple(
        CodeRow(
            id=code,
            label=named[code],
            path=" › ".join(named[above] for above in reversed(book.ancestors(code))),
            level=levels.get(code, 0),
            key=keys.get(code, ""),
            suggested=suggested.get(code, 0),
            chosen=code in chosen,
            alone=code in alone,
            act=_ACTS.get(code, ""),
        )
        for code in book.codes
    )


def figure_keys(book: Codebook, suggested: Sequence[str]) -> dict[str, str]:
    """Return the digit keys of codes: those suggested, then themes, top themes first."""
    by_level = [placed.theme.id for placed in sorted(book.placed, key=lambda placed: placed.level)]
    in_order = [code for code in dict.fromkeys((*suggested, *by_level)) if code in book.codes]
    return {code: str(number) for number, code in enumerate(in_order[:MAX_KEYS], 1)}


@dataclass(frozen=True)
class Guide:
    """The codebook's guidance on one theme, shortened to a few examples."""

    theme: Theme
    parent: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


def guides(book: Codebook) -> tuple[Guide, ...]:
    """Return the guide of each theme, in the order of the codebook."""
    named = labels(book, {})
    return tuple(
        Guide(
            theme=placed.theme,
            parent=named.get(placed.parent, ""),
            examples=placed.theme.examples[:MAX_EXAMPLES],
            counterexamples=placed.theme.counterexamples[:MAX_EXAMPLES],
        )
        for placed in book.placed
    )
