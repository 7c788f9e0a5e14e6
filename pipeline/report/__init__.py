"""Report: all that may leave the house, rendered from the figures of a run. Nothing is counted here."""

from pipeline.report.agreement_page import agreement_html
from pipeline.report.evaluation_page import render_evaluation
from pipeline.report.files import check_files, put_report_files
from pipeline.report.render import render

__all__ = [
    "agreement_html",
    "check_files",
    "put_report_files",
    "render",
    "render_evaluation",
]
