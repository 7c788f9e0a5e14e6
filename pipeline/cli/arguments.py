"""Arguments and options shared by several commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

StudyFolder = Annotated[Path, Argument(metavar="STUDY", help="The folder with study.yaml.")]
CodebookFiles = Annotated[list[Path], Argument(metavar="FILE...", help="Codebook files.")]
NewFile = Annotated[Path, Argument(metavar="FILE.csv", help="The new file.")]
ListFile = Annotated[
    Path | None, Option(metavar="FILE.csv", help="Write the list to this new file instead.")
]
Question = Annotated[str | None, Option(help="Only this question, by its id.")]
Strict = Annotated[bool, Option("--strict", help="Exit with 1 when something needs attention.")]


def processes_that(work: str) -> Any:
    """Return the option for the number of processes."""
    suits = "0 for what suits the study; the result is the same"
    return Option(min=0, help=f"Processes that {work}, {suits}.")
