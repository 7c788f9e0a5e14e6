"""The reviewers' workbook: the answers of a question in Excel, and back as decisions."""

from pipeline.review.workbook.export import WrittenWorkbook, export_workbook
from pipeline.review.workbook.judge import judge
from pipeline.review.workbook.read import read_workbook
from pipeline.review.workbook.row_import import Clash
from pipeline.review.workbook.take_back import WorkbookImport, import_workbook, workbook_reviewers
from pipeline.review.workbook.values import Entry, Exported, Told, Wanted
from pipeline.review.workbook.write import write_workbook
