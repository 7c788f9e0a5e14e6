"""Reads a report of any format as blocks of text and tables, each with its place."""

from pipeline.lint.read.blocks import Block, Grid, Place, TextBlock, clipped, shortened
from pipeline.lint.read.report_file import KINDS, read_blocks
