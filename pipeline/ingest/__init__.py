"""Ingest: survey exports become answers; in every format, every row is read or accounted for.

A row that cannot be used is never dropped silently: it is a line of the problems, with the number
of answers it cost. Texts are kept exactly as in the cell, and only an empty cell is a missing
value. Row numbers are those that a spreadsheet shows.
"""

from pipeline.ingest.answers import read_answers
from pipeline.ingest.batch import Batch
from pipeline.ingest.cells import as_text
from pipeline.ingest.description import describe_export, repeated_columns
from pipeline.ingest.labels import read_labels, read_published
