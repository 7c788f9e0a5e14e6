"""Shows what went into workbooks and what came of them. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from pipeline.cli.show import visible

if TYPE_CHECKING:
    from pipeline.decisions import Decision
    from pipeline.review.workbook import Clash, WorkbookImport, WrittenWorkbook

_MOST_ROWS = 40
_LONGEST_ANSWER = 300


def written(made: Sequence[WrittenWorkbook], study: Path) -> None:
    """The workbooks, and how they come back."""
    out = _console()
    for book in made:
        out.print(
            Text(
                visible(
                    f"wrote {book.path}: {book.texts:,} different answers by {book.answers:,} respondents"
                )
            )
        )
    out.print(
        Text(visible(f"When it comes back:  turven workbook import {study} {made[0].path.name}"))
    )


def confirm_override(clash: Clash) -> bool:
    """Shows both decisions and asks which is to stand; no where nothing is said."""
    out = _console()
    out.print(
        Text(
            visible(f"{clash.file}, sheet {clash.sheet}, row {clash.row}, {clash.question}"),
            style="bold",
        )
    )
    out.print(Text(visible(f"  {clash.verbatim[:_LONGEST_ANSWER]}")))
    for decision in clash.newer:
        out.print(
            Text(
                visible(
                    f"  {clash.reviewer} since the export, {decision.at[:16]}: {_said(decision)}"
                )
            )
        )
    for decision in clash.others:
        out.print(Text(visible(f"  {decision.reviewer}, {decision.at[:16]}: {_said(decision)}")))
    out.print(Text(visible(f"  the workbook: {', '.join(clash.codes)}")))
    return typer.confirm("Let the workbook come in its place?", default=False)


def imported(found: WorkbookImport) -> None:
    """How many rows were taken and how many not, and each that was not: sheet, row, what, what to do."""
    out = _console()
    would = "would be taken" if found.dry_run else "taken"
    out.print(Text(visible(f"{', '.join(found.reviewers)}: {len(found.taken):,} {would}, {found.unchanged:,} stood already, "
                           f"{found.not_taken:,} not taken, {found.open:,} rows still open.")))  # fmt: skip
    bad = found.rows[found.rows["outcome"] == "not taken"]
    columns = (
        bad[name].head(_MOST_ROWS).tolist()
        for name in ("file", "sheet", "row", "what", "what_to_do")
    )
    for file, sheet, row, what, todo in zip(*columns, strict=True):
        place = ", ".join(
            part
            for part in (file, f"sheet {sheet}" if sheet else "", f"row {row}" if row else "")
            if part
        )
        out.print(Text(visible(f"{place}: {what}. {todo[:1].upper()}{todo[1:]}."), style="yellow"))
    if len(bad) > _MOST_ROWS:
        out.print(Text(f"and {len(bad) - _MOST_ROWS:,} more rows", style="yellow"))
    if len(bad):
        out.print(
            "What was not taken can be mended in the workbook; import it again, and nothing is decided twice."
        )


def _said(decision: Decision) -> str:
    return ", ".join(decision.codes) or "taken back"


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
