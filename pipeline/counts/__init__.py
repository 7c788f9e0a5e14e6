"""Counts: respondents per theme with their base and interval. Counting is not drawing; report/ shows what is counted here."""

from pipeline.counts.bridging import (
    Bridged,
    Recoded,
    bridge,
)
from pipeline.counts.change import (
    Changes,
    Pairs,
    WaveShares,
    changes,
    holm,
    verdicts,
)
from pipeline.counts.intervals import (
    finite_base,
    kish,
    kish_of_sums,
    share_interval,
    share_intervals,
    wilson,
)
from pipeline.counts.keyness import count_words, keyness, keywords
from pipeline.counts.prediction import (
    CorrectedShares,
    Others,
    PredictedMean,
    Reviewed,
    corrected_shares,
    predicted_mean,
)
from pipeline.counts.prediction_slopes import (
    PredictedSlopes,
    Rows,
    predicted_slopes,
)
from pipeline.counts.table import (
    count_themes,
    counts_table,
    hashed,
    hide,
    numbered,
    theme_figures,
    wave_base,
)
from pipeline.counts.tally import (
    CROSS,
    EVERYBODY,
    Cell,
    Counts,
    Overlap,
    Tally,
)
from pipeline.counts.waves import (
    bearing,
    wave_changes,
    wave_pairs,
    wave_shares,
)
from pipeline.counts.word_counts import WordCounts

__all__ = [
    "CROSS",
    "EVERYBODY",
    "Bridged",
    "Cell",
    "Changes",
    "CorrectedShares",
    "Counts",
    "Others",
    "Overlap",
    "Pairs",
    "PredictedMean",
    "PredictedSlopes",
    "Recoded",
    "Reviewed",
    "Rows",
    "Tally",
    "WaveShares",
    "WordCounts",
    "bearing",
    "bridge",
    "changes",
    "corrected_shares",
    "count_themes",
    "count_words",
    "counts_table",
    "finite_base",
    "hashed",
    "hide",
    "holm",
    "keyness",
    "keywords",
    "kish",
    "kish_of_sums",
    "numbered",
    "predicted_mean",
    "predicted_slopes",
    "share_interval",
    "share_intervals",
    "theme_figures",
    "verdicts",
    "wave_base",
    "wave_changes",
    "wave_pairs",
    "wave_shares",
    "wilson",
]
