"""Counts: respondents per theme with their base and interval. Counting is not drawing; report/ shows what is counted here."""

from pipeline.counts.intervals import finite_base, kish, share_interval, share_intervals, wilson
from pipeline.counts.table import count_themes, counts_table, hashed, hide, numbered, theme_figures, wave_base
from pipeline.counts.tally import CROSS, EVERYBODY, Cell, Counts, Overlap, Tally

__all__ = [
    "CROSS",
    "EVERYBODY",
    "Cell",
    "Counts",
    "Overlap",
    "Tally",
    "count_themes",
    "counts_table",
    "finite_base",
    "hashed",
    "hide",
    "kish",
    "numbered",
    "share_interval",
    "share_intervals",
    "theme_figures",
    "wave_base",
    "wilson",
]
