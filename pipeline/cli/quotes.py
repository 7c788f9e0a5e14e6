"""`turven quotes` and `turven redact`: quotes for a report, decided on in a table; and texts without personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import show

quotes = typer.Typer(
    no_args_is_help=True, help="Possible quotes for the report as a CSV to decide on, and back."
)

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="The folder with study.yaml.")]


@quotes.command("export")
def export_quotes(
    study: StudyFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The new file.")],
) -> None:
    """Write the possible quotes to a new CSV; a person fills in the column decision: approve, refuse or withdraw."""
    from pipeline.quotes import export_quotes as export
    from pipeline.study import read_study

    settled = read_study(study)
    _preparing()
    number = export(settled, file)
    typer.echo(f"{number:,} possible {'quote' if number == 1 else 'quotes'} written to {file}")
    _told_of_names()


@quotes.command("import")
def import_quotes(
    study: StudyFolder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="A file that export wrote, filled in.")
    ],
    reviewer: Annotated[
        str, typer.Option(help="Who decided; comes before the name in the file.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when something needs attention.")
    ] = False,
) -> None:
    """Take back what was decided on quotes; the next run prints those that were approved."""
    from pipeline.quotes import import_quotes as take
    from pipeline.study import read_study

    settled = read_study(study)
    _preparing()
    found = take(settled, file, reviewer=reviewer)
    typer.echo(
        f"quotes decided: {len(found.taken):,}; as they were: {found.same:,}; not taken: {len(found.problems):,}"
    )
    show.problems(found.problems)
    if strict and len(found.problems):
        raise typer.Exit(1)


def redact(
    file: Annotated[Path, typer.Argument(metavar="FILE.txt", help="A text file, UTF-8.")],
    language: Annotated[str, typer.Option(help="Language of the text, as an ISO code.")] = "nl",
    allow: Annotated[
        list[str] | None,
        typer.Option(metavar="TERM", help="A term that is no name; may be given more than once."),
    ] = None,
) -> None:
    """Show a text with marks in the place of personal data; it assists whoever looks, and makes nothing anonymous."""
    from pipeline.errors import UnreadableFileError
    from pipeline.privacy import redact as redact_text

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            file, f"can't be read as UTF-8 ({getattr(error, 'strerror', None) or error})"
        ) from None
    _preparing()
    found = redact_text(text, language, allow=allow or ())
    typer.echo(found.text, nl=not found.text.endswith("\n"))
    if not found.names_sought:
        _no_names()


def _preparing() -> None:
    from pipeline.privacy import can_find_names, names_are_ready

    if can_find_names() and not names_are_ready():
        typer.echo("Preparing the lists of names: this takes some minutes, once.", err=True)


def _told_of_names() -> None:
    from pipeline.privacy import can_find_names

    if not can_find_names():
        _no_names()


def _no_names() -> None:
    what = (
        "names and places were not looked for: install the optional part with  "
        "pip install 'turven[pii]'  (Python before 3.14)"
    )
    typer.echo(what, err=True)
