"""Tables as Parquet files, for programs that read columns with their types; the same table gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.errors import MissingExtraError
from pipeline.model import Table

if TYPE_CHECKING:
    import pyarrow as pa


def as_parquet(frame: pd.DataFrame, table: Table, version: str) -> bytes:
    """The table in Parquet; every column says what it means, the file says which `version` of the contract it keeps.

    `MissingExtraError` without the library that writes it.
    """
    pa, parquet = need_parquet()
    columns = [_column(pa, frame[name], kind) for name, (kind, _) in table.columns.items()]
    fields = [
        pa.field(name, column.type, metadata={"description": meaning})
        for column, (name, (_, meaning)) in zip(columns, table.columns.items(), strict=True)
    ]
    schema = pa.schema(fields, metadata={"table": table.name, "version": version})
    into = BytesIO()
    parquet.write_table(
        pa.Table.from_arrays(columns, schema=schema), into, compression="zstd", version="2.6"
    )
    return into.getvalue()


def need_parquet() -> tuple[Any, Any]:
    """pyarrow and its parquet module; `MissingExtraError` when they are not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet files", "parquet") from None
    return pyarrow, pyarrow.parquet


def _column(pa: Any, column: pd.Series, kind: str) -> pa.Array:
    if kind == "text":
        # half an emoji, which no file can hold, becomes a question mark as in the CSV
        texts = [str(value).encode("utf-8", "replace").decode("utf-8") for value in column.tolist()]
        return pa.array(texts, pa.string())
    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    values = [None if pd.isna(value) else value for value in column.tolist()]
    return pa.array(values, types.get(kind, pa.int64()))
