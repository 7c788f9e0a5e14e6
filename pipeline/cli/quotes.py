"""`turven quotes` and `turven redact`: quotes to decide on, and texts without personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Exit, Option

from pipeline.cli.arguments import NewFile, Strict, StudyFolder
from pipeline.cli.terminal import say_problems

commands = typer.Typer(
    no_args_is_help=True, help="Possible quotes for the report as a CSV to decide on, and back."
)


@commands.command("export")
def export_table(folder: StudyFolder, file: NewFile) -> None:
    """Write the possible quotes to a new CSV, to fill in: approve, refuse or withdraw."""
    from pipeline.privacy import can_find_names
    from pipeline.quotes import export_quotes
    from pipeline.study import read_study

    study = read_study(folder)
    _tell_of_preparation()
    written = export_quotes(study, file)
    typer.echo(f"{written:,} possible {'quote' if written == 1 else 'quotes'} written to {file}")
    if not can_find_names():
        _tell_of_names()


@commands.command("import")
def import_table(
    folder: StudyFolder,
    file: Annotated[
        Path, Argument(metavar="FILE.csv", help="A file that export wrote, filled in.")
    ],
    reviewer: Annotated[str, Option(help="Who decided; comes before the name in the file.")] = "",
    strict: Strict = False,
) -> None:
    """Import what was decided on quotes; the next run prints those that were approved."""
    from pipeline.quotes import import_quotes
    from pipeline.study import read_study

    study = read_study(folder)
    _tell_of_preparation()
    imported = import_quotes(study, file, reviewer=reviewer)
    decided, same, problems = len(imported.taken), imported.same, imported.problems
    typer.echo(f"quotes decided: {decided:,}; as they were: {same:,}; not taken: {len(problems):,}")
    say_problems(problems)
    if strict and len(problems):
        raise Exit(1)


def redact(
    file: Annotated[Path, Argument(metavar="FILE.txt", help="A text file, UTF-8.")],
    language: Annotated[str, Option(help="Language of the text, as an ISO code.")] = "nl",
    allow: Annotated[
        list[str] | None,
        Option(metavar="TERM", help="A term that is no name; may be given more than once."),
    ] = None,
) -> None:
    """Show a text with personal data masked. A help for whoever checks it, no anonymiser."""
    from pipeline.files import read_text
    from pipeline.privacy import redact

    text = read_text(file)
    _tell_of_preparation()
    redacted = redact(text, language, allow=allow or ())
    typer.echo(redacted.text, nl=not redacted.text.endswith("\n"))
    if not redacted.names_sought:
        _tell_of_names()


def _tell_of_preparation() -> None:
    from pipeline.privacy import can_find_names, names_are_ready

    if can_find_names() and not names_are_ready():
        typer.echo("Preparing the lists of names: this takes some minutes, once.", err=True)


def _tell_of_names() -> None:
    extra = "pip install 'turven[pii]'  (Python before 3.14)"
    not_sought = "names and places were not looked for"
    typer.echo(f"{not_sought}: install the optional part with  {extra}", err=True)
