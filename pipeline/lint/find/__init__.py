"""Finds figures, phrases and groups of options in the blocks of a report."""

from pipeline.lint.find.arithmetic import (
    Pair,
    Percent,
    Sum,
    add_up,
    best_base,
    common_base,
    counts_of,
    is_share_of,
    is_subset_sum,
    rounded,
)
from pipeline.lint.find.bases import described_groups, stated_bases
from pipeline.lint.find.closed_questions import read_questions
from pipeline.lint.find.counts import counts_in
from pipeline.lint.find.figures import Base, Mention
from pipeline.lint.find.groups import Group, Option
from pipeline.lint.find.lists import grouped_items, lists_of
from pipeline.lint.find.modifiers import Modifier, modifier_before
from pipeline.lint.find.passage_counts import is_of_other_count, is_of_other_units, text_before
from pipeline.lint.find.passages import Claim, may_be_base, passages_of
from pipeline.lint.find.phrases import Phrase, ShareRange, bounds, fitting_words, phrases_in
from pipeline.lint.find.report import Report, Sentence, nouns_of
from pipeline.lint.find.tables import groups_of
