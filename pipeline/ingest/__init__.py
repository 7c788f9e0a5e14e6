"""Survey exports become answers: whatever the format, every row is read or accounted for.

A row that cannot be used is never dropped in silence: it is a line of the problems, with the number
of answers it cost. Texts stay exactly as they stand in the cell, and nothing is taken for a missing
value but an empty cell. Row numbers are those that a spreadsheet shows.
"""

from pipeline.ingest.answers import read_answers
from pipeline.ingest.batch import Batch
from pipeline.ingest.cells import as_text
from pipeline.ingest.description import describe_export, repeated_columns
from pipeline.ingest.labels import read_labels, read_published
