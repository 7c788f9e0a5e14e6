"""Tables as Parquet files, whose columns have types; the same table gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.model import Table, whole_characters
from pipeline.report.data.contract import CONTRACT
from pipeline.report.inputs import ReportInputs, import_extra
from pipeline.study import Study

if TYPE_CHECKING:
    import pyarrow as pa


def write_parquet(inputs: ReportInputs) -> None:
    """Write each table in report/ as Parquet too."""
    for name, table in inputs.tables.items():
        content = as_parquet(table.frame, table.table, CONTRACT)
        inputs.outputs.put(f"report/{name}.parquet", content)


def check_parquet(study: Study) -> None:
    """Check that Parquet files can be written; `MissingExtraError` if they can't."""
    _libraries()


def as_parquet(frame: pd.DataFrame, table: Table, version: str) -> bytes:
    """Return the table in Parquet, with the meaning of its columns and its contract's `version`."""
    pa, parquet = _libraries()
    columns = [_column(pa, frame[name], kind) for name, (kind, _) in table.columns.items()]
    fields = [
        pa.field(name, column.type, metadata={"description": meaning})
        for column, (name, (_, meaning)) in zip(columns, table.columns.items(), strict=True)
    ]
    schema = pa.schema(fields, metadata={"table": table.name, "version": version})
    rows = pa.Table.from_arrays(columns, schema=schema)
    into = BytesIO()
    parquet.write_table(rows, into, compression="zstd", version="2.6")
    return into.getvalue()


def _libraries() -> list[Any]:
    return import_extra("Parquet files", "parquet", "pyarrow", "pyarrow.parquet")


def _column(pa: Any, column: pd.Series, kind: str) -> pa.Array:
    if kind == "text":
        texts = [whole_characters(str(value)) for value in column.tolist()]
        return pa.array(texts, pa.string())
    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    values = [None if pd.isna(value) else value for value in column.tolist()]
    return pa.array(values, types.get(kind, pa.int64()))
