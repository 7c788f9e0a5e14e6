"""turven codes open survey answers.

Words, one word per thing:

- **answer**: what one **respondent** wrote to one **question** (open or closed) in one **wave**
  (one fielding). Its text is the **verbatim** and is never rewritten. **distinct text**: answers
  that differ in capitals, accents and white space alone.
- **segment**: respondents sharing a value.
- **theme**: the label an answer can get; themes nest. Two special codes exist in every codebook:
  `geen-antwoord` (nothing was answered: leaves the base) and `overig` (a real answer that fits no
  theme: stays in the base). **code**: a theme or a special code.
- **codebook**: the versioned themes of one question, with definitions, examples and rules. Its
  **bank**: more labelled texts beside it, from which models learn.
- **coding**: one code on one answer by one **source** (`rules`, `classifier`, `llm`, `reviewer`),
  with **probability**, **evidence** (code points that slice the verbatim) and the reason. It is a
  **guess** where a machine coded and no label supports the code.
- **label**: a code given by a person; the classifier learns from it and it always wins.
- **decision**: what a **reviewer** made of a distinct text (the whole set of its codes), appended
  to a log and never changed; undoing one is a decision too. The **current decision** is the one
  that counts now; it is **stale** for an answer whose text has changed since.
- **round**: first coding, second coding (blind, to measure agreement) or adjudication, which
  settles what reviewers differ on.
- **queue**: distinct texts in an order, for a purpose, with a reason and a probability of being
  drawn. **label issue**: a label that looks wrong, with the reason.
- **instrument**: what coded the answers of a wave: people, or the machine as it is at a moment. A
  change is told only of two waves that one instrument measured.
- **cross-fitting**: coding labelled answers by a machine that has not learned from their labels.
- **reply**: what a language model said of a distinct text: the probability of each code. Replies
  are kept, so that a run asks nothing.
- **base**: the respondents a share is of. Shares count respondents, not mentions.
- **quote**: a verbatim, redacted and perhaps shortened, that a person approved for print.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.errors import (
    DocumentError,
    EmptyStudyError,
    LogError,
    MissingColumnError,
    MissingExtraError,
    MisuseError,
    TurvenError,
    UnknownAnswerError,
    UnknownLanguageError,
    UnknownQuestionError,
    UnknownThemeError,
    UnreadableFileError,
    WeightlessWaveError,
)
from pipeline.version import __version__

if TYPE_CHECKING:
    from pipeline.agreement.agree import agreement
    from pipeline.codebook.reader import read_codebook
    from pipeline.coding.classifier.estimator import ThemeClassifier
    from pipeline.coding.code_texts import code
    from pipeline.counts.count_themes import count_themes
    from pipeline.decisions.notebook import add
    from pipeline.decisions.notebook import decisions as read_decisions
    from pipeline.evaluation.values import Evaluation
    from pipeline.lint.lint_report import lint as lint_report
    from pipeline.model.codebook import Codebook
    from pipeline.privacy.redact import redact
    from pipeline.quotes.table import decide
    from pipeline.quotes.table import quotes as read_quotes
    from pipeline.review.desk import open_desk
    from pipeline.review.pick import queue
    from pipeline.review.sampling import estimate
    from pipeline.review.study_label_issues import label_issues
    from pipeline.run.evaluate_study import evaluate
    from pipeline.run.figures import ReportFigure, change_words, figure
    from pipeline.run.outputs import Run
    from pipeline.run.study_run import run
    from pipeline.study.study import Study, read_study

    class _Decisions:
        __call__ = staticmethod(read_decisions)
        add = staticmethod(add)

    class _Quotes:
        __call__ = staticmethod(read_quotes)
        decide = staticmethod(decide)

    decisions: _Decisions
    quotes: _Quotes

_ON_FIRST_USE = {
    "Codebook": "pipeline.model.codebook",
    "Evaluation": "pipeline.evaluation.values",
    "ReportFigure": "pipeline.run.figures",
    "Run": "pipeline.run.outputs",
    "Study": "pipeline.study.study",
    "ThemeClassifier": "pipeline.coding.classifier.estimator",
    "change_words": "pipeline.run.figures",
    "code": "pipeline.coding.code_texts",
    "count_themes": "pipeline.counts.count_themes",
    "estimate": "pipeline.review.sampling",
    "evaluate": "pipeline.run.evaluate_study",
    "figure": "pipeline.run.figures",
    "label_issues": "pipeline.review.study_label_issues",
    "lint_report": "pipeline.lint.lint_report:lint",
    "open_desk": "pipeline.review.desk",
    "queue": "pipeline.review.pick",
    "read_codebook": "pipeline.codebook.reader",
    "read_study": "pipeline.study.study",
    "redact": "pipeline.privacy.redact",
}
"""The module of each public name, and after a colon its name there."""

_CALLABLE_PACKAGES = ("agreement", "decisions", "quotes", "run")
"""Packages that can be called: `pipeline.run(...)`, `pipeline.decisions.add(...)`."""

__all__ = [
    "Codebook",
    "DocumentError",
    "EmptyStudyError",
    "Evaluation",
    "LogError",
    "MissingColumnError",
    "MissingExtraError",
    "MisuseError",
    "ReportFigure",
    "Run",
    "Study",
    "ThemeClassifier",
    "TurvenError",
    "UnknownAnswerError",
    "UnknownLanguageError",
    "UnknownQuestionError",
    "UnknownThemeError",
    "UnreadableFileError",
    "WeightlessWaveError",
    "__version__",
    "agreement",
    "change_words",
    "code",
    "count_themes",
    "decisions",
    "estimate",
    "evaluate",
    "figure",
    "label_issues",
    "lint_report",
    "open_desk",
    "queue",
    "quotes",
    "read_codebook",
    "read_study",
    "redact",
    "run",
]


def __getattr__(name: str) -> Any:
    # imported on first use: spaCy and scikit-learn take seconds, `turven --help` should not
    if name in _CALLABLE_PACKAGES:
        return import_module(f"pipeline.{name}")
    if name in _ON_FIRST_USE:
        module, _, name_there = _ON_FIRST_USE[name].partition(":")
        return getattr(import_module(module), name_there or name)
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
