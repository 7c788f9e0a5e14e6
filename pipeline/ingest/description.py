"""Describes an export that no study uses yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest.file_format import open_export

_SAMPLE = 500


@dataclass(frozen=True)
class ExportDescription:
    """How an export is written, its columns, and its first rows (column: text).

    `labels` are the meanings of columns, if the format has them.
    """

    path: Path
    format: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    labels: Mapping[str, str]
    sample: tuple[Mapping[str, str], ...]


def describe_export(path: Path | str) -> ExportDescription:
    """Return a description of the export at path; `UnreadableFileError` for any other file.

    A column without a name is left out, and a repeated name means its first column.
    """
    export = open_export(Path(path))
    columns = tuple(dict.fromkeys(filter(None, export.columns)))
    needed = [export.columns.index(name) for name in columns]
    block = next(export.blocks(needed, _SAMPLE), None)
    cells = zip(*block.columns, strict=True) if block else ()
    sample = tuple(dict(zip(columns, row, strict=True)) for row in cells)
    return ExportDescription(
        path=export.path,
        format=export.format,
        encoding=export.encoding,
        delimiter=export.delimiter,
        columns=columns,
        labels=export.labels,
        sample=sample,
    )


def repeated_columns(path: Path | str, names: Iterable[str]) -> list[tuple[str, int]]:
    """Return which of these columns the export has more than once, and how often."""
    columns = open_export(Path(path)).columns
    return [(name, columns.count(name)) for name in names if columns.count(name) > 1]
