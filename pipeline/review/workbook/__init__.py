"""The reviewers' workbook: the answers of a question in Excel, and back as decisions."""

from pipeline.review.workbook.export import export_workbook
from pipeline.review.workbook.reader import read_workbook
from pipeline.review.workbook.row_import import Clash
from pipeline.review.workbook.validation import validate_rows
from pipeline.review.workbook.values import (
    ExportedWorkbook,
    RequestedCodes,
    RowOutcome,
    WorkbookText,
)
from pipeline.review.workbook.workbook_import import (
    WorkbookImport,
    import_workbook,
    workbook_reviewers,
)
from pipeline.review.workbook.writer import write_workbook
