"""Codebooks: reading and checking, the rule language, and advice on gaps."""

from pipeline.codebook.advice import Advice, advise
from pipeline.codebook.patterns import parse_pattern
from pipeline.codebook.reader import as_codebook, read_codebook
from pipeline.codebook.study_codebooks import read_codebooks
from pipeline.codebook.version import codebook_version
