"""The checks: each compares figures of a report with something else, and returns findings."""

from pipeline.lint.checks.change_numbers import check_change_sizes, check_told_changes
from pipeline.lint.checks.changes import check_changes
from pipeline.lint.checks.chart_figures import check_text_and_charts
from pipeline.lint.checks.count_totals import check_counted_options
from pipeline.lint.checks.differences import check_differences
from pipeline.lint.checks.findings import Finding, as_table, in_order
from pipeline.lint.checks.follow_ups import check_follow_ups
from pipeline.lint.checks.groups import check_group
from pipeline.lint.checks.passage_follow_ups import check_passage_follow_ups
from pipeline.lint.checks.passage_totals import check_passage_totals
from pipeline.lint.checks.passages import check_passage
from pipeline.lint.checks.phrases import check_phrases
from pipeline.lint.checks.ranks import check_ranks
from pipeline.lint.checks.run_counts import RunCounts, read_run_counts
from pipeline.lint.checks.stated_bases import check_stated_bases
from pipeline.lint.checks.theme_counts import check_theme_counts
