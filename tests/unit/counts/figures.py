"""One figure of a tally, as a report would show it."""

from __future__ import annotations

from functools import lru_cache

from pipeline.counts import (
    EVERYBODY,
    Cell,
    Figure,
    Tally,
    ThemeFigures,
    counts_table,
    theme_figures,
)


def figure(tally: Tally, code: str, wave: str, cell: Cell = EVERYBODY) -> Figure:
    """The figure of a code in a wave and cell that were met."""
    themes = _themes(tally, wave)
    return themes[code].waves[wave] if cell == EVERYBODY else themes[code].segments[wave, *cell]


@lru_cache(maxsize=8)
def _themes(tally: Tally, wave: str) -> dict[str, ThemeFigures]:
    """All figures of a tally to which nothing is added any more."""
    return {
        theme.theme: theme
        for theme in theme_figures(counts_table("x", {"q": tally}), tally.book, (wave,))
    }
