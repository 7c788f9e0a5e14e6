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

from pipeline.model import THEME_COUNTS, Reconciliation, Table

LIBRARIES = ("spacy", "scikit-learn", "pandas", "numpy", "scipy", "simplemma", "rapidfuzz", "matplotlib", "wordcloud")
"""The tools whose version can change a result."""

_TYPES = {"text": "string", "int": "integer", "float": "number", "bool": "boolean"}


def as_json(value: Any) -> bytes:
    """The value as readable JSON, keys in the order given."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8", "replace")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON objects; an empty number is null."""
    columns = {name: [None if v is pd.NA or v != v else v for v in frame[name].tolist()] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_package(name: str, title: str, files: Mapping[str, tuple[Path, Table]]) -> bytes:
    """The Frictionless descriptor of CSV tables: file name -> (where it lies now, what its columns are)."""
    resources = [_resource(file, path, table) for file, (path, table) in files.items()]
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    return as_json({"profile": "tabular-data-package", "name": slug, "title": title, "resources": resources})


def _resource(file: str, path: Path, table: Table) -> dict[str, Any]:
    fields = [
        {"name": column, "type": _TYPES[kind], "description": meaning, **_constraints(column)}
        for column, (kind, meaning) in table.columns.items()
    ]
    return {
        "name": table.name,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
        "schema": {"fields": fields, "missingValues": [""], **_key(table)},
    }


def _constraints(column: str) -> dict[str, Any]:
    if column in {"share", "low", "high"}:
        return {"constraints": {"minimum": 0, "maximum": 1}}
    if column in {"n", "base", "n_rules", "n_classifier", "n_reviewer", "level"}:
        return {"constraints": {"minimum": 0}}
    return {}


def _key(table: Table) -> dict[str, Any]:
    if table is THEME_COUNTS:
        return {"primaryKey": ["question", "wave", "segment_variable", "segment", "theme"]}
    return {}


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


def evaluation_manifest(
    study: str, program: str, inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]],
    settings: Mapping[str, object],
) -> bytes:  # fmt: skip
    """The same for an evaluation; `settings` are how it was done."""
    return _measured("evaluation", study, program, inputs, outputs, settings)


def agreement_manifest(
    study: str, program: str, inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]],
    settings: Mapping[str, object],
) -> bytes:  # fmt: skip
    """The same for agreement."""
    return _measured("agreement", study, program, inputs, outputs, settings)


def _measured(
    kind: str, study: str, program: str, inputs: Iterable[tuple[str, Path]], outputs: Iterable[tuple[str, Path]],
    settings: Mapping[str, object],
) -> bytes:  # fmt: skip
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
