"""Shows agreement on the terminal. Nothing is computed here."""

from __future__ import annotations

from math import isnan
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.agreement import Agreement, CoderFigures, Coefficient, Figures, QuestionAgreement

NOTHING = "–"
MOST_THEMES = 12
"""Themes of a question on the terminal, the lowest agreement first; the page has all."""

_VERDICT = {
    "reliable": "reliable",
    "tentative": "tentative",
    "too-low": "too low to report",
    "too-few": "too few to say anything",
    "not-given": "given by nobody",
    "unknown": "can't be computed",
}
_WHY = {
    "one-coder": "only one coder",
    "no-overlap": "no text that two of them coded",
    "no-variance": "all said the same everywhere",
    "unstable": "given too rarely for an interval",
    "no-spread": "not one difference, so no interval",
    "": "",
}
_STYLE = {"too-low": "yellow", "too-few": "dim", "not-given": "dim", "unknown": "dim"}


def agreement(found: Agreement, folder: Path) -> None:
    """How far coders agree on each question: who is the odd one out, then the themes, the lowest first; and where the page is."""
    # texts of users are shown as they are, not read as markup
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(Text(found.title, style="bold"))
    if found.note:
        console.print(Text(found.note, style="yellow"))
    for question in found.questions:
        console.print()
        console.print(
            Text(
                f"{question.id}: {question.texts:,} texts coded by people, {question.people.n:,} by two or more",
                style="bold",
            )
        )
        console.print(_said(question))
        console.print(_coders(question))
        console.print(_themes(question))
    console.print()
    for line in _remarks(found):
        console.print(Text(line, style="yellow"))
    console.print(Text(f"Page: {folder / 'agreement.html'}", overflow="fold"), soft_wrap=True)


def _said(q: QuestionAgreement) -> Text:
    if not q.several:
        why = _WHY[q.people.of["alpha"].why]
        return Text(
            f"Of people among themselves: {why}. The figures compare people with rules and classifier.",
            style="yellow",
        )
    alpha = q.people.of["alpha"]
    same = _percent(q.people.of["percent"].value)
    return Text(
        f"Whole answers: {same} the same codes, alpha (MASI) {_measured(alpha)}: {_VERDICT[q.people.verdict]}."
    )


def _coders(q: QuestionAgreement) -> Table:
    table = _table("coder")
    for name in ("texts", "same codes\nas others", "alpha (MASI)\nwith others"):
        table.add_column(name, justify="right", no_wrap=True)
    for coder in q.coders:
        odd = " (differs most)" if coder.odd else ""
        cells = (f"{coder.texts:,}", _percent(coder.percent), _number(coder.alpha))
        table.add_row(Text(f"{_name(coder)}{odd}"), *cells, style="yellow" if coder.odd else "")
    return table


def _themes(q: QuestionAgreement) -> Table:
    table = _table("theme")
    for name in ("twice", "given", "same", "AC1"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("alpha", no_wrap=True)
    table.add_column("verdict", overflow="fold")
    shown = [(t.theme, t.people if q.several else t.everyone) for t in q.themes]
    given = [(theme, figures) for theme, figures in shown if figures.given]
    for theme, f in given[:MOST_THEMES]:
        cells = (
            f"{f.n:,}",
            f"{f.given:,}",
            _percent(f.of["percent"].value),
            _number(f.of["ac1"].value),
        )
        table.add_row(
            Text(theme),
            *cells,
            _measured(f.of["alpha"]),
            _verdict(f),
            style=_STYLE.get(f.verdict, ""),
        )
    if len(given) > MOST_THEMES:
        table.add_row(Text(f"and {len(given) - MOST_THEMES} more"), style="dim")
    return table


def _verdict(f: Figures) -> str:
    return (
        _VERDICT[f.verdict]
        + ("; rare, AC1 is high" if f.rare else "")
        + ("; may be lower" if f.wide else "")
    )


def _remarks(found: Agreement) -> list[str]:
    if not found.without:
        return []
    return [f"Coded by nobody, so not compared: {', '.join(found.without)}."]


def _table(first: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, overflow="fold")
    return table


def _name(coder: CoderFigures) -> str:
    return (coder.name or "without a name") if coder.kind == "person" else coder.kind


def _measured(coefficient: Coefficient) -> str:
    if not coefficient.spread:
        return _number(coefficient.value)
    return f"{_number(coefficient.value)} {_number(coefficient.low)}–{_number(coefficient.high)}"


def _number(value: float) -> str:
    return NOTHING if isnan(value) else f"{value:.2f}"


def _percent(share: float) -> str:
    return NOTHING if isnan(share) else f"{share:.0%}"
