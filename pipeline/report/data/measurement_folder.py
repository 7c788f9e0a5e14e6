"""The folder of an evaluation or an agreement, beside that of the runs, which it never replaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from pipeline.files import Outputs, is_earlier_measurement
from pipeline.report.data.descriptions import measurement_manifest
from pipeline.study import Study, as_named, default_folder, inputs_of, keep_inputs_safe

Kind = Literal["evaluation", "agreement"]


@dataclass(frozen=True)
class Measurement:
    """The files of an evaluation or an agreement.

    `tables` are CSV tables by file name, `files` yields the other files, `settings` are its
    arguments and `program` is the version that made it.
    """

    kind: Kind
    program: str
    tables: Mapping[str, pd.DataFrame]
    files: Iterable[tuple[str, bytes]]
    settings: Mapping[str, object]


def measurement_folder(study: Study, kind: Kind, out: Path | str | None = None) -> Path:
    """Return the folder: `out`, or outputs/<study>-<kind> under the current folder.

    `MisuseError` if that would replace anything but earlier outputs of its kind.
    """
    folder = default_folder(study, kind) if out is None else Path(out).absolute()
    keep_inputs_safe(folder, study, partial(is_earlier_measurement, kind=kind), kind)
    return folder


def write_measurement(study: Study, measurement: Measurement, folder: Path) -> None:
    """Write tables, files and manifest to the folder, replacing earlier ones."""
    with Outputs(folder) as outputs:
        for name, table in measurement.tables.items():
            outputs.append(name, table)
        for name, content in measurement.files:
            outputs.put(name, content)
        manifest = measurement_manifest(
            measurement.kind,
            study.study,
            measurement.program,
            [(as_named(path, study), path) for path in inputs_of(study)],
            [(path.as_posix(), outputs.path(path)) for path in outputs.files()],
            measurement.settings,
        )
        outputs.put("manifest.json", manifest)
        outputs.publish()
