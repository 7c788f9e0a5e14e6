"""Disclosure: hides figures of few respondents, and others so that none can be worked out."""

from pipeline.counts.disclosure.guard import guard
from pipeline.counts.disclosure.known_sums import KnownSum, recoverable
