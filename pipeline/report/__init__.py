"""Report: everything that may be published, rendered from a run's figures. It counts nothing."""

from pipeline.report.files import check_files, put_report_files
from pipeline.report.html_templates import environment
from pipeline.report.measurement_page import TableRow, Tile, method_notes, render_measurement
from pipeline.report.render import render
from pipeline.report.style import NARROW, coder_signs, page_colours
