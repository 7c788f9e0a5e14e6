"""`import_workbook`: imports what reviewers filled in as decisions.

Whatever is not imported is reported, with the row and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.codebook import read_codebook
from pipeline.decisions import (
    Clock,
    Decision,
    DecisionLog,
    RespondentInWave,
    TextKey,
    now,
    open_log,
)
from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.ingest import read_answers
from pipeline.model import Problem, problems_table
from pipeline.normalise import text_hash
from pipeline.review.workbook.reader import read_workbook
from pipeline.review.workbook.row_import import (
    Ask,
    FilledWorkbook,
    ImportedRow,
    ImportOptions,
    RowImport,
    Writers,
)
from pipeline.review.workbook.values import ROWS
from pipeline.study import Study, as_study


@dataclass(frozen=True)
class WorkbookImport:
    """The result of an import: the decisions (numbers are 0 in a dry run), and counts of rows.

    `unchanged` rows are already current, `open` ones undecided. `rows` has every nonempty row
    (`workbook.ROWS`); `problems` those not imported (`model.PROBLEMS`).
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
    """Import one or several workbooks: each row with codes becomes its reviewer's decision.

    The same file twice decides once. `reviewer` overrides the name in the workbook. If the reviewer
    decided on the answer since the export, `ask` says whether the workbook overrides that; without
    it `override` does. `dry_run` records nothing. Every file is read before any is imported; a
    `TurvenError` for an invalid one.
    """
    study = as_study(study)
    paths = [path] if isinstance(path, (str, Path)) else path
    workbooks = [_read(study, Path(each), reviewer) for each in paths]
    writers = _writers(study, workbooks)
    options = ImportOptions(override=override, ask=ask, dry_run=dry_run, clock=clock)
    with open_log(study) if log is None else nullcontext(log) as opened:
        importer = RowImport(opened, writers, options)
        for workbook in workbooks:
            importer.take(workbook)
    rows = sorted(importer.rows, key=lambda row: (row.file, row.outcome.sheet, row.outcome.row))
    reviewers = [workbook.reviewer for workbook in workbooks]
    results = [row.outcome.outcome for row in rows]
    return WorkbookImport(
        taken=tuple(importer.decisions),
        unchanged=results.count("unchanged"),
        not_taken=results.count("not taken"),
        open=sum(workbook.returned.open for workbook in workbooks),
        reviewers=tuple(dict.fromkeys(reviewers)),
        dry_run=dry_run,
        rows=_rows_table(rows),
        problems=problems_table(_problems(rows)),
    )


def workbook_reviewers(paths: Sequence[Path | str]) -> tuple[str, ...]:
    """Return the name of the reviewer in each workbook, '' if it has none."""
    return tuple(read_workbook(Path(path)).reviewer for path in paths)


def _read(study: Study, path: Path, reviewer: str) -> FilledWorkbook:
    returned = read_workbook(path)
    exported = returned.exported
    if exported.study != study.study:
        what = f"a workbook of study '{exported.study}', and this is '{study.study}'"
        raise UnreadableFileError(path, what)
    if exported.question not in study.questions:
        what = f"a workbook of question '{exported.question}'"
        raise UnreadableFileError(path, f"{what}, which study '{study.study}' doesn't have")
    name = reviewer.strip() or returned.reviewer.strip()
    if not name:
        raise MisuseError(f"{path}: nobody's name is in it; say who filled it in with --reviewer")
    return FilledWorkbook(
        path, returned, name, read_codebook(study.codebook_path(exported.question))
    )


def _writers(study: Study, workbooks: Sequence[FilledWorkbook]) -> Writers:
    """Return who wrote each text to the questions of these workbooks, the newest wave first."""
    questions = {workbook.returned.exported.question for workbook in workbooks}
    writers: dict[TextKey, list[RespondentInWave]] = {}
    for wave in reversed(study.wave_ids):
        for batch in read_answers(study, waves=[wave]):
            names = ("question", "respondent_id", "text")
            columns = (batch.answers[name].tolist() for name in names)
            for question, respondent_id, text in zip(*columns, strict=True):
                if question in questions:
                    whose = RespondentInWave(wave, respondent_id)
                    writers.setdefault((question, text_hash(text)), []).append(whose)
    return writers


def _rows_table(rows: Sequence[ImportedRow]) -> pd.DataFrame:
    cells = [
        vars(row.outcome)
        | {"file": row.file, "question": row.question, "codes": ", ".join(row.outcome.codes)}
        for row in rows
    ]
    return ROWS.check(ROWS.frame({name: [row[name] for row in cells] for name in ROWS.columns}))


def _problems(rows: Sequence[ImportedRow]) -> Iterator[Problem]:
    for row in rows:
        outcome = row.outcome
        if outcome.outcome == "not taken":
            file = f"{row.file}, sheet {outcome.sheet}" if outcome.sheet else row.file
            yield Problem(file, outcome.row, outcome.what, outcome.what_to_do, refused=1)
