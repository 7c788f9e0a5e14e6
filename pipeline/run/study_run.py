"""Runs a study: reads in batches, codes each, counts, and puts the outputs in place when done."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import MisuseError
from pipeline.files import Outputs, is_earlier_run
from pipeline.report import check_files
from pipeline.run.batches import RunOptions
from pipeline.run.outputs import Run
from pipeline.run.progress import Progress, ShowProgress
from pipeline.run.stages import STAGES, run_stages
from pipeline.study import Study, as_study, default_folder, keep_inputs_safe


def run(
    study: Study | Path | str,
    *,
    out: Path | str | None = None,
    processes: int = 0,
    use_labels: bool = True,
    progress: ShowProgress | None = None,
) -> Run:
    """Code a study, write its outputs, and return the finished run.

    Outputs go to `out`, by default outputs/<study> under the current folder. The same files give
    the same bytes with any number of `processes`; 0 means one for a small study and all cores for a
    large one. `progress` is called with the name of each stage and the answers read so far. Raises
    a `TurvenError` for anything a user can fix, before anything is written.
    """
    if processes < 0:
        few = f"processes: {processes} is too few"
        raise MisuseError(f"{few}; write 1 or more, or 0 to leave it to turven")
    study = as_study(study)
    folder = Path(out).absolute() if out is not None else default_folder(study)
    keep_inputs_safe(folder, study, is_earlier_run, "run")
    check_files(study)
    with _rare_collections(), Outputs(folder) as outputs:
        given = {
            "study": study,
            "options": RunOptions(use_labels=use_labels, processes=processes),
            "outputs": outputs,
            "progress": Progress(progress or (lambda stage, done: None)),
        }
        finished: Run = run_stages(STAGES, given)
    return finished


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Run the garbage collector seldom: texts make no cycles, and it takes a tenth of a run."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
