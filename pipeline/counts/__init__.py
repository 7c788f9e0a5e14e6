"""Counts: respondents per theme with their base and interval. Counting is not drawing; report/ shows what is counted here."""

from pipeline.counts.intervals import wilson
from pipeline.counts.keyness import count_words, keyness, keywords
from pipeline.counts.table import count_themes, counts_table, figure, numbered, theme_figures, wave_base
from pipeline.counts.tally import EVERYBODY, Tally
from pipeline.counts.word_counts import WordCounts

__all__ = [
    "EVERYBODY",
    "Tally",
    "WordCounts",
    "count_themes",
    "count_words",
    "counts_table",
    "figure",
    "keyness",
    "keywords",
    "numbered",
    "theme_figures",
    "wave_base",
    "wilson",
]
