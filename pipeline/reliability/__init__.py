"""Reliability: how far coders agree, with an interval, and what of that is not chance. Numbers in, numbers out.

Ratings are whole numbers, (units, coders): the category that a coder gave a unit, -1 where they didn't code it.
"""

from pipeline.reliability.labelsets import distances, numbered, set_alpha, set_figures
from pipeline.reliability.nominal import ac1, alpha, fleiss, kappa, light, percent
from pipeline.reliability.ordered import interval_distances, ordinal_distances
from pipeline.reliability.pooled import pooled_kappa
from pipeline.reliability.resampling import DRAWS, Resampling
from pipeline.reliability.tables import agreement_tables
from pipeline.reliability.tally import MISSING, tally
from pipeline.reliability.themes import theme_figures
from pipeline.reliability.verdicts import judged

__all__ = [
    "DRAWS",
    "MISSING",
    "Resampling",
    "ac1",
    "agreement_tables",
    "alpha",
    "distances",
    "fleiss",
    "interval_distances",
    "judged",
    "kappa",
    "light",
    "numbered",
    "ordinal_distances",
    "percent",
    "pooled_kappa",
    "set_alpha",
    "set_figures",
    "tally",
    "theme_figures",
]
