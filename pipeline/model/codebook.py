"""Codebook and theme: what an answer can be about, as frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.errors import UnknownThemeError
from pipeline.model.rules import Rule

NO_ANSWER = "geen-antwoord"
"""Special code: nothing was answered; leaves the base."""

OTHER = "overig"
"""Special code: a real answer that fits no theme; stays in the base."""

SPECIAL_CODES = (NO_ANSWER, OTHER)


@dataclass(frozen=True)
class Theme:
    """A label an answer can get, with the words and rules that say when."""

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
class PlacedTheme:
    """A theme with its place in the tree: level 1 is a top theme, 2 a sub-theme."""

    theme: Theme
    parent: str
    level: int


@dataclass(frozen=True)
class Codebook:
    """The versioned themes of one question. Its tree is walked parents first, in the order written."""

    id: str
    title: str
    language: str
    version: str
    themes: tuple[Theme, ...]
    special_rules: tuple[Rule, ...] = ()
    other_beside_themes: bool = False
    source: str = field(default="", compare=False)

    @cached_property
    def placed(self) -> tuple[PlacedTheme, ...]:
        """Every theme with parent and level, parents before their children."""
        return tuple(_walk(self.themes, "", 1))

    @cached_property
    def theme_ids(self) -> tuple[str, ...]:
        """The ids of all themes, parents before their children; the special codes are not among them."""
        return tuple(p.theme.id for p in self.placed)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All that an answer can be coded as: the themes, then the special codes."""
        return (*self.theme_ids, *SPECIAL_CODES)

    @cached_property
    def parents(self) -> dict[str, str]:
        """Theme id -> id of its parent; empty for a top theme."""
        return {p.theme.id: p.parent for p in self.placed}

    def theme(self, theme_id: str) -> Theme:
        """The theme of that id; `UnknownThemeError` with the nearest id when there is none."""
        for placed in self.placed:
            if placed.theme.id == theme_id:
                return placed.theme
        raise UnknownThemeError(theme_id, self.id, self.codes)

    def ancestors(self, theme_id: str) -> tuple[str, ...]:
        """Its parent, the parent of that, and so on; empty for a top theme and for the special codes."""
        found: list[str] = []
        parent = self.parents.get(theme_id, "")
        while parent:
            found.append(parent)
            parent = self.parents.get(parent, "")
        return tuple(found)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all themes, in the order of the tree; those of the special codes last."""
        return (*(rule for p in self.placed for rule in p.theme.rules), *self.special_rules)


def _walk(themes: tuple[Theme, ...], parent: str, level: int) -> Iterator[PlacedTheme]:
    for theme in themes:
        yield PlacedTheme(theme, parent, level)
        yield from _walk(theme.themes, theme.id, level + 1)
