"""What a run tells of itself: descriptor, manifest and counts as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.report.data import as_json, data_package, records

if TYPE_CHECKING:
    from pipeline.run import Run


def test_datapackage_is_valid(finished: Run) -> None:
    """The descriptor fits Frictionless, and the table fits the descriptor: types, key, bytes and
    hash.
    """
    frictionless = pytest.importorskip("frictionless")
    package = frictionless.Package(str(finished.folder / "report" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert report.tasks[0].stats["rows"] == len(finished.counts)
    assert package.resources[0].schema.primary_key == [
        "question",
        "wave",
        "segment_variable",
        "segment",
        "theme",
    ]


def test_manifest_accounts_for_every_file(finished: Run) -> None:
    """The manifest lists each file of the run and each input with its size and SHA-256."""
    manifest = json.loads((finished.folder / "manifest.json").read_text(encoding="utf-8"))
    made = {
        p.relative_to(finished.folder).as_posix() for p in finished.folder.rglob("*") if p.is_file()
    } - {"manifest.json"}
    assert [entry["file"] for entry in manifest["outputs"]] == sorted(made)
    inputs = [
        "study.yaml",
        "a-2024.csv",
        "a-2025.csv",
        "labels.csv",
        "boeken/nadelen.yaml",
        "boeken/voordelen.yaml",
    ]
    assert [entry["file"] for entry in manifest["inputs"]] == inputs
    for folder, entries in (
        (finished.folder, manifest["outputs"]),
        (finished.folder.parent / "studie", manifest["inputs"]),
    ):
        for entry in entries:
            content = (folder / entry["file"]).read_bytes()
            assert (entry["bytes"], entry["sha256"]) == (
                len(content),
                hashlib.sha256(content).hexdigest(),
            )


def test_manifest_knows_no_clock_and_no_place(finished: Run) -> None:
    """Nothing in the manifest tells when or where the run was made."""
    text = (finished.folder / "manifest.json").read_text(encoding="utf-8")
    assert str(finished.folder.parent) not in text
    assert not re.search(r'": "/|[A-Z]:\\\\', text)
    assert not re.search(r"\d{2}:\d{2}|\d{4}-\d{2}-\d{2}", text)


def test_manifest_reconciles(finished: Run) -> None:
    """The manifest says where the answers went, adding up to those read, and names the version of
    every tool.
    """
    manifest = json.loads((finished.folder / "manifest.json").read_text(encoding="utf-8"))
    answers = manifest["answers"]
    assert answers.pop("read") == sum(answers.values()) == 20
    assert "unknown" not in manifest["libraries"].values()
    assert sum(manifest["codings_by_source"].values()) == len(finished.codings)


def test_counts_as_json_are_those_of_the_table(finished: Run) -> None:
    """theme_counts.json holds the rows of theme_counts.csv.

    An empty number is null, a truth value is one.
    """
    shown = json.loads(
        (finished.folder / "report" / "theme_counts.json").read_text(encoding="utf-8")
    )
    table = pd.read_csv(
        finished.folder / "report" / "theme_counts.csv", dtype=str, keep_default_na=False
    )
    assert len(shown) == len(table)
    for row, (_, cells) in zip(shown, table.iterrows(), strict=True):
        assert list(row) == list(table.columns)
        for name, value in row.items():
            if value is None:
                assert cells[name] == ""
            elif isinstance(value, bool):
                assert cells[name] == str(value).lower()
            elif isinstance(value, str):
                assert cells[name] == value
            else:
                assert float(cells[name]) == value


def test_json_is_readable() -> None:
    """JSON keeps accents as they are, ends with a line break, and holds no NaN."""
    assert as_json({"é": None}) == '{\n  "é": null\n}\n'.encode()
    with pytest.raises(ValueError, match="JSON"):
        as_json(float("nan"))
    frame = pd.DataFrame({"a": [1.5, float("nan")], "b": ["x", ""]})
    assert records(frame) == [{"a": 1.5, "b": "x"}, {"a": None, "b": ""}]


def test_package_names_are_slugs() -> None:
    """The package's name is what Frictionless allows, whatever the study is called."""
    package = json.loads(data_package("Één Studie.v2", "x", {}))
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
