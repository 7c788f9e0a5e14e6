"""All answers of a study in batches, so that thirty and ten million take the same memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.errors import EmptyStudyError, MisuseError, did_you_mean
from pipeline.ingest.batch import Batch, make_batch
from pipeline.ingest.respondents import Seen
from pipeline.ingest.source import Source, open_source
from pipeline.study import Study, Wave


def read_answers(
    study: Study, *, waves: Collection[str] | None = None, rows: int = 20_000
) -> Iterator[Batch]:
    """Return the answers of the waves (by default all), at most `rows` rows of an export at a time.

    They are in the order of the study. This call checks every header before anything is read:
    `UnreadableFileError`, `MissingColumnError`. `EmptyStudyError` instead of a first batch if no
    export has a row.
    """
    if rows < 1:
        raise MisuseError(f"rows should be 1 or more, not {rows}")
    chosen = _choose(study, waves)
    sources = [
        [open_source(study, wave, number) for number in range(len(wave.files))] for wave in chosen
    ]
    return _read(study, sources, rows)


def _choose(study: Study, waves: Collection[str] | None) -> list[Wave]:
    if waves is None:
        return list(study.waves)
    names = [waves] if isinstance(waves, str) else waves
    for name in names:
        if name not in study.wave_ids:
            near = did_you_mean(name, study.wave_ids)
            raise MisuseError(f"Wave '{name}' is not in study '{study.study}'.{near}")
    return [wave for wave in study.waves if wave.id in names]


def _read(study: Study, sources: list[list[Source]], rows: int) -> Iterator[Batch]:
    empty = True
    for wave in sources:
        seen = Seen()
        for source in wave:
            for block in source.export.blocks(source.positions, rows):
                empty = False
                yield make_batch(source, block, seen)
    if empty:
        files = ", ".join(str(source.export.path) for wave in sources for source in wave)
        raise EmptyStudyError(f"Study '{study.study}' has no answers: only a header in {files}")
