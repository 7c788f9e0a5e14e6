"""The checks: each holds what was found in a report against something else, and returns findings."""

from pipeline.lint.checks.changes import check_changes
from pipeline.lint.checks.findings import Finding, as_table, in_order
from pipeline.lint.checks.follow_ups import check_bases
from pipeline.lint.checks.phrases import check_phrases
from pipeline.lint.checks.stated_bases import check_stated_bases
from pipeline.lint.checks.theme_counts import Counts, check_claims, read_counts
from pipeline.lint.checks.totals import check_group
