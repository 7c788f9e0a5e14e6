"""Codebooks: read, checked, and their examples told apart from what the rules say."""

from pipeline.codebook.advice import Advice, advise
from pipeline.codebook.forms import read_codebook
from pipeline.codebook.version import codebook_version

__all__ = ["Advice", "advise", "codebook_version", "read_codebook"]
