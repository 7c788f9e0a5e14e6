"""Existing labels, and codings as published: one row per answer and theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.errors import did_you_mean
from pipeline.ingest.cells import keepable_columns
from pipeline.ingest.export import Fault, fault_problems, place_columns
from pipeline.ingest.file_format import open_export
from pipeline.model import LABELS, PROBLEMS
from pipeline.study import Study

PUBLISHED = ("wave", "respondent_id", "question", "theme")
_ROWS = 20_000


def read_labels(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the labels of all label files (model.LABELS, then file and row), and the problems.

    Problems are rows left out; callers who know the codebooks check that the themes exist.
    """
    return _read(study, study.labels, LABELS.columns, "a label file needs it")


def read_published(study: Study, wave: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings of the wave as published, and the problems of other rows.

    Columns are wave, respondent_id, question, theme (empty if an answer had none), file and row.
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
    rows, problems = [_frame(columns, "", {})], [PROBLEMS.frame()]
    for (file, export), needed in zip(exports, places, strict=True):
        names = [export.columns[at] for at in needed]
        for block in export.blocks(needed, _ROWS):
            texts, damaged = keepable_columns(block, names)
            usable, faults = _usable(study, columns, block.numbers, texts)
            rows.append(_frame(columns, file, usable))
            faults = [*block.faults, *damaged, *faults]
            problems.append(fault_problems(file, faults, cost=0))
    return pd.concat(rows, ignore_index=True), pd.concat(problems, ignore_index=True)


def _frame(columns: Collection[str], file: str, rows: Mapping[int, Sequence[str]]) -> pd.DataFrame:
    cells = list(zip(*rows.values(), strict=True)) or [()] * len(columns)
    texts = {name: list(column) for name, column in zip(columns, cells, strict=True)}
    frame = pd.DataFrame(texts | {"file": [file] * len(rows)}, dtype=object)
    frame["row"] = pd.Series(list(rows), dtype="int64")
    return frame


def _usable(
    study: Study, columns: Collection[str], numbers: Sequence[int], texts: list[list[str]]
) -> tuple[dict[int, tuple[str, ...]], list[Fault]]:
    """Return the usable rows of labels, by their number, and a fault for each other."""
    rows: dict[int, tuple[str, ...]] = {}
    faults = []
    for number, cells in zip(numbers, zip(*texts, strict=True), strict=True):
        row = tuple(cell.strip() for cell in cells)
        fault = _fault(study, number, dict(zip(columns, row, strict=True)))
        if fault:
            faults.append(fault)
        else:
            rows[number] = row
    return rows, faults


def _fault(study: Study, number: int, label: dict[str, str]) -> Fault | None:
    """Return the first problem of a label, or None."""
    may_be_empty = () if "coder" in label else ("theme",)
    for column, cell in label.items():
        if not cell and column not in may_be_empty:
            what_to_do = "Fill it in, or delete the row."
            return Fault(number, column, f"the {column} is empty", what_to_do, lost=True)
    wave, question = label["wave"], label["question"]
    known_names = {"wave": study.wave_ids, "question": tuple(study.questions)}
    for column, known in known_names.items():
        name = label[column]
        if name not in known:
            what = f"{column} '{name}' is not in the study"
            what_to_do = f"Use {', '.join(known[:8])}.{did_you_mean(name, known)}"
            return Fault(number, column, what, what_to_do, lost=True)
    if wave not in study.asked_in(question):
        what = f"question '{question}' was not asked in wave '{wave}'"
        what_to_do = "Correct the wave or the question, or delete the row."
        return Fault(number, "question", what, what_to_do, lost=True)
    return None
