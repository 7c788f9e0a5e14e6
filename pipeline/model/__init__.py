"""The values that stages hand to each other. Nothing here reads, writes or computes a result."""

from pipeline.model.codebook import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook, PlacedTheme, Theme
from pipeline.model.embedder import Embedder
from pipeline.model.evaluation import (
    CODERS,
    FEW_LABELS,
    LEARNERS,
    MORE_LABELS,
    AnswerScore,
    Coder,
    CoderScore,
    Confusion,
    Coverage,
    CoveragePoint,
    Evaluation,
    Example,
    Gain,
    Learning,
    LearningPoint,
    Measure,
    QuestionEvaluation,
    Reliability,
    ReliabilityPoint,
    ThemeScore,
)
from pipeline.model.patterns import PatternError, parse_pattern
from pipeline.model.rules import Junction, Node, Pattern, Rule, Scope, Step, Term, TermKind, patterns_of
from pipeline.model.summary import Figure, QuestionSummary, Reconciliation, RunSummary, Show, ThemeFigures, WaveBase
from pipeline.model.tables import (
    ANSWERS,
    CODINGS,
    CONFUSIONS,
    ESTIMATES,
    EVALUATION,
    LABELS,
    LEARNING,
    PROBLEMS,
    QUEUE,
    REVIEW,
    SOURCES,
    THEME_COUNTS,
    THEME_SCORES,
    TROUBLE,
    Table,
)
from pipeline.model.tokens import Bools, Ints, Lexicon, Linguist, Tokens, Word

__all__ = [
    "ANSWERS", "CODERS", "CODINGS", "CONFUSIONS", "ESTIMATES", "EVALUATION", "FEW_LABELS", "LABELS", "LEARNERS", "LEARNING", "MORE_LABELS",
    "NO_ANSWER", "OTHER", "PROBLEMS", "QUEUE", "REVIEW", "SOURCES", "SPECIAL_CODES", "THEME_COUNTS", "THEME_SCORES", "TROUBLE",
    "AnswerScore", "Bools", "Codebook", "Coder", "CoderScore", "Confusion", "Coverage", "CoveragePoint", "Embedder", "Evaluation", "Example",
    "Figure", "Gain", "Ints", "Junction", "Learning", "LearningPoint", "Lexicon", "Linguist", "Measure", "Node", "Pattern", "PatternError",
    "PlacedTheme", "QuestionEvaluation", "QuestionSummary", "Reconciliation", "Reliability", "ReliabilityPoint", "Rule", "RunSummary",
    "Scope", "Show", "Step", "Table", "Term", "TermKind", "Theme", "ThemeFigures", "ThemeScore", "Tokens", "WaveBase", "Word",
    "parse_pattern", "patterns_of",
]  # fmt: skip
