"""Labels that people gave before, and codings as they were published: one row per answer and theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from pipeline.errors import did_you_mean
from pipeline.ingest.cells import keepable
from pipeline.ingest.export import Block, Export, Fault, place_columns
from pipeline.ingest.file_format import open_export
from pipeline.ingest.problems import tell_problems
from pipeline.model import LABELS, PROBLEMS
from pipeline.study import Study

PUBLISHED = ("wave", "respondent_id", "question", "theme")
_ROWS = 20_000


def read_labels(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The labels of all label files (model.LABELS, then file and row), and the problems with rows that were left out.

    Whether the themes exist is for whoever knows the codebooks to say.
    """
    return _read(study, study.labels, LABELS.columns, "a label file needs it")


def read_published(study: Study, wave: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The codings of the wave as they were published (columns wave, respondent_id, question, theme; then file and row), and the problems with rows
    that were left out. The theme is empty where an answer had none.
    """
    files = [known.published for known in study.waves if known.id == wave and known.published]
    frame, problems = _read(study, files, PUBLISHED, "codings as published need it")
    return frame[frame["wave"] == wave], problems


def _read(
    study: Study, files: Sequence[str], columns: Collection[str], needed_for: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    exports = [(file, open_export(study.path(file), columns)) for file in files]
    wanted = [(name, needed_for) for name in columns]
    places = [place_columns(export, wanted) for _, export in exports]
    rows, problems = [_frame(columns, "", [], [])], [PROBLEMS.frame()]
    for (file, export), needed in zip(exports, places, strict=True):
        for block in export.blocks(needed, _ROWS):
            kept, faults = _check(study, export, needed, columns, block)
            rows.append(_frame(columns, file, *kept))
            problems.append(tell_problems(file, faults, cost=0))
    return pd.concat(rows, ignore_index=True), pd.concat(problems, ignore_index=True)


def _frame(
    columns: Collection[str], file: str, rows: list[tuple[str, ...]], numbers: list[int]
) -> pd.DataFrame:
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    frame = pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=object)
            for name, column in zip(columns, cells, strict=True)
        }
    )
    frame["file"] = pd.Series([file] * len(rows), dtype=object)
    frame["row"] = pd.Series(numbers, dtype="int64")
    return frame


def _check(
    study: Study, export: Export, needed: list[int], columns: Collection[str], block: Block
) -> tuple[tuple[list[tuple[str, ...]], list[int]], list[Fault]]:
    names = [export.columns[at] for at in needed]
    mended = [
        keepable(texts, block.numbers, name)
        for name, texts in zip(names, block.columns, strict=True)
    ]
    faults = [*block.faults, *(fault for _, damaged in mended for fault in damaged)]
    rows, numbers = [], []
    for number, cells in zip(
        block.numbers, zip(*(texts for texts, _ in mended), strict=True), strict=True
    ):
        row = tuple(cell.strip() for cell in cells)
        fault = _fault(study, number, dict(zip(columns, row, strict=True)))
        if fault:
            faults.append(fault)
        else:
            rows.append(row)
            numbers.append(number)
    return (rows, numbers), faults


def _fault(study: Study, number: int, label: dict[str, str]) -> Fault | None:
    """The first thing wrong with a label, or None."""
    for column, cell in label.items():
        if not cell and not (column == "theme" and "coder" not in label):
            return Fault(
                number,
                column,
                f"the {column} is empty",
                "Fill it in, or delete the row.",
                lost=True,
            )
    wave, question = label["wave"], label["question"]
    for column, name, known in (
        ("wave", wave, study.wave_ids),
        ("question", question, tuple(study.questions)),
    ):
        if name not in known:
            what = f"{column} '{name}' is not in the study"
            todo = f"Use {', '.join(known[:8])}.{did_you_mean(name, known)}"
            return Fault(number, column, what, todo, lost=True)
    if wave not in study.asked_in(question):
        what = f"question '{question}' was not asked in wave '{wave}'"
        return Fault(
            number,
            "question",
            what,
            "Correct the wave or the question, or delete the row.",
            lost=True,
        )
    return None
