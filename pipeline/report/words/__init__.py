"""Texts of a report: formatted numbers, phrases, the order of rows, the method."""

from pipeline.report.words.method import language_model_notes, method
from pipeline.report.words.numbers import (
    NOTHING,
    SMALL_BASE,
    NumberFormats,
    is_small,
    plain,
    sentence,
)
from pipeline.report.words.order import (
    CloudWord,
    all_themes,
    answered_waves,
    cloud_words,
    domains_of,
    most_named,
    page_themes,
    shown_themes,
    waves_of,
)
from pipeline.report.words.phrases import (
    Key,
    base_notes,
    base_sentence,
    change_in_words,
    coded_by,
    compared_by,
    figures_of,
    guess_totals,
    has_guesses,
    has_hidden,
    intervals_of,
    moved_by,
    newest_change,
    segment_base,
    segment_keys,
    segment_name,
    segment_variables,
    shown_corrections,
    sources_of,
    tests_of,
)
from pipeline.report.words.selections import Choices, Group, choices
