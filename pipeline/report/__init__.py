"""Report: word clouds, bar charts and one page, drawn from a `RunSummary`. Nothing is counted or written to disk here.

`render` gives all files of a run; `cloud`, `bars`, `domain_bars`, `change_plot`, `panels` and `quote_tables` make a question's pictures. Colours
and letters are the house's (`model.House`), sizes stand in `style`, numbers are written by `formats`, what is shown in which order is decided in
`rows`, words come from the language's catalogue.
"""

from pipeline.report.agreement_page import agreement_html
from pipeline.report.bars import bars, domain_bars
from pipeline.report.changes import change_plot
from pipeline.report.cloud import cloud
from pipeline.report.drawing import Picture
from pipeline.report.evaluation_page import render_evaluation
from pipeline.report.formats import Formats
from pipeline.report.panels import panels
from pipeline.report.quotes import quote_tables
from pipeline.report.render import render

__all__ = [
    "Formats", "Picture", "agreement_html", "bars", "change_plot", "cloud", "domain_bars", "panels", "quote_tables", "render", "render_evaluation",
]  # fmt: skip
