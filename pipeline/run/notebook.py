"""A run as a table for a notebook."""

from __future__ import annotations

from pipeline.counts import RunSummary
from pipeline.model import indented, notebook_table
from pipeline.report.words import NumberFormats


def run_html(summary: RunSummary) -> str:
    """Return the shares of everybody as an HTML table, newest wave of each question first."""
    write = NumberFormats.of(summary)
    rows = []
    for question in summary.questions:
        for wave in reversed(tuple(question.bases)):
            for theme in question.themes:
                figure = theme.waves[wave]
                label = indented(theme.label, theme.level)
                shares = write.share(figure), write.interval(figure)
                numbers = write.count(figure), write.number(figure.base)
                rows.append((question.id, wave, label, *shares, *numbers))
    return notebook_table(
        f"{summary.title}: share of the respondents who answered",
        {
            "Question": "left",
            "Wave": "left",
            "Theme": "left",
            "Share": "right",
            "95% interval": "right",
            "n": "right",
            "Base": "right",
        },
        rows,
        whole="run.counts has them all, with segments and intervals",
    )
