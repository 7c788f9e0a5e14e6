"""One figure of a tally, as a report would show it."""

from __future__ import annotations

from pipeline.counts import EVERYBODY, Cell, Tally, counts_table, theme_figures
from pipeline.model import Figure


def figure(tally: Tally, code: str, wave: str, cell: Cell = EVERYBODY) -> Figure:
    """The figure of a code in a wave and cell that were met."""
    themes = {theme.theme: theme for theme in theme_figures(counts_table("x", {"q": tally}), tally.book, (wave,))}
    return themes[code].waves[wave] if cell == EVERYBODY else themes[code].segments[wave, *cell]
