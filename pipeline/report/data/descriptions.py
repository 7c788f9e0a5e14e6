"""Descriptions of a run for programs: tables as JSON, their descriptor, the manifest."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.counts import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS, Reconciliation
from pipeline.model import Table
from pipeline.report.data.contract import CONTRACT, field

LIBRARIES = (
    *("spacy", "scikit-learn", "pandas", "numpy", "scipy"),
    *("simplemma", "rapidfuzz", "matplotlib", "wordcloud"),
)
"""The libraries whose version can change a result."""

Listing = Iterable[tuple[str, Path]]
"""Files by their name in a manifest, with their paths."""

_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""Media types by suffix."""

_KEYS = {
    THEME_COUNTS.name: ("question", "wave", "segment_variable", "segment", "theme"),
    CHANGES.name: ("question", "before", "now", "theme"),
    CORRECTIONS.name: ("question", "wave", "theme"),
    BRIDGE.name: ("question", "before", "now", "theme"),
}
"""The key columns of a table."""


def as_json(value: Any) -> bytes:
    """Return the value as readable JSON, keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON objects; an empty number is null."""
    columns = [
        [None if value is pd.NA or value != value else value for value in frame[name].tolist()]
        for name in frame.columns
    ]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_package(
    name: str,
    title: str,
    files: Mapping[str, tuple[Path, Table]],
    facts: Mapping[str, object] | None = None,
) -> bytes:
    """Return the Frictionless descriptor of tables.

    `files` are by name (.csv, .json or .parquet), each with its path and columns; `facts` is other
    information for readers: language, order of waves, the noun for a respondent.
    """
    resources = [_resource(file, path, table) for file, (path, table) in files.items()]
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    about = {"profile": "data-package", "name": slug, "title": title, "version": CONTRACT}
    more = {"turven": dict(facts)} if facts else {}
    return as_json({**about, **more, "resources": resources})


def _resource(file: str, path: Path, table: Table) -> dict[str, Any]:
    suffix = file.rpartition(".")[2]
    fields = [field(table, column) for column in table.columns]
    common = {
        "name": table.name if suffix == "csv" else f"{table.name}-{suffix}",
        "path": file,
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
    }
    schema = {"fields": fields, "missingValues": [""], **_key(table)}
    if suffix != "csv":
        # a plain file to the many readers without support for it; the CSV has the same rows
        return {**common, "type": "file", "schema": schema}
    tabular = {"type": "table", "profile": "tabular-data-resource", "encoding": "utf-8"}
    dialect = {"delimiter": ",", "lineTerminator": "\n", "header": True}
    return {**common, **tabular, "dialect": dialect, "schema": schema}


def _key(table: Table) -> dict[str, Any]:
    return {"primaryKey": list(_KEYS[table.name])} if table.name in _KEYS else {}


def manifest(
    study: str,
    program: str,
    inputs: Listing,
    outputs: Listing,
    *,
    answers: Reconciliation,
    sources: Mapping[str, int],
    guesses: int,
    settings: Mapping[str, object],
) -> bytes:
    """Return a run's inputs and outputs, with hashes and versions, and what became of answers."""
    details = {
        "settings": dict(settings),
        "answers": asdict(answers),
        "codings_by_source": dict(sources),
        "guesses": guesses,
    }
    return _manifest(_made_with(study, program) | details, inputs, outputs)


def measurement_manifest(
    kind: str,
    study: str,
    program: str,
    inputs: Listing,
    outputs: Listing,
    settings: Mapping[str, object],
) -> bytes:
    """Return the manifest of an evaluation or agreement, with its `settings`."""
    details = _made_with(study, program) | {kind: dict(settings)}
    return _manifest(details, inputs, outputs)


def _manifest(details: Mapping[str, Any], inputs: Listing, outputs: Listing) -> bytes:
    listed = {"inputs": _listed(inputs), "outputs": _listed(outputs)}
    return as_json({**details, **listed})


def _made_with(study: str, program: str) -> dict[str, Any]:
    return {
        "study": study,
        "turven": program,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _listed(files: Listing) -> list[dict[str, Any]]:
    return [
        {"file": name, "bytes": path.stat().st_size, "sha256": digest(path)} for name, path in files
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
