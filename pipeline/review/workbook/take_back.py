"""`import_workbook`: what reviewers filled in becomes decisions; whatever is not taken is told, with the row and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.codebook import read_codebook
from pipeline.decisions import Decision, DecisionLog, open_log
from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.ingest import read_answers
from pipeline.model import PROBLEMS
from pipeline.normalise import text_hash
from pipeline.review.desk import Clock, now
from pipeline.review.workbook.read import read_workbook
from pipeline.review.workbook.row_import import Ask, Present, Taking
from pipeline.review.workbook.values import ROWS, Returned, Told
from pipeline.study import Study, read_study


@dataclass(frozen=True)
class WorkbookImport:
    """What an import did: the decisions taken (numbers are 0 in a dry run), and of how many rows it stands already, is open, or could not be taken.

    `rows` has every row that says something (`workbook.ROWS`); `problems` those that were not taken (`model.PROBLEMS`).
    """

    taken: tuple[Decision, ...]
    unchanged: int
    not_taken: int
    open: int
    reviewers: tuple[str, ...]
    dry_run: bool
    rows: pd.DataFrame
    problems: pd.DataFrame


def import_workbook(
    study: Study | Path | str,
    path: Path | str | Sequence[Path | str],
    *,
    reviewer: str = "",
    override: bool = False,
    dry_run: bool = False,
    ask: Ask | None = None,
    clock: Clock = now,
    log: DecisionLog | None = None,
) -> WorkbookImport:
    """Takes back a workbook, or several: each row with codes becomes a decision of its reviewer. The same file twice decides once.

    `reviewer` comes before the name in the workbook. Where the reviewer decided on the answer since the export, `ask` says whether the workbook comes
    in its place; without it `override` does. `dry_run` tells what would be taken and records nothing. Every file is read before any is taken; a
    `TurvenError` for one that can't be.
    """
    study = study if isinstance(study, Study) else read_study(study)
    paths = [Path(p) for p in ([path] if isinstance(path, (str, Path)) else path)]
    files = [_read(study, each, reviewer) for each in paths]
    books = {
        r.exported.question: read_codebook(study.codebook_path(r.exported.question))
        for r, _ in files
    }
    present = _present(study, books)
    opened = log or open_log(study)
    try:
        taking = Taking(opened, present, override, ask, clock, dry_run)
        for file, (returned, name) in zip(paths, files, strict=True):
            taking.take(file, returned, name, books[returned.exported.question])
    finally:
        if log is None:
            opened.close()
    rows = sorted(taking.told, key=lambda row: (row[0], row[2].sheet, row[2].row))
    bad = [(file, told) for file, _, told in rows if told.outcome == "not taken"]
    return WorkbookImport(
        taken=tuple(taking.decisions),
        unchanged=sum(told.outcome == "unchanged" for _, _, told in rows),
        not_taken=len(bad),
        open=sum(returned.open for returned, _ in files),
        reviewers=tuple(dict.fromkeys(name for _, name in files)),
        dry_run=dry_run,
        rows=_rows(rows),
        problems=_problems(bad),
    )


def workbook_reviewers(paths: Sequence[Path | str]) -> tuple[str, ...]:
    """The name of the reviewer in each workbook, '' where it has none."""
    return tuple(read_workbook(Path(path)).reviewer for path in paths)


def _read(study: Study, path: Path, reviewer: str) -> tuple[Returned, str]:
    returned = read_workbook(path)
    of = returned.exported
    if of.study != study.study:
        raise UnreadableFileError(
            path, f"a workbook of study '{of.study}', and this is '{study.study}'"
        )
    if of.question not in study.questions:
        raise UnreadableFileError(
            path,
            f"a workbook of question '{of.question}', which study '{study.study}' doesn't have",
        )
    name = reviewer.strip() or returned.reviewer.strip()
    if not name:
        raise MisuseError(f"{path}: nobody's name is in it; say who filled it in with --reviewer")
    return returned, name


def _present(study: Study, questions: Iterable[str]) -> Present:
    found: Present = {question: {} for question in questions}
    for wave in reversed(study.wave_ids):
        for batch in read_answers(study, waves=[wave]):
            columns = (
                batch.answers[name].tolist() for name in ("question", "respondent_id", "text")
            )
            for question, who, text in zip(*columns, strict=True):
                if question in found:
                    found[question].setdefault(text_hash(text), []).append((wave, who))
    return found


def _rows(rows: Sequence[tuple[str, str, Told]]) -> pd.DataFrame:
    told = [each for _, _, each in rows]
    return ROWS.check(
        ROWS.frame(
            {
                "file": [file for file, _, _ in rows],
                "sheet": [t.sheet for t in told],
                "row": [t.row for t in told],
                "question": [question for _, question, _ in rows],
                "outcome": [t.outcome for t in told],
                "codes": [", ".join(t.codes) for t in told],
                "what": [t.what for t in told],
                "what_to_do": [t.what_to_do for t in told],
            }
        )
    )


def _problems(bad: Sequence[tuple[str, Told]]) -> pd.DataFrame:
    return PROBLEMS.check(
        PROBLEMS.frame(
            {
                "file": [
                    f"{file}, sheet {told.sheet}" if told.sheet else file for file, told in bad
                ],
                "row": [told.row for _, told in bad],
                "column": [""] * len(bad),
                "what": [told.what for _, told in bad],
                "what_to_do": [told.what_to_do for _, told in bad],
                "refused": [1] * len(bad),
            }
        )
    )
