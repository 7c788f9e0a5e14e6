"""The report page and the page of answers behind it: HTML files that need no script and no network."""

from pipeline.report.page.page import page
from pipeline.report.page.verbatims import Verbatim, VerbatimList
from pipeline.report.page.verbatims_page import verbatims_html
