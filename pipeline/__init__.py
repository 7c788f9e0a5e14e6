"""turven codes open survey answers.

Words, one word per thing:

- **answer**: what one respondent wrote to one question in one wave. Its text is the **verbatim** and is never rewritten.
- **respondent**, **question**, **wave** (one fielding), **segment** (respondents sharing a value).
- **theme**: the label an answer can get; themes nest. Two special codes exist in every codebook: `geen-antwoord` (nothing was answered:
  leaves the base) and `overig` (a real answer that fits no theme: stays in the base).
- **codebook**: the versioned themes of one question, with definitions, examples and rules.
- **coding**: one theme on one answer by one **source** (`rules`, `classifier`, `reviewer`), with confidence, **evidence** (code points that
  slice the verbatim) and the reason.
- **label**: a coding that a person made; the classifier learns from it and it always wins.
- **decision**: what a **reviewer** made of an answer (the whole set of its codes), appended to a log and never changed; undoing one is a decision
  too. It covers all **alike** answers: those that differ in capitals, accents and white space alone. It is **stale** for an answer whose text
  has changed since.
- **round**: first coding, second coding (blind, to measure agreement) or adjudication, which settles what reviewers differ on.
- **mention**: one item of a list in an answer. Shares count respondents, not mentions.
- **queue**: the answers that people should label next, each with its reason; **trouble**: labels that look wrong.
- **base**: the respondents a share is of.
- **quote**: a verbatim, redacted and perhaps shortened, that a person approved for print with a theme.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.version import __version__

if TYPE_CHECKING:
    from pipeline.agreement import agreement
    from pipeline.codebook import read_codebook
    from pipeline.coding import code
    from pipeline.coding.classifier import ThemeClassifier
    from pipeline.decisions import decisions
    from pipeline.errors import TurvenError
    from pipeline.evaluation import evaluate
    from pipeline.lint import lint as lint_report
    from pipeline.privacy import redact
    from pipeline.quotes import quotes
    from pipeline.review import label_issues, queue
    from pipeline.run import ReportFigure, Run, change_words, figure, run
    from pipeline.study import read_study

_FROM = {
    "Run": ("pipeline.run.study_run", "Run"),
    "ThemeClassifier": ("pipeline.coding.classifier.estimator", "ThemeClassifier"),
    "ReportFigure": ("pipeline.run.figures", "ReportFigure"),
    "agreement": ("pipeline.agreement.agree", "agreement"),
    "change_words": ("pipeline.run.figures", "change_words"),
    "code": ("pipeline.coding.code_texts", "code"),
    "decisions": ("pipeline.decisions.from_table", "decisions"),
    "evaluate": ("pipeline.evaluation.evaluate", "evaluate"),
    "figure": ("pipeline.run.figures", "figure"),
    "label_issues": ("pipeline.review.study_label_issues", "label_issues"),
    "lint_report": ("pipeline.lint.lint_report", "lint"),
    "queue": ("pipeline.review.pick", "queue"),
    "quotes": ("pipeline.quotes.table", "quotes"),
    "read_codebook": ("pipeline.codebook.reader", "read_codebook"),
    "redact": ("pipeline.privacy.redact", "redact"),
    "run": ("pipeline.run.study_run", "run"),
    "TurvenError": ("pipeline.errors", "TurvenError"),
    "read_study": ("pipeline.study.study", "read_study"),
}

__all__ = [
    "ReportFigure", "Run", "ThemeClassifier", "TurvenError", "__version__", "agreement", "change_words", "code", "decisions", "evaluate",
    "figure", "label_issues", "lint_report", "queue", "quotes", "read_codebook", "read_study", "redact", "run",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # imported on first use: spaCy and scikit-learn take seconds, `turven --help` should not
    if name in _FROM:
        module, there = _FROM[name]
        return getattr(import_module(module), there)
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
