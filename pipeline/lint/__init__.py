"""Reads a finished report and holds its numbers and words against themselves and against the counts."""
