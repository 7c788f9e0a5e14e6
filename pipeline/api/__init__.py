"""The verbs: what commands, pages and notebooks call. The only place where stages and store meet."""

from pipeline.api.agreeing import agreement, agreement_page
from pipeline.api.agreement_files import agreement_folder, write_agreement
from pipeline.api.archiving import Imported, export_decisions, import_decisions
from pipeline.api.checking import Check, check_study
from pipeline.api.classifier import ThemeClassifier
from pipeline.api.deciding import decisions
from pipeline.api.doubting import trouble
from pipeline.api.estimating import estimate
from pipeline.api.evaluating import evaluate
from pipeline.api.evaluation_files import evaluation_folder, write_evaluation
from pipeline.api.explaining import Because, Explanation, explain
from pipeline.api.figure_words import ReportFigure, change_words, figure
from pipeline.api.linting import findings_sheet, lint
from pipeline.api.proposing import Proposal, propose, write_study
from pipeline.api.queueing import queue
from pipeline.api.quote_files import QuotesTaken, export_quotes, import_quotes, quotes
from pipeline.api.redacting import redact
from pipeline.api.running import Run, run
from pipeline.api.saving import new_sheet
from pipeline.api.stages import GIVEN, STAGES, Stage
from pipeline.api.testing import ExampleResult, test_codebook
from pipeline.api.texts import code
from pipeline.api.workbook_imports import WorkbookImport, import_workbook, workbook_reviewers
from pipeline.api.workbook_taking import Clash
from pipeline.api.workbooks import WrittenWorkbook, export_workbook
from pipeline.codebook import Advice, advise, read_codebook
from pipeline.study import read_study

__all__ = [
    "GIVEN", "STAGES", "Advice", "Because", "Check", "Clash", "ExampleResult", "Explanation", "Imported", "Proposal", "QuotesTaken",
    "ReportFigure", "Run", "Stage", "ThemeClassifier", "WorkbookImport", "WrittenWorkbook", "advise", "agreement", "agreement_folder",
    "agreement_page", "change_words", "check_study", "code", "decisions", "estimate", "evaluate", "evaluation_folder", "explain",
    "export_decisions", "export_quotes", "export_workbook", "figure", "findings_sheet", "import_decisions", "import_quotes", "import_workbook",
    "lint", "new_sheet", "propose", "queue", "quotes", "read_codebook", "read_study", "redact", "run", "test_codebook", "trouble",
    "workbook_reviewers", "write_agreement", "write_evaluation", "write_study",
]  # fmt: skip
