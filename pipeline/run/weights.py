"""Weights that give nobody any weight stop a run: its report would be empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pipeline.errors import WeightlessWaveError
from pipeline.ingest import Batch
from pipeline.study import Study


def weighed(study: Study, batches: Iterator[Batch]) -> Iterator[Batch]:
    """Return the same batches; a `WeightlessWaveError` after a wave in which nobody weighs."""
    if study.weights is None:
        return batches
    return _weighed(study, study.weights.column, batches)


def _weighed(study: Study, column: str, batches: Iterator[Batch]) -> Iterator[Batch]:
    files = {wave.id: [study.path(file) for file in wave.files] for wave in study.waves}
    for wave, of_wave in groupby(batches, key=lambda batch: batch.wave):
        answers, weight = 0, 0.0
        for batch in of_wave:
            answers += len(batch.answers)
            weight += float(batch.answers["weight"].sum())
            yield batch
        if answers and weight <= 0:
            raise WeightlessWaveError(files[wave], column, wave)
