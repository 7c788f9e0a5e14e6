"""Shows an evaluation on the terminal; computes nothing but the width of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.cli.terminal import (
    NOTHING,
    console_with_title,
    measured,
    number,
    percent,
    plain_table,
)
from pipeline.evaluation import (
    FEW_DRAWN,
    FEW_LABELS,
    AnswerScore,
    Evaluation,
    LearningCurve,
    Method,
    Performance,
    QuestionEvaluation,
)

WIDE = 116
"""Terminal width from which all figures of a question fit on one line."""

_LEARNER: dict[Method, str] = {
    "words": "the classifier by words",
    "vectors": "the classifier with vectors",
    "both": "all together",
}


@dataclass(frozen=True)
class _Line:
    name: str
    answers: int
    performance: Performance
    style: str = ""


def evaluation(evaluation: Evaluation, folder: Path, *, themes: bool = False) -> None:
    """Print how coders do and questions are coded, caveats, what more labels gain, and the page."""
    console = console_with_title(evaluation.title, evaluation.note)
    console.print(
        f"{evaluation.answers:,} labelled answers of {evaluation.respondents:,} respondents, "
        f"each coded by what was learned from the other respondents ({evaluation.folds} folds). "
        f"F1 per answer, averaged, with its 95% interval."
    )
    console.print()
    console.print(_coders(evaluation))
    console.print()
    if console.width >= WIDE:
        console.print(_table(evaluation, scores=True, trust=True))
    else:
        console.print(_table(evaluation, scores=True, trust=False))
        console.print()
        console.print(_table(evaluation, scores=False, trust=True))
    for question in evaluation.questions if themes else ():
        console.print()
        console.print(_coders(question, question.id))
        console.print()
        console.print(_themes(question))
    console.print()
    for line in _remarks(evaluation):
        console.print(line, no_wrap=line.no_wrap, overflow=line.overflow)
    console.print(Text(f"Page: {folder / 'evaluation.html'}", overflow="fold"), soft_wrap=True)


def _coders(performance: Performance, name: str = "coder") -> Table:
    """Return a line per coder: F1, and what it adds to another."""
    table = plain_table(name)
    table.add_column("n", justify="right")
    table.add_column("F1", no_wrap=True)
    table.add_column("adds", no_wrap=True)
    table.add_column("whole set\nright", justify="right", no_wrap=True)
    for method, score in performance.scores.items():
        exact = percent(score.exact.value)
        table.add_row(method, f"{score.answers:,}", measured(score.f1), _added(score), exact)
    return table


def _added(score: AnswerScore) -> str:
    """Return `+0.05 (0.01 to 0.09) over words`, or a dash."""
    if score.added is None or score.added.f1.value is None:
        return NOTHING
    # 0.0 is added to write no minus before what rounds to 0
    added = f"{round(score.added.f1.value, 2) + 0.0:+.2f}"
    if score.added.f1.interval is not None:
        low, high = score.added.f1.interval
        added += f" ({number(low)} to {number(high)})"
    return f"{added} over {score.added.over}"


def _table(evaluation: Evaluation, *, scores: bool, trust: bool) -> Table:
    """Return a line per question: F1 by each coder, and how reliable it is."""
    table = plain_table("question")
    table.add_column("n", justify="right")
    if scores:
        for method in evaluation.methods:
            table.add_column(method, justify="right", no_wrap=True)
    if trust:
        coverage = f"coded alone\nat {evaluation.error:.0%} error"
        for name in ("whole set\nright", "calibration\nerror", coverage):
            table.add_column(name, justify="right", no_wrap=True)
    for line in _lines(evaluation):
        cells = [f"{line.answers:,}"]
        if scores:
            cells += _f1_cells(line.performance, evaluation.methods)
        if trust:
            cells += _trust_cells(line.performance)
        table.add_row(Text(line.name), *cells, style=line.style)
    return table


def _lines(evaluation: Evaluation) -> Iterator[_Line]:
    for question in evaluation.questions:
        yield _Line(question.id, question.answers, question)
    together = evaluation.with_classifier
    if len(together) > 1:
        answers = sum(question.answers for question in together)
        yield _Line("with a classifier", answers, evaluation, "bold")


def _f1_cells(performance: Performance, methods: Sequence[Method]) -> list[str]:
    scores = performance.scores
    return [number(scores[method].f1.value) if method in scores else NOTHING for method in methods]


def _trust_cells(performance: Performance) -> tuple[str, str, str]:
    calibration_error = coverage = NOTHING
    if performance.calibration:
        calibration_error = f"{performance.calibration.error:.3f}"
    if performance.coverage:
        few = performance.coverage.few
        coverage = "too few" if few else percent(performance.coverage.share)
    return percent(performance.scores["both"].exact.value), calibration_error, coverage


def _themes(question: QuestionEvaluation) -> Table:
    table = plain_table(question.id)
    for name in ("labels", "precision", "recall"):
        table.add_column(name, justify="right")
    table.add_column("F1 together", no_wrap=True)
    for theme in question.themes:
        score = theme.scores["both"]
        if theme.labels or score.found:
            precision, recall = number(score.precision.value), number(score.recall.value)
            indented = Text(f"{'  ' * max(0, theme.level - 1)}{theme.theme}")
            cells = (f"{theme.labels:,}", precision, recall, measured(score.f1))
            table.add_row(indented, *cells, style="dim" if theme.few else "")
    return table


def _remarks(evaluation: Evaluation) -> Iterator[Text]:
    yield Text(
        "Rules may have been written with these answers in sight: "
        "in new answers they can find less.",
        style="yellow",
    )
    yield _origins(evaluation)
    yield from _few_labels(evaluation)
    if evaluation.without_labels:
        without = ", ".join(evaluation.without_labels)
        yield Text(f"Without labels, so not evaluated: {without}.", style="yellow")
    if evaluation.learning:
        yield Text(learning_in_words(evaluation.learning))


def _origins(evaluation: Evaluation) -> Text:
    """Return whether the labels tell of the answers as a whole, and what to do if not."""
    origins = evaluation.origins
    parts = []
    if origins.drawn:
        parts.append(f"{origins.drawn:,} drawn at random")
    if origins.chosen:
        parts.append(f"{origins.chosen:,} chosen for a purpose")
    if origins.filed:
        parts.append(f"{origins.filed:,} from files, which don't say how they were chosen")
    labels = f"Labels: {_listed(parts)}."
    score = evaluation.drawn.get("both")
    if score is not None:
        return Text(
            f"{labels} Of the answers as a whole, by those drawn: F1 {measured(score.f1)}, "
            f"whole set right {percent(score.exact.value)}. The tables are of all labels alike."
        )
    return Text(
        f"{labels} They can't tell how well the answers as a whole are coded: that takes "
        f"{FEW_DRAWN} or more from the queue 'random'.",
        style="yellow",
    )


def _few_labels(evaluation: Evaluation) -> Iterator[Text]:
    """Yield the themes of each question that rest on few labels, those with most labels first."""
    lines = []
    for question in evaluation.questions:
        few = sorted((t for t in question.themes if t.few), key=lambda t: -t.labels)
        if few:
            named = ", ".join(f"{theme.theme} {theme.labels}" for theme in few)
            line = f"  {question.id}: {len(few)} of {len(question.themes)} ({named})"
            lines.append(Text(line, style="yellow", no_wrap=True, overflow="ellipsis"))
    if lines:
        yield Text(
            f"Themes that rest on fewer than {FEW_LABELS} labels, "
            f"so that their figures say little:",
            style="yellow",
        )
        yield from lines


def learning_in_words(learning: LearningCurve) -> str:
    """Return what more labels would gain, in a sentence or two."""
    clear, unclear = [], []
    for method, gain in learning.gains.items():
        if gain.clear:
            interval = f"{number(gain.f1.low)} to {number(gain.f1.high)}"
            clear.append(f"about {number(gain.f1.value)} F1 for {_LEARNER[method]} ({interval})")
        else:
            unclear.append(_LEARNER[method])
    more = f"{learning.more} more labelled answers to a question"
    beside = f"beside the {learning.labels:,} there are"
    gains = f"{more}, {beside}, buy {_listed(clear)}."
    if not unclear:
        return gains
    doubt = f"what they buy for {_listed(unclear)} is not clear from so few labels."
    if not clear:
        return f"Of {more}, {beside}, {doubt}"
    return f"{gains} {doubt[:1].upper()}{doubt[1:]}"


def _listed(parts: Sequence[str]) -> str:
    """Return `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
