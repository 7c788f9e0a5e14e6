"""Shows what is wrong in a report, on the terminal, as JSON or as CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pandas as pd

_STYLES = {"certain": "bold red", "likely": "yellow", "maybe": "dim"}
_MEANS = {"certain": "can't be right", "likely": "look at it", "maybe": "may well be right"}


def lint(
    report: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT",
            help="A .docx, .pdf, .md, .html or .txt, or a .yaml of closed questions.",
        ),
    ],
    study: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="A study, or outputs of a run, whose theme counts it is held against.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(help="Language of the report, nl or en; by default as its words tell."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Also write the findings to this new file."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when a finding is certain or likely.")
    ] = False,
) -> None:
    """Hold the numbers and words of a finished report against themselves, and against the theme counts of a study."""
    from pipeline.lint import findings_sheet
    from pipeline.lint import lint as lint_report

    sheet = findings_sheet(csv) if csv else None
    found = lint_report(report, study, language=language)
    if as_json:
        print(json.dumps(found.to_dict("records"), ensure_ascii=False, indent=2))
    else:
        _show(found, report)
    if sheet:
        written = sheet.write(found)
        if not as_json:
            print(f"Table: {written}")
    if strict and (found["sure"] != "maybe").any():
        raise typer.Exit(1)


def _show(found: pd.DataFrame, report: Path) -> None:
    # texts of the report are shown as they are, not read as markup
    console = Console(highlight=False, markup=False, emoji=False)
    if found.empty:
        console.print(Text(f"{report.name}: nothing found", overflow="fold"))
        return
    numbers = [
        f"{n} {sure} ({_MEANS[sure]})"
        for sure in _STYLES
        if (n := int((found["sure"] == sure).sum()))
    ]
    console.print(Text(f"{report.name}: {', '.join(numbers)}", overflow="fold"))
    for row in found.itertuples(index=False):
        console.print()
        head = Text(overflow="fold")
        head.append(str(row.sure), style=_STYLES[str(row.sure)]).append(f"  {row.check}  ").append(
            str(row.place), style="bold"
        )
        console.print(head)
        lines = Table.grid(padding=(0, 2, 0, 0))
        lines.add_column()
        lines.add_column(overflow="fold")
        for name in ("says", "should", "why"):
            if said := str(getattr(row, name)):
                lines.add_row(f"  {name}", Text(said))
        console.print(lines)
