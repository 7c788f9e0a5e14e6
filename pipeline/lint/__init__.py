"""Checks a finished report: its numbers and words against themselves and against the counts."""

from pipeline.lint.checking import check_questions, check_report, read_report
from pipeline.lint.claims import Counts, read_counts
from pipeline.lint.findings import Finding, as_table
from pipeline.lint.opening import KINDS, read_parts
from pipeline.lint.questions import read_questions
from pipeline.lint.wording import LANGUAGES, wording

__all__ = [
    "Counts",
    "Finding",
    "KINDS",
    "LANGUAGES",
    "as_table",
    "check_questions",
    "check_report",
    "read_counts",
    "read_parts",
    "read_questions",
    "read_report",
    "wording",
]
