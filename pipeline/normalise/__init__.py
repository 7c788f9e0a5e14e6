"""Normalise: verbatims become tokens with lemmas, sentences, clauses and mentions; non-answers.

The verbatim itself is never rewritten: every token has the code points it covers.
"""

from pipeline.normalise.distinct_texts import alike, text_hash, verbatim_hash
from pipeline.normalise.linguist import SpacyLinguist, linguist
from pipeline.normalise.non_answers import NonAnswers
from pipeline.normalise.words import fold
