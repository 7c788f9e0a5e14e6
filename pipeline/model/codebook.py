"""Codebook and theme: what an answer can be about, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import UnknownThemeError
from pipeline.model.arrays import Bools
from pipeline.model.notebook_table import codebook_html
from pipeline.model.rules import Rule

NO_ANSWER = "geen-antwoord"
"""Special code: nothing was answered; leaves the base."""

OTHER = "overig"
"""Special code: a real answer that fits no theme; stays in the base."""

SPECIAL_CODES = (NO_ANSWER, OTHER)


@dataclass(frozen=True)
class Theme:
    """A label an answer can get, with its definition and rules."""

    id: str
    label: str
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True)
class BankText:
    """A labelled text of a codebook's bank: its codes, where it comes from, its row in the file."""

    text: str
    codes: tuple[str, ...]
    source: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PlacedTheme:
    """A theme with its place in the tree: level 1 is a top theme, 2 a sub-theme."""

    theme: Theme
    parent: str
    level: int


@dataclass(frozen=True)
class Codebook:
    """The versioned themes of one question; its tree is in depth-first order, as written.

    Codes are numbered by their index in `codes`. A matrix of codes is (texts, codes), true where a
    text has the code.
    """

    id: str
    title: str
    language: str
    version: str
    themes: tuple[Theme, ...]
    special_rules: tuple[Rule, ...] = ()
    other_beside_themes: bool = False
    bank: tuple[BankText, ...] = field(default=(), repr=False)
    source: str = field(default="", compare=False)

    def _repr_html_(self) -> str:
        """Return the tree of themes as a table, for a notebook."""
        return codebook_html(self)

    @cached_property
    def placed(self) -> tuple[PlacedTheme, ...]:
        """Every theme with parent and level, parents before their children."""
        return tuple(_walk(self.themes, "", 1))

    @cached_property
    def theme_ids(self) -> tuple[str, ...]:
        """The ids of all themes, parents before their children, without the special codes."""
        return tuple(placed.theme.id for placed in self.placed)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes of the codebook: the themes, then the special codes."""
        return (*self.theme_ids, *SPECIAL_CODES)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each code."""
        return {code: number for number, code in enumerate(self.codes)}

    @cached_property
    def parents(self) -> dict[str, str]:
        """Theme id -> id of its parent; empty for a top theme."""
        return {placed.theme.id: placed.parent for placed in self.placed}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all themes, in the order of the tree; those of the special codes last."""
        of_themes = (rule for placed in self.placed for rule in placed.theme.rules)
        return (*of_themes, *self.special_rules)

    def theme(self, theme_id: str) -> Theme:
        """Return the theme with that id; `UnknownThemeError` with the nearest id otherwise."""
        for placed in self.placed:
            if placed.theme.id == theme_id:
                return placed.theme
        raise UnknownThemeError(theme_id, self.id, self.codes)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the parent, its parent, and so on; none for a top theme or a special code."""
        above: list[str] = []
        parent = self.parents.get(code, "")
        while parent:
            above.append(parent)
            parent = self.parents.get(parent, "")
        return tuple(above)

    def with_parents(self, codes: Iterable[str]) -> frozenset[str]:
        """Return the codes and all that they imply: a theme implies its ancestors."""
        given = frozenset(codes)
        return given.union(*(self.ancestors(code) for code in given))

    def most_precise(self, codes: Iterable[str]) -> frozenset[str]:
        """Return the codes without those that another of them implies."""
        given = frozenset(codes)
        return given.difference(*(self.ancestors(code) for code in given))

    @cached_property
    def implied(self) -> tuple[tuple[int, int], ...]:
        """The numbers of each theme and of an ancestor that it implies, one pair for each."""
        return tuple(
            (self.numbers[theme], self.numbers[ancestor])
            for theme in self.theme_ids
            for ancestor in self.ancestors(theme)
        )

    def matrix_with_parents(self, codes: Bools) -> Bools:
        """Return a matrix of codes with all that each row implies."""
        closed = codes.copy()
        for theme, ancestor in self.implied:
            closed[:, ancestor] |= codes[:, theme]
        return closed

    def matrix_most_precise(self, codes: Bools) -> Bools:
        """Return a matrix of codes without those that another of the same row implies."""
        precise = codes.copy()
        for theme, ancestor in self.implied:
            precise[:, ancestor] &= ~codes[:, theme]
        return precise

    def matrix_of_compatible(self, codes: Bools) -> Bools:
        """Return a matrix of codes without special codes that give way to another in the row.

        `geen-antwoord` gives way to a theme, and so does `overig` unless the codebook allows it
        beside themes; `overig` gives way to `geen-antwoord`.
        """
        no_answer, other = self.numbers[NO_ANSWER], self.numbers[OTHER]
        compatible = codes.copy()
        has_theme = codes[:, : len(self.theme_ids)].any(axis=1)
        compatible[has_theme, no_answer] = False
        if not self.other_beside_themes:
            compatible[has_theme, other] = False
        compatible[compatible[:, no_answer], other] = False
        return compatible

    def matrix_with_non_answers(self, codes: Bools, nothing: Bools) -> Bools:
        """Return a matrix of codes with `geen-antwoord` alone in the rows of non-answers."""
        marked = codes.copy()
        marked[nothing] = False
        marked[nothing, self.numbers[NO_ANSWER]] = True
        return marked


def _walk(themes: tuple[Theme, ...], parent: str, level: int) -> Iterator[PlacedTheme]:
    for theme in themes:
        yield PlacedTheme(theme, parent, level)
        yield from _walk(theme.themes, theme.id, level + 1)
