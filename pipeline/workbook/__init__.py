"""Workbook: the answers of a question as an Excel workbook that reviewers fill in, and what one that came back says. Values in, values out."""

from pipeline.workbook.judging import judge
from pipeline.workbook.reading import read_workbook
from pipeline.workbook.values import ROWS, Entry, Exported, Outcome, Returned, Told, Wanted
from pipeline.workbook.writing import write_workbook

__all__ = [
    "Entry",
    "Exported",
    "Outcome",
    "ROWS",
    "Returned",
    "Told",
    "Wanted",
    "judge",
    "read_workbook",
    "write_workbook",
]
