"""Pictures: charts and word clouds, each as SVG and PNG with its data table."""

from pipeline.report.pictures.bars import bar_sheets, bars, chart_alt, domain_bars
from pipeline.report.pictures.canvas import LEADING, Canvas
from pipeline.report.pictures.change_plot import change_plot
from pipeline.report.pictures.cloud import cloud, cloud_alt
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.pictures.panels import panels
from pipeline.report.pictures.picture import Picture, as_picture, draw
from pipeline.report.pictures.quote_tables import quote_tables
