"""Store: the only writer of outputs/."""

from pipeline.store.descriptions import (
    agreement_manifest,
    as_json,
    data_package,
    evaluation_manifest,
    manifest,
    records,
)
from pipeline.store.outputs import Outputs, is_earlier_agreement, is_earlier_evaluation, is_earlier_run, write_new
from pipeline.store.sheets import NewSheet

__all__ = [
    "NewSheet", "Outputs", "agreement_manifest", "as_json", "data_package", "evaluation_manifest", "is_earlier_agreement",
    "is_earlier_evaluation", "is_earlier_run", "manifest", "records", "write_new",
]  # fmt: skip
