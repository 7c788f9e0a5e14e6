"""`turven lint`: problems in a report, on the terminal, as JSON or as CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Exit, Option

from pipeline.cli.terminal import console

if TYPE_CHECKING:
    from pandas import DataFrame

_STYLES = {"certain": "bold red", "likely": "yellow", "maybe": "dim"}
_MEANINGS = {"certain": "can't be right", "likely": "look at it", "maybe": "may well be right"}


def lint(
    report: Annotated[
        Path,
        Argument(
            metavar="REPORT",
            help="A .docx, .xlsx, .pdf, .md, .html or .txt, or a .yaml of closed questions.",
        ),
    ],
    study: Annotated[
        Path | None,
        Option(
            metavar="FOLDER", help="A study, or the outputs of a run, to check the report against."
        ),
    ] = None,
    language: Annotated[
        str | None, Option(help="Language of the report, nl or en; detected when left out.")
    ] = None,
    as_json: Annotated[bool, Option("--json", help="Print the findings as JSON.")] = False,
    csv: Annotated[
        Path | None, Option(metavar="FILE.csv", help="Also write the findings to this new file.")
    ] = None,
    strict: Annotated[
        bool, Option("--strict", help="Exit with 1 when a finding is certain or likely.")
    ] = False,
) -> None:
    """Check the figures and words of a report against each other and a study's theme counts."""
    from pipeline.lint import findings_sheet, lint

    sheet = findings_sheet(csv) if csv else None
    findings = lint(report, study, language=language)
    if as_json:
        print(json.dumps(findings.to_dict("records"), ensure_ascii=False, indent=2))
    else:
        _show(findings, report)
    if sheet:
        written = sheet.write(findings)
        if not as_json:
            print(f"Table: {written}")
    if strict and (findings["sure"] != "maybe").any():
        raise Exit(1)


def _show(findings: DataFrame, report: Path) -> None:
    from rich.text import Text

    sure = list(findings["sure"])
    numbers = [f"{sure.count(name)} {name} ({_MEANINGS[name]})" for name in _STYLES if name in sure]
    summary = f"{report.name}: {', '.join(numbers) or 'nothing found'}"
    console(soft_wrap=False).print(Text(summary, overflow="fold"))
    for finding in findings.itertuples(index=False):
        _show_finding(finding)


def _show_finding(finding: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    heading = Text(overflow="fold")
    heading.append(finding.sure, style=_STYLES[finding.sure])
    heading.append(f"  {finding.check}  ").append(str(finding.place), style="bold")
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column()
    lines.add_column(overflow="fold")
    for name in ("says", "should", "why"):
        text = str(getattr(finding, name))
        if text:
            lines.add_row(f"  {name}", Text(text))
    screen = console(soft_wrap=False)
    screen.print()
    screen.print(heading)
    screen.print(lines)
