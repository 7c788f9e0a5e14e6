"""Store: the only writer of outputs/."""

from pipeline.store.descriptions import as_json, data_package, manifest, records
from pipeline.store.outputs import Outputs, write_new

__all__ = ["Outputs", "as_json", "data_package", "manifest", "records", "write_new"]
