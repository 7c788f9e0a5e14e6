"""`turven decisions`: the decisions of reviewers as plain CSV, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Exit

from pipeline.cli.arguments import NewFile, Strict, StudyFolder
from pipeline.cli.terminal import say, say_problems

commands = typer.Typer(
    no_args_is_help=True,
    help="Archive the decisions of reviewers as plain CSV, and take them back.",
)


@commands.command("export")
def export_archive(folder: StudyFolder, file: NewFile) -> None:
    """Write all decisions, those taken back included, to a new CSV."""
    from pipeline.decisions import export_decisions
    from pipeline.study import read_study

    written = export_decisions(read_study(folder), file)
    say(f"{written:,} {'decision' if written == 1 else 'decisions'} written to {file}")


@commands.command("import")
def import_archive(
    folder: StudyFolder,
    file: Annotated[Path, Argument(metavar="FILE.csv", help="A file that export wrote.")],
    strict: Strict = False,
) -> None:
    """Add the decisions of a CSV to the log; those that are there already stay as they are."""
    from pipeline.decisions import import_decisions
    from pipeline.study import read_study

    imported = import_decisions(read_study(folder), file)
    added, known, left_out = len(imported.added), imported.known, imported.left_out
    say(f"decisions added: {added:,}; there already: {known:,}; left out: {left_out:,}")
    if imported.quotes:
        say(f"what was said of quotes, added: {imported.quotes:,}")
    say_problems(imported.problems)
    if strict and len(imported.problems):
        raise Exit(1)
