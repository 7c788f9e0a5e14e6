"""Report: all that may leave the house, rendered from the figures of a run. Nothing is counted here."""

from pipeline.report.agreement_page import agreement_html
from pipeline.report.bars import bars, domain_bars
from pipeline.report.changes import change_plot
from pipeline.report.chapter import picture_alt
from pipeline.report.chapter_html import chapters_html
from pipeline.report.chapter_word import chapters_word, check_template, need_word
from pipeline.report.cloud import cloud
from pipeline.report.drawing import Picture
from pipeline.report.evaluation_page import render_evaluation
from pipeline.report.excel_book import excel_book
from pipeline.report.formats import Formats
from pipeline.report.frames import bridge_frame, changes_frame, corrections_frame
from pipeline.report.panels import panels
from pipeline.report.phrases import change_in_words
from pipeline.report.quotes import quote_tables
from pipeline.report.render import render
from pipeline.report.snippets import snippets
from pipeline.report.verbatims_page import verbatims_html

__all__ = [
    "Formats",
    "Picture",
    "agreement_html",
    "bars",
    "bridge_frame",
    "change_in_words",
    "change_plot",
    "changes_frame",
    "chapters_html",
    "chapters_word",
    "check_template",
    "cloud",
    "corrections_frame",
    "domain_bars",
    "excel_book",
    "need_word",
    "panels",
    "picture_alt",
    "quote_tables",
    "render",
    "render_evaluation",
    "snippets",
    "verbatims_html",
]
