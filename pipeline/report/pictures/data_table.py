"""The figures of a picture as a small CSV, for accessibility and for redrawing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from pipeline.counts import Figure, ThemeFigures
from pipeline.report.words import NumberFormats, plain

FIGURE = ("n", "base", "share", "low", "high", "shown", "hidden")
"""Columns of a figure: `shown` is the picture's text, `hidden` whether a rule hides the numbers."""

Cells = tuple[str, ...]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the table as CSV in UTF-8, its columns in the first line."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def figure_cells(figure: Figure | None, formats: NumberFormats) -> Cells:
    """Return the cells of a figure (`FIGURE`)."""
    shown = formats.figure(figure)
    if figure is None:
        return ("", "", "", "", "", shown, "false")
    if figure.suppressed:
        return ("", str(figure.base), "", "", "", shown, "true")
    numbers = (fraction(figure.share), fraction(figure.low), fraction(figure.high))
    return (str(figure.n), str(figure.base), *numbers, shown, "false")


def theme_cells(theme: ThemeFigures) -> Cells:
    """Return the id and the label of a theme."""
    return theme.theme, plain(theme.label)


def fraction(value: float | None) -> str:
    """Return a fraction in four decimals, empty if there is none."""
    return "" if value is None else f"{value:.4f}"
