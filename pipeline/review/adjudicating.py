"""Why two people coded an answer differently, as one who settles it may tell: what a codebook and its readers learn from."""

ADJUDICATION_REASONS = ("definition", "overlooked", "read-in", "ambiguous", "slip")
"""The definition leaves it open; one overlooked something; one read more in it than it says; the answer can be read in two ways; a slip."""
