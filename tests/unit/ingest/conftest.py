"""Makes the study factory known to the tests of this folder."""

from ingest_studies import make_study as make_study
