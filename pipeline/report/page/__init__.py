"""The report page and the page of the answers behind it: HTML without scripts or a network."""

from pipeline.report.page.page import page
from pipeline.report.page.verbatims import Verbatim, VerbatimList
from pipeline.report.page.verbatims_page import verbatims_html
