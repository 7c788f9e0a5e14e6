"""Shared values: codebook, rules, tokens, tables, code sets, a figure with its interval."""

from pipeline.model.arrays import Bools, Floats, Ints, ranges
from pipeline.model.code_sets import code_matrix, f1_per_answer, masi
from pipeline.model.codebook import NO_ANSWER, OTHER, SPECIAL_CODES, BankText, Codebook, Theme
from pipeline.model.measure import Measure
from pipeline.model.notebook_table import Align, indented, notebook_table
from pipeline.model.problem import Problem, problems_table
from pipeline.model.rules import (
    Junction,
    Node,
    Pattern,
    Rule,
    Scope,
    Step,
    Term,
    TermKind,
    patterns_of,
)
from pipeline.model.tables import (
    ANSWERS,
    CODINGS,
    DECISIONS,
    ESTIMATES,
    LABELS,
    PROBLEMS,
    QUEUE,
    REVIEW,
    SOURCES,
    TROUBLE,
    Table,
    interval_columns,
    rows_of,
)
from pipeline.model.texts import whole_characters
from pipeline.model.tokens import Linguist, Tokens, Word
