"""What belongs to all: codebook, rules, tokens, tables, code sets, a figure with its interval."""

from pipeline.model.arrays import Bools, Floats, Ints
from pipeline.model.code_sets import Distance, code_matrix, masi, nominal
from pipeline.model.codebook import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook, Theme
from pipeline.model.measure import Measure
from pipeline.model.notebook_table import codebook_html, indented, notebook_table
from pipeline.model.rules import Junction, Node, Pattern, Rule, Scope, Step, Term, patterns_of
from pipeline.model.tables import (
    ANSWERS,
    CODINGS,
    CONFUSIONS,
    DECISIONS,
    ESTIMATES,
    EVALUATION,
    LABELS,
    LEARNING,
    PROBLEMS,
    QUEUE,
    REVIEW,
    SOURCES,
    THEME_SCORES,
    TROUBLE,
    Table,
    rows_of,
)
from pipeline.model.tokens import Linguist, Tokens, Word
