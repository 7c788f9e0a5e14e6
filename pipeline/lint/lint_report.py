"""Checks a finished report against itself and against a run's counts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.files import NewSheet
from pipeline.language import FIGURE_LANGUAGES
from pipeline.lint.all_checks import check_questions, check_report, read_report
from pipeline.lint.checks import RunCounts, as_table, read_run_counts
from pipeline.lint.figure_patterns import LANGUAGES, figure_patterns
from pipeline.lint.find import read_questions
from pipeline.lint.read import KINDS, read_blocks
from pipeline.study import Study, default_folder, read_study

_COUNTS = "theme_counts.csv"
_MAX_BYTES = 1 << 28


def lint(
    report: Path | str,
    study_or_outputs: Study | Path | str | None = None,
    *,
    language: str | None = None,
) -> pd.DataFrame:
    """Return the findings of a report, surest first: sure, check, place, says, should, why.

    `report` is a .docx, .xlsx, .pdf, .md, .html or .txt, or a .yaml of closed questions. With a
    study, its folder, or the folder of a run's outputs, figures of themes are checked against the
    theme counts too. `language` is that of the report, by default detected from its words.
    """
    path = Path(report)
    if language is not None and language not in FIGURE_LANGUAGES:
        raise MisuseError(
            f"Figures can be read in {', '.join(FIGURE_LANGUAGES)}, not in '{language}'."
        )
    if path.is_dir():
        hint = f"give the report itself, a file that ends in {', '.join(KINDS)}"
        raise MisuseError(f"{path} is a folder; {hint}")
    if path.suffix.lower() in (".yaml", ".yml"):
        patterns = figure_patterns(language or LANGUAGES[0])
        return as_table(check_questions(read_questions(path, patterns)))
    counts = _counts(study_or_outputs) if study_or_outputs is not None else None
    return as_table(check_report(read_report(read_blocks(path), language), counts))


def findings_sheet(path: Path | str) -> NewSheet:
    """Return a new CSV file for findings; `MisuseError` if it exists already."""
    return NewSheet(Path(path))


def _counts(where: Study | Path | str) -> RunCounts:
    """Return the counts and changes of a run, found from its study or its outputs."""
    folder = _report_folder(where)
    counts, changes = folder / _COUNTS, folder / "changes.csv"
    try:
        return read_run_counts(_rows(counts), _rows(changes) if changes.is_file() else ())
    except (KeyError, ValueError, OverflowError):
        hint = "run the study again"
        message = f"holds no theme counts as a run writes them; {hint}"
        raise UnreadableFileError(counts, message) from None


def _report_folder(where: Study | Path | str) -> Path:
    """Return the folder with the theme counts of a study, or in or beside a path."""
    if not isinstance(where, Study):
        given = Path(where)
        if (given / "study.yaml").is_file() or given.name == "study.yaml":
            where = read_study(given)
    if isinstance(where, Study):
        folders = [default_folder(where) / "report"]
    else:
        folders = [given / "report", given]
        if given.name == _COUNTS:
            folders.append(given.parent)
    for folder in folders:
        if (folder / _COUNTS).is_file():
            return folder
    hint = "run the study first, or give the folder of its outputs"
    raise MisuseError(f"{folders[0]}: no {_COUNTS} there; {hint}")


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise UnreadableFileError(file, "too large for theme counts")
        text = file.read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), strict=True))
    except OSError as error:
        raise UnreadableFileError(file, error.strerror or str(error)) from None
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFileError(file, "not a CSV that a run wrote") from None
