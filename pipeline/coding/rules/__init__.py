"""Rules: matches the patterns of a codebook in the tokens of many answers at once."""

from pipeline.coding.rules.matcher import Hits, RuleMatcher
