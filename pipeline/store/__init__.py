"""Store: the only writer of outputs/."""

from pipeline.store.coded_data import coded_data
from pipeline.store.contract import CONTRACT, theme_counts_schema
from pipeline.store.descriptions import (
    agreement_manifest,
    as_json,
    data_package,
    evaluation_manifest,
    manifest,
    records,
)
from pipeline.store.parquet import as_parquet, need_parquet
from pipeline.store.spss import need_spss, write_spss

__all__ = [
    "CONTRACT",
    "agreement_manifest",
    "as_json",
    "as_parquet",
    "coded_data",
    "data_package",
    "evaluation_manifest",
    "manifest",
    "need_parquet",
    "need_spss",
    "records",
    "theme_counts_schema",
    "write_spss",
]
