"""Holds a finished report against itself and against what a run counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.files import NewSheet
from pipeline.language import FIGURE_LANGUAGES
from pipeline.lint.all_checks import check_questions, check_report, read_report
from pipeline.lint.checks import Counts, as_table, read_counts
from pipeline.lint.figure_patterns import wording
from pipeline.lint.find import read_questions
from pipeline.lint.read import KINDS, read_parts
from pipeline.study import Study, read_study

_LARGEST = 1 << 28


def lint(
    report: Path | str,
    study_or_outputs: Study | Path | str | None = None,
    *,
    language: str | None = None,
) -> pd.DataFrame:
    """The findings of a report as a DataFrame, surest first: sure, check, place, says, should, why.

    `report` is a .docx, .pdf, .md, .html or .txt, or a .yaml of closed questions. With a study, its folder, or the folder of a run's
    outputs, figures of themes are held against the theme counts too. `language` is that of the report, by default as its words tell.
    """
    path = Path(report)
    if language is not None and language not in FIGURE_LANGUAGES:
        raise MisuseError(
            f"Figures can be read in {', '.join(FIGURE_LANGUAGES)}, not in '{language}'."
        )
    if path.is_dir():
        raise MisuseError(
            f"{path} is a folder; give the report itself, a file that ends in {', '.join(KINDS)}"
        )
    if path.suffix.lower() in (".yaml", ".yml"):
        return as_table(
            check_questions(read_questions(path, wording(language or FIGURE_LANGUAGES[0])))
        )
    counts = _counts(study_or_outputs) if study_or_outputs is not None else None
    return as_table(check_report(read_report(read_parts(path), language), counts))


def findings_sheet(path: Path | str) -> NewSheet:
    """A CSV file to write findings to. `MisuseError` when it is there already."""
    return NewSheet(Path(path))


def _counts(where: Study | Path | str) -> Counts:
    """The counts and changes of a run, found from its study or its outputs."""
    folder = _report_folder(where)
    file = folder / "theme_counts.csv"
    changes = folder / "changes.csv"
    try:
        return read_counts(_rows(file), _rows(changes) if changes.is_file() else ())
    except (KeyError, ValueError, OverflowError):
        raise UnreadableFileError(
            file, "holds no theme counts as a run writes them; run the study again"
        ) from None


def _report_folder(where: Study | Path | str) -> Path:
    if isinstance(where, Study):
        tried: Sequence[Path] = (Path("outputs") / where.study / "report",)
    else:
        given = Path(where)
        if (given / "study.yaml").is_file() or given.name == "study.yaml":
            return _report_folder(read_study(given))
        tried = (
            given / "report",
            given,
            given.parent if given.name == "theme_counts.csv" else given,
        )
    for folder in tried:
        if (folder / "theme_counts.csv").is_file():
            return folder
    raise MisuseError(
        f"{tried[0]}: no theme_counts.csv there; run the study first, or give the folder of its outputs"
    )


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        if file.stat().st_size > _LARGEST:
            raise UnreadableFileError(file, "too large for theme counts")
        text = file.read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), strict=True))
    except OSError as error:
        raise UnreadableFileError(file, error.strerror or str(error)) from None
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFileError(file, "not a CSV that a run wrote") from None
