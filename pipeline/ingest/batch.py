"""Turns a block of an export into answers; rows without a usable respondent are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np
import pandas as pd

from pipeline.ingest.cells import keepable_columns
from pipeline.ingest.checks import check_segment, read_weights, refuse_rows
from pipeline.ingest.export import Block, Fault, fault_problems
from pipeline.ingest.respondents import Seen
from pipeline.ingest.source import Source
from pipeline.model import Bools, Floats, Ints
from pipeline.study import Study


@dataclass(frozen=True)
class Batch:
    """Some respondents of one wave with all their answers.

    `answers` has the columns of model.ANSWERS, one for each segment variable (empty text if
    unknown), one for each filter by a column (true: inside it) and, if the study has weights,
    `weight` (0 if unknown), ordered by question, then row; `problems` is model.PROBLEMS.
    `respondents` counts those not refused; `read` counts answers, `refused` included.
    """

    wave: str
    answers: pd.DataFrame
    problems: pd.DataFrame
    respondents: int
    read: int
    refused: int

    def __post_init__(self) -> None:
        if self.read != len(self.answers) + self.refused:
            kept = len(self.answers)
            counts = f"{self.read} read, {kept} kept, {self.refused} refused"
            raise AssertionError(f"answers lost or doubled: {counts}")


def make_batch(source: Source, block: Block, seen: Seen) -> Batch:
    """Return the answers of a block, with their problems; adds its respondents to `seen`."""
    names = [source.export.columns[at] for at in source.positions]
    columns, damaged = keepable_columns(block, names)
    numbers = block.numbers
    refusals = refuse_rows(source, [text.strip() for text in columns[0]], numbers, seen)
    if refusals:
        usable = [number not in refusals for number in numbers]
        numbers = list(compress(numbers, usable))
        columns = [list(compress(column, usable)) for column in columns]
    answers, faults = _answers(source, columns, numbers)
    faults = [*block.faults, *damaged, *refusals.values(), *faults]
    asked = len(source.questions)
    refused = asked * sum(fault.lost for fault in faults)
    return Batch(
        wave=source.wave.id,
        answers=answers,
        problems=fault_problems(source.file, faults, cost=asked),
        respondents=len(numbers),
        read=asked * len(numbers) + refused,
        refused=refused,
    )


def _answers(
    source: Source, columns: list[list[str]], numbers: list[int]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the long table of the needed columns (`Source`), and faults that refuse nobody."""
    study, asked = source.study, len(source.questions)
    rest = iter(columns)
    ids = [text.strip() for text in next(rest)]
    faults: list[Fault] = []
    segments = {}
    for name, segment in study.segments.items():
        segments[name] = [text.strip() for text in next(rest)]
        faults += check_segment(name, segment, segments[name], numbers)
    extra: dict[str, Bools | Floats] = {}
    for name, filter_ in study.filters.items():
        if filter_.column:
            extra[name] = _within(filter_.values, next(rest))
    if study.weights:
        extra["weight"], unusable = read_weights(study.weights.column, next(rest), numbers)
        faults += unusable
    answers = _stack(source, ids, numbers, segments, list(rest))
    for name, values in extra.items():
        answers[name] = np.tile(values, asked)
    return answers, faults


def _within(values: Sequence[str], column: Sequence[str]) -> Bools:
    kept = frozenset(values)
    return np.array([text.strip() in kept for text in column], dtype=bool)


def _stack(
    source: Source,
    ids: list[str],
    numbers: list[int],
    segments: dict[str, list[str]],
    texts: list[list[str]],
) -> pd.DataFrame:
    """Return the long table: all respondents for the first question, then for the next.

    Repeated names are categories.
    """
    study, asked, n = source.study, len(source.questions), len(ids)
    order = list(study.questions)
    codes = np.repeat(np.array([order.index(name) for name in source.questions], dtype=np.int64), n)
    files = list(dict.fromkeys(file for wave in study.waves for file in wave.files))
    same = np.zeros(asked * n, dtype=np.int64)
    table: dict[str, pd.Series] = {
        "wave": _coded(same + study.wave_ids.index(source.wave.id), study.wave_ids),
        "respondent_id": _text(ids * asked),
        "question": _coded(codes, order),
        "text": _text(list(chain.from_iterable(texts))),
        "file": _coded(same + files.index(source.file), files),
        "row": pd.Series(np.tile(np.array(numbers, dtype=np.int64), asked)),
    }
    for name, values in segments.items():
        table[name] = _segment(study, name, values, asked)
    return pd.DataFrame(table)


def _segment(study: Study, name: str, values: list[str], times: int) -> pd.Series:
    declared = study.segments[name].values
    if not declared:
        return _text(values * times)
    names = list(dict.fromkeys([*declared, ""]))
    code = {value: at for at, value in enumerate(names)}
    return _coded(
        np.tile([code.get(value, code[""]) for value in values], times).astype(np.int64), names
    )


def _coded(codes: Ints, names: Sequence[str]) -> pd.Series:
    dtype = pd.CategoricalDtype(pd.Index(list(names), dtype=object))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype))


def _text(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype=object)
