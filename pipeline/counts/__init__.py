"""Counts: respondents per theme with base and interval, changes between waves, corrections."""

from pipeline.counts.bridge import Bridged, Recoded, bridge
from pipeline.counts.change import Changes, Pairs, WaveShares, changes, holm, verdicts
from pipeline.counts.correction import Decided, Others, Reviewed, check_drawn, corrected_shares
from pipeline.counts.count_themes import count_themes, hashed, numbered, tally_codings
from pipeline.counts.figures import (
    INTERVALS,
    Bridge,
    Correction,
    Direction,
    Figure,
    Instrument,
    Keyword,
    LanguageModel,
    QuestionSummary,
    Quote,
    Reconciliation,
    RepliesCount,
    RunSummary,
    ThemeFigures,
    WaveBase,
    WaveChange,
)
from pipeline.counts.intervals import (
    WeightSums,
    effective_bases,
    finite_base,
    kish,
    kish_of_sums,
    share_intervals,
    wilson,
    wilson_of_share,
)
from pipeline.counts.keyness import keyness, keywords
from pipeline.counts.resampling import (
    DRAWS,
    Draws,
    Resampling,
    Respondents,
    grouped,
    ratio,
    resampled_measure,
    rounded,
)
from pipeline.counts.tables import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS
from pipeline.counts.tally import Tally
from pipeline.counts.theme_counts import counts_table, theme_figures, wave_base
from pipeline.counts.values import CROSS, EVERYBODY, Cell, CodedAnswers
from pipeline.counts.wave_changes import bearing, wave_changes, wave_heads, with_verdicts
from pipeline.counts.word_counts import WordCounts
