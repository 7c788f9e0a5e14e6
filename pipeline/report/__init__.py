"""Report: word clouds, bar charts and one page, drawn from a `RunSummary`. Nothing is counted or written to disk here.

`render` gives all files of a run; `cloud` and `bars` make the pictures of one question. The look is in `style`, numbers
are written by `formats`, what is shown in which order is decided in `rows`, words come from the language's catalogue.
"""

from pipeline.report.agreement_page import agreement_html
from pipeline.report.bars import bars
from pipeline.report.cloud import cloud
from pipeline.report.drawing import Picture
from pipeline.report.evaluation_page import render_evaluation
from pipeline.report.formats import Formats
from pipeline.report.render import render
from pipeline.report.verbatims_page import verbatims_html

__all__ = ["Formats", "Picture", "agreement_html", "bars", "cloud", "render", "render_evaluation", "verbatims_html"]
