"""One block of an export becomes answers: rows without a usable respondent are refused, the rest is stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.ingest.cells import keepable
from pipeline.ingest.checks import check_segment, read_weights, refuse_rows
from pipeline.ingest.export import Block, Fault
from pipeline.ingest.problems import tell_problems
from pipeline.ingest.respondents import Seen
from pipeline.ingest.source import Source
from pipeline.study import Study


@dataclass(frozen=True)
class Batch:
    """Some respondents of one wave with all their answers.

    `answers` has the columns of model.ANSWERS, one for each segment variable (empty text where it is unknown), one for each filter by a column
    (true: within it) and, where the study has weights, `weight` (0 where it is unknown), ordered by question, then row; `problems` is
    model.PROBLEMS. `respondents` counts those who were not refused; `read` counts answers, the `refused` ones included.
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
            raise AssertionError(
                f"answers lost or doubled: {self.read} read, {kept} kept, {self.refused} refused"
            )


def make_batch(source: Source, block: Block, seen: Seen) -> Batch:
    """The answers of a block, with what was wrong; `seen` gets to know its respondents."""
    columns, damaged = _keepable(source, block)
    ids, numbers = [text.strip() for text in columns[0]], block.numbers
    refusals = refuse_rows(source, ids, numbers, seen)
    if refusals:
        usable = [number not in refusals for number in block.numbers]
        numbers, ids = list(compress(numbers, usable)), list(compress(ids, usable))
        columns = [list(compress(column, usable)) for column in columns]
    study = source.study
    rest = iter(columns[1:])
    segments = {name: [text.strip() for text in next(rest)] for name in study.segments}
    filters = {
        name: _within(kept.values, next(rest))
        for name, kept in study.filters.items()
        if kept.column
    }
    faults = [*block.faults, *damaged, *refusals.values()]
    for name, values in segments.items():
        faults += check_segment(name, study.segments[name], values, numbers)
    weights = None
    if study.weights:
        weights, unusable = read_weights(study.weights.column, next(rest), numbers)
        faults += unusable
    asked = len(source.questions)
    answers = _stack(source, ids, numbers, segments, list(rest))
    for name, within in filters.items():
        answers[name] = np.tile(within, asked)
    if weights is not None:
        answers["weight"] = np.tile(weights, asked)
    refused = asked * sum(fault.lost for fault in faults)
    problems = tell_problems(source.file, faults, cost=asked)
    return Batch(source.wave.id, answers, problems, len(ids), asked * len(ids) + refused, refused)


def _within(values: Sequence[str], column: Sequence[str]) -> npt.NDArray[np.bool_]:
    kept = frozenset(values)
    return np.array([text.strip() in kept for text in column], dtype=bool)


def _keepable(source: Source, block: Block) -> tuple[list[list[str]], list[Fault]]:
    names = [source.export.columns[at] for at in source.positions]
    mended = [
        keepable(texts, block.numbers, name)
        for texts, name in zip(block.columns, names, strict=True)
    ]
    return [texts for texts, _ in mended], [fault for _, faults in mended for fault in faults]


def _stack(
    source: Source,
    ids: list[str],
    numbers: list[int],
    segments: dict[str, list[str]],
    texts: list[list[str]],
) -> pd.DataFrame:
    """The long table: all respondents for the first question, then for the next. Names that repeat are categories."""
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


def _coded(codes: np.ndarray, names: Sequence[str]) -> pd.Series:
    dtype = pd.CategoricalDtype(pd.Index(list(names), dtype=object))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype))


def _text(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype=object)
