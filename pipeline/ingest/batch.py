"""One block of an export becomes answers: rows without a usable respondent are refused, the rest is stacked question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, compress

import numpy as np
import pandas as pd

from pipeline.errors import did_you_mean
from pipeline.ingest.cells import keepable
from pipeline.ingest.export import Block, Export, Fault, place_columns
from pipeline.ingest.respondents import Seen
from pipeline.model import PROBLEMS, Ints
from pipeline.study import Study


@dataclass(frozen=True)
class Batch:
    """Some respondents of one wave with all their answers.

    `answers` has the columns of model.ANSWERS and one for each segment variable (empty text where unknown), ordered by question, then row;
    `problems` those of model.PROBLEMS. `respondents` counts those who are in `answers`; `read` counts answers, the `refused` ones included.
    """

    wave: str
    answers: pd.DataFrame
    problems: pd.DataFrame
    respondents: int
    read: int
    refused: int

    def __post_init__(self) -> None:
        if self.read != len(self.answers) + self.refused:
            raise AssertionError(f"answers lost: {self.read} read, {len(self.answers)} kept, {self.refused} refused")


@dataclass(frozen=True)
class Source:
    """One file of a wave: where its answers stand, and the names that its rows of the answers table carry."""

    study: Study
    wave: str
    file: str
    export: Export
    questions: tuple[str, ...]
    positions: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, study: Study, wave: str, file: str, export: Export) -> Source:
        """The source with its columns placed: the respondent, the segments, then the questions that the wave asked."""
        questions = tuple(name for name in study.questions if wave in study.asked_in(name))
        wanted = [(study.respondent.column, "the respondent's id")]
        wanted += [(segment.column, f"segment '{name}'") for name, segment in study.segments.items()]
        wanted += [(study.questions[name].column, f"question '{name}'") for name in questions]
        return cls(study, wave, file, export, questions, tuple(place_columns(export, wanted)))

    @property
    def files(self) -> list[str]:
        """All files of the study, each once."""
        return list(dict.fromkeys(file for wave in self.study.waves for file in wave.files))

    @property
    def place(self) -> int:
        """A number for the file in the high half of a respondent's place; the low half is the row."""
        return self.files.index(self.file) << 32


def make_batch(source: Source, block: Block, seen: Seen) -> Batch:
    """The answers of a block, with what was wrong; `seen` gets to know its respondents."""
    faults = list(block.faults)
    columns = []
    for position, texts in zip(source.positions, block.columns, strict=True):
        kept, damaged = keepable(texts, block.numbers, source.export.columns[position])
        columns.append(kept)
        faults += damaged
    ids = [text.strip() for text in columns[0]]
    refusals = _refusals(source, ids, block.numbers, seen)
    faults += refusals.values()
    numbers = block.numbers
    if refusals:
        usable = [number not in refusals for number in numbers]
        numbers, ids = list(compress(numbers, usable)), list(compress(ids, usable))
        columns = [list(compress(column, usable)) for column in columns]
    n_segments = len(source.study.segments)
    segments, strange = _segments(source, columns[1 : 1 + n_segments], numbers)
    answers = _stack(source, ids, numbers, segments, columns[1 + n_segments :])
    problems = problems_frame(source.file, faults + strange, len(source.questions))
    refused = len(source.questions) * sum(fault.lost for fault in faults)
    return Batch(source.wave, answers, problems, len(ids), len(answers) + refused, refused)


def problems_frame(file: str, faults: Sequence[Fault], cost: int = 0) -> pd.DataFrame:
    """The faults as model.PROBLEMS in the order of the rows; a lost row costs that many answers."""
    ordered = sorted(faults, key=lambda fault: fault.row)
    return PROBLEMS.frame(
        {
            "file": [file] * len(ordered),
            "row": [fault.row for fault in ordered],
            "column": [fault.column for fault in ordered],
            "what": [fault.what for fault in ordered],
            "what_to_do": [fault.what_to_do for fault in ordered],
            "refused": [cost * fault.lost for fault in ordered],
        }
    )


def _refusals(source: Source, ids: list[str], numbers: list[int], seen: Seen) -> dict[int, Fault]:
    """The rows whose respondent is unknown or was there before, by row number."""
    column = source.study.respondent.column
    refusals = {
        number: Fault(number, column, "no respondent id", "Fill it in, or delete the row.", lost=True)
        for number, name in zip(numbers, ids, strict=True)
        if not name
    }
    known = [(number, name) for number, name in zip(numbers, ids, strict=True) if name]
    places = np.array([number for number, _ in known], dtype=np.int64) + source.place
    first = seen.first_places([name for _, name in known], places)
    for at in np.flatnonzero(first != places).tolist():
        number, name = known[at]
        what = f"respondent '{name}' is there twice (first in {_where(source, int(first[at]))})"
        refusals[number] = Fault(number, column, what, "Delete the row that should not count; the first is used.", lost=True)
    return refusals


def _where(source: Source, place: int) -> str:
    file, row = source.files[place >> 32], place & 0xFFFFFFFF
    return f"row {row}" if file == source.file else f"{file}, row {row}"


def _segments(
    source: Source, columns: list[list[str]], numbers: list[int]
) -> tuple[dict[str, pd.Categorical | list[str]], list[Fault]]:
    """Each segment variable's cells, and a fault for each that the study does not declare."""
    cells: dict[str, pd.Categorical | list[str]] = {}
    faults = []
    for (name, segment), texts in zip(source.study.segments.items(), columns, strict=True):
        values = [text.strip() for text in texts]
        if segment.values:
            code = {value: at for at, value in enumerate(dict.fromkeys([*segment.values, ""]))}
            cells[name] = _coded([code.get(value, code[""]) for value in values], list(code))
            use = f"Use {', '.join(segment.values[:8])}, or add it to the values in study.yaml."
            faults += [
                Fault(number, segment.column, f"'{value}' is no value of segment '{name}'", use + did_you_mean(value, segment.values))
                for number, value in zip(numbers, values, strict=True)
                if value not in code
            ]
        else:
            cells[name] = values
    return cells, faults
