"""The values that stages hand to each other. Nothing here reads, writes or computes a result."""

from pipeline.model.agreement import (
    STATISTICS,
    Agreement,
    CoderFigures,
    CoderKind,
    Coefficient,
    Figures,
    PairFigures,
    QuestionAgreement,
    Statistic,
    ThemeAgreement,
)
from pipeline.model.agreement_tables import AGREEMENT_CODERS, AGREEMENT_PAIRS, AGREEMENT_SETS, AGREEMENT_THEMES
from pipeline.model.code_sets import Distance, masi, nominal
from pipeline.model.codebook import NO_ANSWER, OTHER, SPECIAL_CODES, Codebook, PlacedTheme, Theme
from pipeline.model.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    UNDO,
    Decision,
    Occasion,
    Round,
    Shown,
    Subject,
    Verdict,
    contradiction,
)
from pipeline.model.desk import (
    BLIND_QUEUES,
    QUEUES,
    BulkSaved,
    Card,
    Change,
    ChangedRow,
    Found,
    Opinion,
    Other,
    Preview,
    Progress,
    QueueLine,
    ReviewerLine,
    Row,
    Saved,
    Suggestion,
    Undone,
    Wish,
)
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
    QuestionEvaluation,
    Reliability,
    ReliabilityPoint,
    ThemeScore,
)
from pipeline.model.figure_tables import BRIDGE, CHANGES, CORRECTIONS, THEME_COUNTS
from pipeline.model.house import (
    BAR_CONTRAST,
    HOUSE,
    TEXT_CONTRAST,
    WAVE_CONTRAST,
    House,
    contrast,
    illegible,
    luminance,
    mix,
)
from pipeline.model.measure import Measure
from pipeline.model.patterns import PatternError, parse_pattern
from pipeline.model.privacy import FREE_KINDS, PERSONAL_KINDS, PersonalData, Redacted
from pipeline.model.quotes import (
    APPROVE,
    QUOTE_SHEET,
    QUOTE_VERBS,
    REFUSE,
    WITHDRAW,
    QuoteAct,
    QuoteCandidate,
    QuoteKey,
    QuoteVerb,
)
from pipeline.model.rules import Junction, Node, Pattern, Rule, Scope, Step, Term, TermKind, patterns_of
from pipeline.model.summary import (
    INTERVALS,
    Bridge,
    Correction,
    Direction,
    Figure,
    Keyword,
    QuestionSummary,
    Quote,
    Reconciliation,
    RunSummary,
    ThemeFigures,
    WaveBase,
    WaveChange,
)
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
)
from pipeline.model.tokens import Bools, Ints, Lexicon, Linguist, Tokens, Word
from pipeline.model.verbatims import Verbatim, VerbatimList

__all__ = [
    "ACCEPT", "ADD", "AGREEMENT_CODERS", "AGREEMENT_PAIRS", "AGREEMENT_SETS", "AGREEMENT_THEMES", "ANSWERS", "APPROVE", "BAR_CONTRAST",
    "BLIND_QUEUES", "BRIDGE", "CHANGES", "CODERS", "CODINGS", "CONFUSIONS", "CORRECTIONS", "DECISIONS", "ESTIMATES", "EVALUATION", "FEW_LABELS",
    "FREE_KINDS", "HOUSE", "INTERVALS", "LABELS", "LEARNERS", "LEARNING", "MORE_LABELS", "NO_ANSWER", "OTHER", "PERSONAL_KINDS", "PROBLEMS",
    "QUEUE", "QUEUES", "QUOTE_SHEET", "QUOTE_VERBS", "REFUSE", "REJECT", "REVIEW", "SOURCES", "SPECIAL_CODES", "STATISTICS", "TEXT_CONTRAST",
    "THEME_COUNTS", "THEME_SCORES", "TROUBLE", "UNDO", "WAVE_CONTRAST", "WITHDRAW", "Agreement", "AnswerScore", "Bools", "Bridge", "BulkSaved",
    "Card", "Change", "ChangedRow", "Codebook", "Coder", "CoderFigures", "CoderKind", "CoderScore", "Coefficient", "Confusion", "Correction",
    "Coverage", "CoveragePoint", "Decision", "Direction", "Distance", "Embedder", "Evaluation", "Example", "Figure", "Figures", "Found", "Gain",
    "House", "Ints", "Junction", "Keyword", "Learning", "LearningPoint", "Lexicon", "Linguist", "Measure", "Node", "Occasion", "Opinion", "Other",
    "PairFigures", "Pattern", "PatternError", "PersonalData", "PlacedTheme", "Preview", "Progress", "QuestionAgreement", "QuestionEvaluation",
    "QuestionSummary", "QueueLine", "Quote", "QuoteAct", "QuoteCandidate", "QuoteKey", "QuoteVerb", "Reconciliation", "Redacted", "Reliability",
    "ReliabilityPoint", "ReviewerLine", "Round", "Row", "Rule", "RunSummary", "Saved", "Scope", "Shown", "Statistic", "Step", "Subject",
    "Suggestion", "Table", "Term", "TermKind", "Theme", "ThemeAgreement", "ThemeFigures", "ThemeScore", "Tokens", "Undone", "Verbatim",
    "VerbatimList",
    "Verdict", "WaveBase", "WaveChange", "Wish", "Word", "contradiction", "contrast", "illegible", "luminance", "masi", "mix", "nominal",
    "parse_pattern",
    "patterns_of",
]  # fmt: skip
