"""One export of one wave: where in it the study finds its answers."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ingest.export import Export, place_columns
from pipeline.ingest.file_format import open_export
from pipeline.study import Study, Wave


@dataclass(frozen=True)
class Source:
    """A file of a wave, opened: `number` is its index in the wave's list.

    `positions` are those of the needed columns: the respondent's id, then the segment variables,
    the columns of filters and of the weights, then the questions that the wave asked.
    """

    study: Study
    wave: Wave
    number: int
    export: Export
    questions: tuple[str, ...]
    positions: tuple[int, ...]

    @property
    def file(self) -> str:
        """Its path, as study.yaml writes it."""
        return self.wave.files[self.number]


def open_source(study: Study, wave: Wave, number: int) -> Source:
    """Return that file of the wave; `MissingColumnError` if it lacks a column of the study."""
    questions = tuple(name for name in study.questions if wave.id in study.asked_in(name))
    wanted = [
        (study.respondent.column, "the respondent's id"),
        *((segment.column, f"segment '{name}'") for name, segment in study.segments.items()),
        *((kept.column, f"filter '{name}'") for name, kept in study.filters.items() if kept.column),
        *(((study.weights.column, "weights"),) if study.weights else ()),
        *((study.questions[name].column, f"question '{name}'") for name in questions),
    ]
    export = open_export(study.path(wave.files[number]), [column.strip() for column, _ in wanted])
    return Source(study, wave, number, export, questions, tuple(place_columns(export, wanted)))
