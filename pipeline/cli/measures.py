"""How figures and tables of an evaluation or of agreement look on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.model import Measure

NOTHING = "–"


def number(value: float | None) -> str:
    """Return `0.82`, or a dash."""
    return NOTHING if value is None else f"{value:.2f}"


def percent(share: float | None) -> str:
    """Return `82%`, or a dash."""
    return NOTHING if share is None else f"{share:.0%}"


def measured(measure: Measure) -> str:
    """Return `0.82 0.74–0.89`; without an interval the value alone."""
    if measure.interval is None:
        return number(measure.value)
    low, high = measure.interval
    return f"{number(measure.value)} {number(low)}–{number(high)}"


def console_with_title(title: str, note: str) -> Console:
    """Return a console on which the title of a study and its note have been printed."""
    # texts of users are shown as they are, not read as markup
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(Text(title, style="bold"))
    if note:
        console.print(Text(note, style="yellow"))
    return console


def plain_table(first: str) -> Table:
    """Return a table without lines whose first column folds."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(Text(first), overflow="fold")
    return table
