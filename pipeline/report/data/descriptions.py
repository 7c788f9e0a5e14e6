"""What tells a program about a run: theme counts as JSON, the descriptor of the tables, the manifest of inputs and tools."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.counts import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS, Reconciliation
from pipeline.model import Table
from pipeline.report.data.contract import CONTRACT, field

LIBRARIES = (
    "spacy",
    "scikit-learn",
    "pandas",
    "numpy",
    "scipy",
    "simplemma",
    "rapidfuzz",
    "matplotlib",
    "wordcloud",
)
"""The tools whose version can change a result."""

_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
_KEYS = {
    THEME_COUNTS.name: ("question", "wave", "segment_variable", "segment", "theme"),
    CHANGES.name: ("question", "before", "now", "theme"),
    CORRECTIONS.name: ("question", "wave", "theme"),
    BRIDGE.name: ("question", "before", "now", "theme"),
}
"""What tells the rows of a table apart."""


def as_json(value: Any) -> bytes:
    """The value as readable JSON, keys in the order given."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON objects; an empty number is null."""
    columns = {
        name: [None if v is pd.NA or v != v else v for v in frame[name].tolist()]
        for name in frame.columns
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_package(
    name: str,
    title: str,
    files: Mapping[str, tuple[Path, Table]],
    facts: Mapping[str, object] | None = None,
) -> bytes:
    """The Frictionless descriptor of tables: file name (.csv, .json or .parquet) -> (where it lies now, what its columns are).

    `facts` are what a reader needs beside the tables: the language, the waves in their order, what a respondent is called.
    """
    resources = [_resource(file, path, table) for file, (path, table) in files.items()]
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    described: dict[str, Any] = {
        "profile": "data-package",
        "name": slug,
        "title": title,
        "version": CONTRACT,
    }
    return as_json(
        described | ({"turven": dict(facts)} if facts else {}) | {"resources": resources}
    )


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
        # a plain file to the many readers that take no tables from it; it holds the same rows as the CSV
        return {**common, "type": "file", "schema": schema}
    tabular = {"type": "table", "profile": "tabular-data-resource", "encoding": "utf-8"}
    dialect = {"delimiter": ",", "lineTerminator": "\n", "header": True}
    return {**common, **tabular, "dialect": dialect, "schema": schema}


def _key(table: Table) -> dict[str, Any]:
    return {"primaryKey": list(_KEYS[table.name])} if table.name in _KEYS else {}


def manifest(
    study: str, program: str, inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]], answers: Reconciliation,
    sources: Mapping[str, int], settings: Mapping[str, object],
) -> bytes:  # fmt: skip
    """Everything that a run depended on and made: hashes of inputs and outputs, versions of tools, where the answers went. No clock."""
    return as_json(
        {
            **_made_with(study, program, settings),
            "settings": dict(settings),
            "answers": {name: getattr(answers, name) for name in answers.__dataclass_fields__},
            "codings_by_source": dict(sources),
            "inputs": [_listed(name, path) for name, path in inputs],
            "outputs": [_listed(name, path) for name, path in outputs],
        }
    )


def measurement_manifest(
    kind: str, study: str, program: str, inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]],
    settings: Mapping[str, object],
) -> bytes:  # fmt: skip
    """Return the manifest of an evaluation or agreement; `settings` tell how it was done."""
    return as_json(
        {
            **_made_with(study, program, settings),
            kind: dict(settings),
            "inputs": [_listed(name, path) for name, path in inputs],
            "outputs": [_listed(name, path) for name, path in outputs],
        }
    )


def _made_with(study: str, program: str, settings: Mapping[str, object]) -> dict[str, Any]:
    optional = ("model2vec",) if settings.get("embeddings") else ()
    return {
        "study": study,
        "turven": program,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in (*LIBRARIES, *optional)},
    }


def _listed(name: str, path: Path) -> dict[str, Any]:
    return {"file": name, "bytes": path.stat().st_size, "sha256": digest(path)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
