"""Codebooks: read and checked, with the rule language and advice on what a codebook leaves open."""

from pipeline.codebook.advice import Advice, advise
from pipeline.codebook.forms import read_codebook
from pipeline.codebook.of_study import read_codebooks
from pipeline.codebook.version import codebook_version

__all__ = [
    "Advice",
    "advise",
    "codebook_version",
    "read_codebook",
    "read_codebooks",
]
