"""Disclosure control: hides figures of few respondents, and others that would reveal them."""

from pipeline.counts.disclosure.guard import guard
from pipeline.counts.disclosure.known_sums import KnownSum, recoverable
