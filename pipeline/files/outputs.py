"""The only writer of outputs/: nothing is ever half-written.

A run's folder is made beside the old one and replaces it when it is complete.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from pipeline.errors import MisuseError, UnreadableFileError


class Outputs:
    """The folder of one run while it is being made; used as a context manager.

    Tables grow batch by batch with `append`; other files are written whole with `put`. `publish`
    puts the folder in place; without it the earlier outputs are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._making = folder.with_name(f".{folder.name}.unfinished")
        self._open: dict[str, tuple[IO[str], Any]] = {}
        self._published = False

    def __enter__(self) -> Outputs:
        try:
            self._making.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self._making, ignore_errors=True)
            self._making.mkdir()
        except OSError as error:
            what = f"cannot write here ({error.strerror}); choose another folder with --out"
            raise UnreadableFileError(self.folder, what) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if not self._published:
            shutil.rmtree(self._making, ignore_errors=True)

    def append(self, name: str, frame: pd.DataFrame) -> None:
        """Add rows to the CSV table of that name; the first call writes the header."""
        if name not in self._open:
            file = self._path(name).open("w", encoding="utf-8", newline="")
            self._open[name] = (file, csv.writer(file, lineterminator="\n"))
            self._open[name][1].writerow(frame.columns)
        columns = [_cells(frame[column]) for column in frame.columns]
        self._open[name][1].writerows(zip(*columns, strict=True))

    def put(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        self._path(name).write_bytes(content)

    def files(self) -> list[Path]:
        """Return the files made so far, complete on disk, relative to the folder, sorted."""
        self._close()
        return sorted(p.relative_to(self._making) for p in self._making.rglob("*") if p.is_file())

    def path(self, name: str | Path) -> Path:
        """Return the path of a file of the run while it is being made."""
        return self._making / name

    def publish(self) -> None:
        """Replace the earlier folder by this one."""
        self._close()
        earlier = self.folder.with_name(f".{self.folder.name}.earlier")
        shutil.rmtree(earlier, ignore_errors=True)
        try:
            if self.folder.exists():
                self.folder.rename(earlier)
            self._making.rename(self.folder)
        except OSError as error:
            if earlier.exists() and not self.folder.exists():
                earlier.rename(self.folder)
            what = f"cannot be replaced ({error.strerror}); is a file in it open elsewhere?"
            raise UnreadableFileError(self.folder, what) from None
        self._published = True
        shutil.rmtree(earlier, ignore_errors=True)

    def _path(self, name: str) -> Path:
        path = self._making / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _close(self) -> None:
        while self._open:
            self._open.popitem()[1][0].close()


def _cells(column: pd.Series) -> Iterable[object]:
    if pd.api.types.is_float_dtype(column):
        # the same few numbers occur over and over
        written = {value: _number(value) for value in column.dropna().unique().tolist()}
        return [written.get(value, "") for value in column.tolist()]
    if column.dtype == "Int64":
        return column.astype(object).where(column.notna(), "").tolist()
    if pd.api.types.is_bool_dtype(column):
        return list(np.where(column, "true", "false"))
    return column.tolist()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def is_earlier_run(folder: Path) -> bool:
    """Whether the folder is empty or an earlier run's, so that it may be replaced."""
    return _is_earlier(folder, "answers")


def is_earlier_measurement(folder: Path, kind: str) -> bool:
    """Whether the folder may be replaced by an evaluation or agreement (`kind`)."""
    return _is_earlier(folder, kind)


def _is_earlier(folder: Path, kind: str) -> bool:
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    keys = {"study", "turven", "outputs", kind}
    return isinstance(manifest, dict) and keys <= manifest.keys()


def write_new(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write new files, all or none; return their paths.

    `MisuseError` if one exists already.
    """
    paths = {folder / name: content for name, content in files.items()}
    for path in paths:
        if path.exists():
            raise MisuseError(f"{path} is there already; choose another name, or move it away")
    made: list[Path] = []
    try:
        for path, content in paths.items():
            missing = [p for p in (path.parent, *path.parent.parents) if not p.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            made += [*reversed(missing), path]
            path.write_bytes(content)
    except OSError as error:
        _undo(made)
        raise UnreadableFileError(folder, f"cannot write here ({error.strerror})") from None
    return list(paths)


def _undo(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
