"""Store: the only writer of outputs/."""

from pipeline.store.coded_data import CodedData, coded_data
from pipeline.store.contract import CONTRACT, theme_counts_schema
from pipeline.store.descriptions import (
    agreement_manifest,
    as_json,
    data_package,
    evaluation_manifest,
    manifest,
    records,
)
from pipeline.store.outputs import Outputs, is_earlier_agreement, is_earlier_evaluation, is_earlier_run, write_new
from pipeline.store.parquet import as_parquet, need_parquet
from pipeline.store.sheets import NewSheet
from pipeline.store.spss import need_spss, write_spss

__all__ = [
    "CONTRACT", "CodedData", "NewSheet", "Outputs", "agreement_manifest", "as_json", "as_parquet", "coded_data", "data_package",
    "evaluation_manifest", "is_earlier_agreement", "is_earlier_evaluation", "is_earlier_run", "manifest", "need_parquet", "need_spss", "records",
    "theme_counts_schema", "write_new", "write_spss",
]  # fmt: skip
