"""`turven workbook`: an Excel workbook for a reviewer to fill in, and its import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Exit, Option

from pipeline.cli.arguments import Strict, StudyFolder
from pipeline.cli.terminal import can_ask, place, say, visible

if TYPE_CHECKING:
    from pipeline.decisions import Decision
    from pipeline.review.workbook import Clash, WorkbookImport

_MAX_ROWS = 40
_MAX_CHARACTERS = 300
"""The most characters of an answer shown in a prompt."""

commands = typer.Typer(
    no_args_is_help=True, help="Give reviewers an Excel workbook, and take it back."
)


@commands.command("export")
def export_workbooks(
    folder: StudyFolder,
    out: Annotated[
        Path,
        Option(
            metavar="FOLDER|FILE.xlsx",
            help="Folder for the workbooks; for one question also a file.",
        ),
    ],
    question: Annotated[
        list[str] | None, Option(help="Only this question, by its id; may be given more than once.")
    ] = None,
    queue: Annotated[
        str,
        Option(
            help="Which answers: all, random, uncertain, rules-vs-classifier, no-theme, rare,"
            " codebook-changed, stale or second."
        ),
    ] = "all",
    reviewer: Annotated[
        str, Option(help="Name of who will fill it in; may be filled in there.")
    ] = "",
    blind: Annotated[
        bool, Option("--blind", help="Hide suggestions and what was decided before.")
    ] = False,
    size: Annotated[
        int | None, Option(help="At most so many different answers of each question.")
    ] = None,
) -> None:
    """Write an Excel workbook for each question, for a reviewer to fill in."""
    from pipeline.review.workbook import export_workbook
    from pipeline.study import read_study

    written = export_workbook(
        read_study(folder),
        out,
        questions=question or (),
        queue=queue,
        reviewer=reviewer,
        blind=blind,
        size=size,
    )
    for workbook in written:
        answers = f"{workbook.texts:,} different answers by {workbook.answers:,} respondents"
        _say(f"wrote {workbook.path}: {answers}")
    _say(f"When it comes back:  turven workbook import {folder} {written[0].path}")


@commands.command("import")
def import_workbooks(
    folder: StudyFolder,
    files: Annotated[list[Path], Argument(metavar="FILE...", help="Workbooks that came back.")],
    reviewer: Annotated[
        str, Option(help="Who filled them in; comes before the name in the workbook.")
    ] = "",
    override: Annotated[
        bool,
        Option("--override", help="Replace decisions that the reviewer has made since the export."),
    ] = False,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Tell what would be taken, and record nothing.")
    ] = False,
    strict: Strict = False,
) -> None:
    """Import filled-in workbooks as decisions; rows that can't be imported are listed."""
    from pipeline.review.workbook import import_workbook, workbook_reviewers
    from pipeline.study import read_study

    study = read_study(folder)
    asks = can_ask()
    if not reviewer and asks and "" in workbook_reviewers(files):
        reviewer = typer.prompt("Who filled in the workbook?")
    imported = import_workbook(
        study,
        files,
        reviewer=reviewer,
        override=override,
        dry_run=dry_run,
        ask=_confirm_override if asks and not override and not dry_run else None,
    )
    _show_import(imported)
    if strict and imported.not_taken:
        raise Exit(1)


def _confirm_override(clash: Clash) -> bool:
    """Show all decisions and ask whether the workbook's should replace them; Enter means no."""
    _say(f"{clash.file}, sheet {clash.sheet}, row {clash.row}, {clash.question}", "bold")
    _say(f"  {clash.verbatim[:_MAX_CHARACTERS]}")
    for decision in clash.newer:
        _say(f"  {clash.reviewer} since the export, {_dated_codes(decision)}")
    for decision in clash.others:
        _say(f"  {decision.reviewer}, {_dated_codes(decision)}")
    _say(f"  the workbook: {', '.join(clash.codes)}")
    return typer.confirm("Let the workbook come in its place?", default=False)


def _dated_codes(decision: Decision) -> str:
    return f"{decision.at[:16]}: {', '.join(decision.codes) or 'taken back'}"


def _show_import(imported: WorkbookImport) -> None:
    """Print how many rows were imported, and the location of each other row with advice."""
    would = "would be taken" if imported.dry_run else "taken"
    _say(
        f"{', '.join(imported.reviewers)}: {len(imported.taken):,} {would}, "
        f"{imported.unchanged:,} stood already, {imported.not_taken:,} not taken, "
        f"{imported.open:,} rows still open."
    )
    not_taken = imported.rows[imported.rows["outcome"] == "not taken"]
    for row in not_taken.head(_MAX_ROWS).to_dict("records"):
        sheet = f"sheet {row['sheet']}" if row["sheet"] else ""
        number = f"row {row['row']}" if row["row"] else ""
        to_do = row["what_to_do"]
        message = f"{row['what']}. {to_do[:1].upper()}{to_do[1:]}."
        _say(f"{place(row['file'], sheet, number)}: {message}", "yellow")
    if len(not_taken) > _MAX_ROWS:
        _say(f"and {len(not_taken) - _MAX_ROWS:,} more rows", "yellow")
    if len(not_taken):
        _say(
            "What was not taken can be mended in the workbook; import it again, and nothing is"
            " decided twice."
        )


def _say(text: str, style: str = "") -> None:
    """Print a text that may come from a workbook."""
    say(visible(text), style)
