"""The values that stages hand to each other. Nothing here reads, writes or computes a result."""

from pipeline.model.codebook import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook, PlacedTheme, Theme
from pipeline.model.embedder import Embedder
from pipeline.model.patterns import PatternError, parse_pattern
from pipeline.model.rules import Junction, Node, Pattern, Rule, Scope, Step, Term, TermKind, patterns_of
from pipeline.model.summary import Figure, QuestionSummary, Reconciliation, RunSummary, Show, ThemeFigures, WaveBase
from pipeline.model.tables import ANSWERS, CODINGS, LABELS, PROBLEMS, SOURCES, THEME_COUNTS, Table
from pipeline.model.tokens import Bools, Ints, Lexicon, Linguist, Tokens, Word

__all__ = [
    "ANSWERS", "CODINGS", "LABELS", "NO_ANSWER", "OTHER", "PROBLEMS", "SOURCES", "SPECIAL_CODES", "THEME_COUNTS",
    "Bools", "Codebook", "Embedder", "Figure", "Ints", "Junction", "Lexicon", "Linguist", "Node", "Pattern", "PatternError", "PlacedTheme",
    "QuestionSummary", "Reconciliation", "Rule", "RunSummary", "Scope", "Show", "Step", "Table", "Term", "TermKind",
    "Theme", "ThemeFigures", "Tokens", "WaveBase", "Word", "parse_pattern", "patterns_of",
]  # fmt: skip
