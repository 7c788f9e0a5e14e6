"""Shows agreement on the terminal; computes nothing."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.agreement import Agreement, CoderFigures, Figures, QuestionAgreement
from pipeline.cli.terminal import console_with_title, measured, number, percent, plain_table

MAX_THEMES = 12
"""Themes per question on the terminal, the lowest agreement first; the page shows all."""

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
    "": "",
}
_STYLE = {"too-low": "yellow", "too-few": "dim", "not-given": "dim", "unknown": "dim"}


def agreement(agreement: Agreement, folder: Path) -> None:
    """Print how far coders agree on each question, and where the page is.

    The coder that agrees least comes first, then the themes, the lowest agreement first.
    """
    console = console_with_title(agreement.title, agreement.note)
    for question in agreement.questions:
        console.print()
        console.print(_heading(question))
        console.print(_summary(question))
        console.print(_coders(question))
        console.print(_themes(question))
    console.print()
    if agreement.without:
        without = f"Coded by nobody, so not compared: {', '.join(agreement.without)}."
        console.print(Text(without, style="yellow"))
    console.print(Text(f"Page: {folder / 'agreement.html'}", overflow="fold"), soft_wrap=True)


def _heading(question: QuestionAgreement) -> Text:
    twice = f"{question.people.n:,} by two or more"
    return Text(f"{question.id}: {question.texts:,} texts coded by people, {twice}", style="bold")


def _summary(question: QuestionAgreement) -> Text:
    sets = question.people
    if not question.compares_people:
        why = f"Of people among themselves: {_WHY[sets.alpha.why]}."
        return Text(f"{why} The figures compare people with the machine.", style="yellow")
    same, alpha = percent(sets.percent.value), measured(sets.alpha)
    verdict = _VERDICT[sets.verdict]
    return Text(f"Whole answers: {same} the same codes, alpha (MASI) {alpha}: {verdict}.")


def _coders(question: QuestionAgreement) -> Table:
    table = plain_table("coder")
    for name in ("texts", "same codes\nas others", "alpha (MASI)\nwith others"):
        table.add_column(name, justify="right", no_wrap=True)
    for coder in question.coders:
        name, style = _name(coder), ""
        if coder.odd:
            name, style = f"{name} (differs most)", "yellow"
        cells = (f"{coder.texts:,}", percent(coder.percent), number(coder.alpha))
        table.add_row(Text(name), *cells, style=style)
    return table


def _themes(question: QuestionAgreement) -> Table:
    table = plain_table("theme")
    for name in ("twice", "given", "same", "AC1"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("alpha", no_wrap=True)
    table.add_column("verdict", overflow="fold")
    people = question.compares_people
    shown = [(t.theme, t.people if people else t.everyone) for t in question.themes]
    given = [(theme, figures) for theme, figures in shown if figures.given]
    for theme, figures in given[:MAX_THEMES]:
        style = _STYLE.get(figures.verdict, "")
        table.add_row(Text(theme), *_theme_cells(figures), style=style)
    if len(given) > MAX_THEMES:
        table.add_row(Text(f"and {len(given) - MAX_THEMES} more"), style="dim")
    return table


def _theme_cells(figures: Figures) -> tuple[str, ...]:
    verdict = _VERDICT[figures.verdict]
    if figures.rare:
        verdict += "; rare, AC1 is high"
    if figures.wide:
        verdict += "; may be lower"
    same, ac1 = percent(figures.percent.value), number(figures.of["ac1"].value)
    return f"{figures.n:,}", f"{figures.given:,}", same, ac1, measured(figures.alpha), verdict


def _name(coder: CoderFigures) -> str:
    if coder.kind != "person":
        return coder.kind
    return coder.name or "without a name"
