"""Checks a finished report: its numbers and words against each other and against the counts."""

from pipeline.lint.all_checks import check_report, read_report
from pipeline.lint.lint_report import findings_sheet, lint
