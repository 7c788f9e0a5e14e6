"""The contract of report/: a JSON Schema that can't drift from the table, and Parquet with the same
columns.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.counts import CHANGES, THEME_COUNTS
from pipeline.errors import MissingExtraError
from pipeline.report.data import CONTRACT, as_parquet, records, theme_counts_schema
from pipeline.report.data.contract import GUARDED

jsonschema = pytest.importorskip("jsonschema")
ROW: dict[str, Any] = {
    "study": "s",
    "question": "q",
    "wave": "2025",
    "segment_variable": "",
    "segment": "",
    "theme": "t",
    "label": "T",
    "parent": "",
    "level": 1,
    "n": 20,
    "base": 30,
    "share": 0.667,
    "low": 0.49,
    "high": 0.81,
    "n_rules": 20,
    "n_classifier": 0,
    "n_llm": 0,
    "n_reviewer": 0,
    "n_guess": 0,
    "suppressed": False,
    "mentions": 21,
    "asked": 34,
    "coded": 30,
    "interval": "mid-p",
    "weighted": None,
    "weighted_base": None,
    "effective_base": None,
    "rounded": None,
    "unweighted": False,
}


def faults(row: dict[str, Any]) -> list[str]:
    """What the schema has against a row."""
    return [
        error.message
        for error in jsonschema.Draft202012Validator(theme_counts_schema()).iter_errors([row])
    ]


def test_schema_is_one() -> None:
    """The schema is valid for draft 2020-12, names its version and has every column of the table,
    in its order.
    """
    schema = theme_counts_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["version"] == CONTRACT
    assert schema["$id"].endswith(CONTRACT)
    assert (
        list(schema["items"]["properties"])
        == schema["items"]["required"]
        == list(THEME_COUNTS.columns)
    )


def test_a_row_fits() -> None:
    """A figure fits, and so do one on a base of 0 and one that is hidden."""
    assert faults(ROW) == []
    assert (
        faults(ROW | {"n": 0, "base": 0, "share": None, "low": None, "high": None, "interval": ""})
        == []
    )
    assert faults(ROW | {"coded": None, "mentions": None}) == []
    assert (
        faults(ROW | {"suppressed": True, "interval": ""} | dict.fromkeys(GUARDED & ROW.keys()))
        == []
    )


@pytest.mark.parametrize(
    "change",
    [
        {"share": 1.2},
        {"n": -1},
        {"n": None},
        {"n": 2.5},
        {"base": None},
        {"suppressed": "no"},
        {"label": None},
        {"interval": "guess"},
        {"extra": 1},
        {"suppressed": True},
    ],
    ids=str,
)
def test_a_wrong_row_is_refused(change: dict[str, Any]) -> None:
    """A share above 1, a lacking number, a word for a truth value, an unknown column or a number in
    a hidden row are faults.
    """
    assert faults(ROW | change)


def test_a_lacking_column_is_refused() -> None:
    """Every column must be there."""
    assert faults({name: value for name, value in ROW.items() if name != "base"})


def test_parquet_holds_the_table() -> None:
    """Read back, the table has its columns, types, empty numbers as nulls, and says what it is."""
    parquet = pytest.importorskip("pyarrow.parquet")
    frame = THEME_COUNTS.frame({name: [ROW[name]] * 2 for name in THEME_COUNTS.columns})
    frame["n"] = pd.array([20, None], dtype="Int64")
    frame["label"] = pd.Series(["half een emoji \ud83d", "één"], dtype="object")
    table = parquet.read_table(BytesIO(as_parquet(frame, THEME_COUNTS, CONTRACT)))
    assert table.column_names == list(THEME_COUNTS.columns)
    assert table["n"].to_pylist() == [20, None]
    assert table["weighted"].to_pylist() == [None, None]
    assert table["label"].to_pylist() == ["half een emoji ?", "één"]
    assert table.schema.metadata[b"version"] == CONTRACT.encode()
    assert (
        table.schema.field("base").metadata[b"description"].startswith(b"respondents who answered")
    )
    assert [
        str(table.schema.field(name).type) for name in ("study", "n", "share", "suppressed")
    ] == ["string", "int64", "double", "bool"]


def test_parquet_is_the_same_every_time() -> None:
    """The same table gives the same bytes; a table without rows is one too."""
    pytest.importorskip("pyarrow")
    frame = CHANGES.frame()
    assert as_parquet(frame, CHANGES, CONTRACT) == as_parquet(frame, CHANGES, CONTRACT)


def test_parquet_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow one line says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'turven\[parquet\]'"):
        as_parquet(CHANGES.frame(), CHANGES, CONTRACT)


def test_records_know_empty_numbers() -> None:
    """Empty whole numbers and fractions are null in JSON."""
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "share": [np.nan, 0.5]})
    assert records(frame) == [{"n": 1, "share": None}, {"n": None, "share": 0.5}]
