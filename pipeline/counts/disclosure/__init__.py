"""Disclosure control: hides figures of few respondents, and others that would reveal them."""

from pipeline.counts.disclosure.guard import guard
from pipeline.counts.disclosure.known_sums import KnownSum, recoverable
from pipeline.counts.disclosure.pairs import separate_if_few
from pipeline.counts.disclosure.published import HIDDEN_COLUMNS, OPEN_COLUMNS, PublishedWaves, hide
from pipeline.counts.disclosure.rules import Guarded, Rules, ThemeFilter
