"""The command turven: its commands and command groups, one module per group."""

from __future__ import annotations

from typing import Annotated

import typer
from typer import Exit, Option

from pipeline.cli import codebook, decisions, labels, llm, measure, quotes, study, workbook
from pipeline.cli.lint import lint
from pipeline.cli.review import review
from pipeline.version import __version__

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Code open survey answers: rules and a classifier, theme counts, charts and word clouds."
    " Everything runs on this machine.",
)

# in the order of the help
for command in (
    quotes.redact,
    study.run,
    study.check,
    measure.evaluate,
    measure.agreement,
    study.explain,
    review,
    labels.queue,
    labels.trouble,
    lint,
    study.init,
):
    app.command()(command)
app.add_typer(codebook.commands, name="codebook")
app.add_typer(decisions.commands, name="decisions")
app.add_typer(workbook.commands, name="workbook")
app.add_typer(quotes.commands, name="quotes")
app.add_typer(llm.commands, name="llm")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"turven {__version__}")
        raise Exit


@app.callback()
def _common(
    version: Annotated[
        bool, Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass
