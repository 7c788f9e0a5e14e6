"""Shows an evaluation on the terminal. Nothing is computed here but the width of a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.evaluation import (
    CODERS,
    FEW_LABELS,
    AnswerScore,
    Coder,
    Coverage,
    Evaluation,
    Learning,
    QuestionEvaluation,
    Reliability,
)
from pipeline.model import Measure

WIDE = 116
"""Columns from which all figures of a question stand on one line."""

NOTHING = "–"
_Line = tuple[str, int, dict[Coder, AnswerScore], Reliability | None, Coverage | None]


def evaluation(found: Evaluation, folder: Path, *, themes: bool = False) -> None:
    """How each question is coded, then what to mind, what more labels would buy, and where the page is."""
    # texts of users are shown as they are, not read as markup
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(Text(found.title, style="bold"))
    if found.note:
        console.print(Text(found.note, style="yellow"))
    console.print(
        f"{found.answers:,} labelled answers of {found.respondents:,} respondents, each coded by what was learned from the other respondents "
        f"({found.folds} folds). F1 per answer, averaged, with its 95% interval."
    )
    console.print()
    if console.width >= WIDE:
        console.print(_table(found, scores=True, trust=True))
    else:
        console.print(_table(found, scores=True, trust=False))
        console.print()
        console.print(_table(found, scores=False, trust=True))
    for question in found.questions if themes else ():
        console.print()
        console.print(_themes(question))
    console.print()
    for line in _remarks(found):
        console.print(line, no_wrap=line.no_wrap, overflow=line.overflow)
    console.print(Text(f"Page: {folder / 'evaluation.html'}", overflow="fold"), soft_wrap=True)


def _table(found: Evaluation, *, scores: bool, trust: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("question", overflow="fold")
    table.add_column("n", justify="right")
    for coder in CODERS if scores else ():
        table.add_column(coder, no_wrap=True)
    for name in (
        ("whole set\nright", "calibration\nerror", f"coded alone\nat {found.error:.0%} error")
        if trust
        else ()
    ):
        table.add_column(name, justify="right", no_wrap=True)
    for name, answers, score, reliability, coverage in _lines(found):
        cells = [_measure(score[c].f1) if c in score else NOTHING for c in CODERS] if scores else []
        if trust:
            cells += [
                _percent(score["both"].exact.value),
                f"{reliability.error:.3f}" if reliability else NOTHING,
            ]
            cells += [_percent(coverage.share) if coverage else NOTHING]
        table.add_row(Text(name), f"{answers:,}", *cells, style="bold" if name == _ALL else "")
    return table


_ALL = "with a classifier"


def _lines(found: Evaluation) -> Iterator[_Line]:
    for q in found.questions:
        yield q.id, q.answers, dict(q.scores), q.reliability, q.coverage
    together = [q for q in found.questions if q.reliability]
    if len(together) > 1:
        answers = sum(q.answers for q in together)
        yield _ALL, answers, dict(found.scores), found.reliability, found.coverage


def _themes(question: QuestionEvaluation) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", title_justify="left"
    )
    table.add_column(Text(question.id), overflow="fold")
    for name in ("labels", "precision", "recall"):
        table.add_column(name, justify="right")
    table.add_column("F1 of both", no_wrap=True)
    for t in question.themes:
        s = t.scores["both"]
        if t.labels or s.found:
            cells = (_number(s.precision.value), _number(s.recall.value), _measure(s.f1))
            indented = Text(f"{'  ' * max(0, t.level - 1)}{t.theme}")
            table.add_row(indented, f"{t.labels:,}", *cells, style="dim" if t.few else "")
    return table


def _remarks(found: Evaluation) -> Iterator[Text]:
    yield Text(
        "Rules may have been written with these answers in sight: in new answers they can find less.",
        style="yellow",
    )
    few = {
        q.id: sorted((t for t in q.themes if t.few), key=lambda t: -t.labels)
        for q in found.questions
    }
    if any(few.values()):
        yield Text(
            f"Themes that rest on fewer than {FEW_LABELS} labels, so that their figures say little:",
            style="yellow",
        )
    for q in found.questions:
        if few[q.id]:
            named = ", ".join(f"{t.theme} {t.labels}" for t in few[q.id])
            said = f"  {q.id}: {len(few[q.id])} of {len(q.themes)} ({named})"
            yield Text(said, style="yellow", no_wrap=True, overflow="ellipsis")
    if found.without_labels:
        yield Text(
            f"Without labels, so not evaluated: {', '.join(found.without_labels)}.", style="yellow"
        )
    if found.learning:
        yield Text(learning_in_words(found.learning))


def learning_in_words(learning: Learning) -> str:
    """What more labels would buy, in a sentence or two."""
    whom = {"classifier": "the classifier alone", "both": "rules and classifier together"}
    clear = [
        f"about {_number(g.f1.value)} F1 for {whom[c]} ({_number(g.f1.low)} to {_number(g.f1.high)})"
        for c, g in learning.gains.items()
        if g.clear
    ]
    unclear = [whom[c] for c, g in learning.gains.items() if not g.clear]
    beside = f"{learning.more} more labelled answers to a question, beside the {learning.labels:,} there are, buy"
    said = f"{beside} {' and '.join(clear)}." if clear else ""
    if not unclear:
        return said
    doubt = f"what they buy for {' and '.join(unclear)} is not clear from so few labels."
    first = f"Of {learning.more} more labelled answers to a question, beside the {learning.labels:,} there are, "
    return f"{said} {doubt[:1].upper()}{doubt[1:]}" if said else first + doubt


def _measure(measure: Measure) -> str:
    if measure.value is None:
        return NOTHING
    return f"{_number(measure.value)} {_number(measure.low)}–{_number(measure.high)}"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}"
