"""Store: the only writer of outputs/."""

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

__all__ = [
    "CONTRACT", "NewSheet", "Outputs", "agreement_manifest", "as_json", "as_parquet", "data_package", "evaluation_manifest",
    "is_earlier_agreement", "is_earlier_evaluation", "is_earlier_run", "manifest", "need_parquet", "records", "theme_counts_schema",
    "write_new",
]  # fmt: skip
