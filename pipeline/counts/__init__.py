"""Counts: respondents per theme with their base and interval. Counting is not drawing; report/ shows what is counted here."""

from pipeline.counts.intervals import finite_base, kish, kish_of_sums, share_interval, share_intervals, wilson
from pipeline.counts.prediction import (
    CorrectedShares,
    Others,
    PredictedMean,
    Reviewed,
    corrected_shares,
    predicted_mean,
)
from pipeline.counts.table import count_themes, counts_table, figure, numbered, theme_figures, wave_base
from pipeline.counts.tally import EVERYBODY, Tally

__all__ = [
    "EVERYBODY",
    "CorrectedShares",
    "Others",
    "PredictedMean",
    "Reviewed",
    "Tally",
    "corrected_shares",
    "count_themes",
    "counts_table",
    "figure",
    "finite_base",
    "kish",
    "kish_of_sums",
    "numbered",
    "predicted_mean",
    "share_interval",
    "share_intervals",
    "theme_figures",
    "wave_base",
    "wilson",
]
