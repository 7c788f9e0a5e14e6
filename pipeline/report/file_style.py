"""The colours of the files of a report build: those of the report's page."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.counts import RunSummary
from pipeline.report.style import page_colours

Colours = Mapping[str, str]
"""By use: ink, muted, line, wash, paper, deep, teal, accent and accent_wash, each as `#rrggbb`."""


def colours_of(summary: RunSummary) -> Colours:
    """The colours of that run's files."""
    return page_colours(summary.house)
