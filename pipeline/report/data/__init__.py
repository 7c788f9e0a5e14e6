"""Tables for programs: their contract and descriptions, Parquet, SPSS and coded data."""

from pipeline.report.data.coded_data import coded_data
from pipeline.report.data.contract import CONTRACT, theme_counts_schema
from pipeline.report.data.descriptions import as_json, data_package, manifest, records
from pipeline.report.data.frames import bridge_frame, changes_frame, corrections_frame
from pipeline.report.data.measurement_folder import (
    Measurement,
    measurement_folder,
    write_measurement,
)
from pipeline.report.data.parquet import as_parquet, check_parquet, write_parquet
from pipeline.report.data.spss import check_spss, save_spss, write_spss
