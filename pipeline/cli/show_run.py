"""Shows a run on the terminal: what became of the answers, what to look at, where the report is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cli.study import UNCODED
from pipeline.cli.terminal import console_with_title, plain_table, say, say_problems

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.counts import QuestionSummary, Reconciliation
    from pipeline.run import Run


SMALL_SEGMENT = 5
"""Respondents; of fewer, whoever knows them reads in the report what each said."""


def show_run(run: Run) -> None:
    """Print what became of the answers, how figures were adjusted, and where the report is."""
    summary = run.summary
    screen = console_with_title(summary.title, summary.note, soft_wrap=True)
    screen.print(_answers(summary.answers))
    for sentence in (*_about_codings(run), *_about_figures(run)):
        say(sentence)
    if run.acceptances:
        say(f"For a person to look at: {run.to_review:,} answers, in coding/review.csv.")
        _say_acceptances(run.acceptances)
    say_problems(run.problems)
    say(f"Report: {run.folder / 'report' / 'report.html'}")


def _answers(answers: Reconciliation) -> Table:
    table = plain_table()
    table.add_column(justify="right")
    for number, fate in (
        (answers.read, "answers read"),
        (answers.coded, "coded to themes"),
        (answers.other, "overig: a real answer that fits no theme"),
        (answers.no_answer, "geen-antwoord: nothing was answered"),
        (answers.uncoded, UNCODED),
        (answers.refused, "refused: see coding/problems.csv"),
    ):
        table.add_row(f"{number:,}", fate)
    return table


def _about_codings(run: Run) -> Iterator[str]:
    """Yield how many codings each source made, and how many decisions of reviewers there are."""
    sources = run.summary.sources.items()
    codings = [f"{n:,} by {source}" for source, n in sources if source != "none" and n]
    yield f"Codings: {', '.join(codings) or 'none'}."
    if run.embeddings_remark:
        yield run.embeddings_remark
    if run.summary.guesses:
        them = "it" if run.summary.guesses == 1 else "them"
        yield f"Guesses: {run.summary.guesses:,} of these codings; no label supports {them} yet."
    model = run.summary.language_model
    if model is not None:
        asked = sum(question.asked for question in model.questions.values())
        replied = sum(question.replied for question in model.questions.values())
        yield f"Language model: {replied:,} of {asked:,} texts that were asked have a reply."
        for name, reason in model.left:
            yield f"Answers left this machine for {name}: {reason}"
    if run.decisions:
        decisions = f"{run.decisions:,} in the log"
        if run.stale:
            decisions += (
                f"; {run.stale:,} no longer fit, because the text of the answer has changed"
            )
        yield f"Decisions of reviewers: {decisions}."


def _about_figures(run: Run) -> Iterator[str]:
    """Yield how many figures were hidden, differ between waves, or were corrected."""
    hidden = int(run.counts["suppressed"].sum())
    if hidden:
        figures = f"{hidden:,} of {len(run.counts):,} figures"
        yield f"Hidden by the disclosure rules: {figures}; all stand in coding/theme_counts.csv."
    yield from _about_disclosure(run)
    questions = run.summary.questions
    verdicts = [change.verdict for question in questions for change in question.changes]
    if verdicts:
        up, down = verdicts.count("up"), verdicts.count("down")
        tests = max(change.tests for question in questions for change in question.changes)
        yield f"Changes between waves: {up} up, {down} down, of {tests:,} tested together (Holm)."
        yield from _about_instruments(questions)
    corrected = [question.corrections for question in questions if question.corrections]
    if corrected:
        texts = sum(max(theme.labelled for theme in of_question) for of_question in corrected)
        reviewed = f"{texts:,} reviewed texts (report/corrections.csv)"
        yield f"Corrected by the reviewed sample: {_questions(len(corrected))}, by {reviewed}."


def _about_instruments(questions: Sequence[QuestionSummary]) -> Iterator[str]:
    """Yield for how many questions waves were not compared as counted."""
    by_machine = sum(
        any(c.instrument == "machine_alone" for c in question.changes) for question in questions
    )
    if by_machine:
        yield (
            f"  In {_questions(by_machine)} the waves were not coded alike: there those shares "
            "were compared that one machine finds in both without knowing the answers."
        )
    without = sum(any(c.instrument == "none" for c in question.changes) for question in questions)
    if without:
        yield f"  In {_questions(without)} no instrument coded both waves: nothing was compared."


def _questions(n: int) -> str:
    return f"{n:,} question{'' if n == 1 else 's'}"


def _about_disclosure(run: Run) -> Iterator[str]:
    """Yield what is left out for the sake of hidden figures, or that nothing is hidden at all."""
    for question, wave in run.summary.left_out:
        yield (
            f"Not in the report: {question} in wave {wave}, "
            "as its base is a hidden figure of the question that its filter names."
        )
    if not (run.summary.least_base or run.summary.least_n):
        of_segments = run.counts[run.counts["segment_variable"] != ""]
        smallest = of_segments["asked"].min() if len(of_segments) else SMALL_SEGMENT
        if smallest < SMALL_SEGMENT:
            yield (
                f"No disclosure rule, and the report shows segments of {smallest}: "
                "turven check says what to write in study.yaml."
            )


def _say_acceptances(acceptances: Mapping[str, str]) -> None:
    """Print which answers may be coded without review, grouping questions with the same result."""
    questions: dict[str, list[str]] = {}
    for question, sentence in acceptances.items():
        questions.setdefault(sentence, []).append(question)
    for sentence, ids in questions.items():
        say(f"  {', '.join(ids)}: {sentence}")
