"""`turven queue` and `trouble`: the answers to label next, and the labels that look wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Exit, Option

from pipeline.cli.arguments import ListFile, Question, Strict, StudyFolder
from pipeline.cli.terminal import LINE_WIDTH, one_line, say

if TYPE_CHECKING:
    from pandas import DataFrame


def queue(
    folder: StudyFolder,
    strategy: Annotated[
        str,
        Option(
            help="Which queue: mixed, random, uncertain, rules-vs-classifier, rare, novel or"
            " diverse."
        ),
    ] = "mixed",
    size: Annotated[int, Option(help="How many answers, divided over the questions.")] = 50,
    seed: Annotated[int, Option(help="Seed for the draw; the same seed gives the same queue.")] = 0,
    question: Question = None,
    random_share: Annotated[
        float | None, Option(help="Share drawn at random, 0 to 1; by default what the queue sets.")
    ] = None,
    out: ListFile = None,
) -> None:
    """List the answers to label next, each with its reason and its probability of being drawn."""
    from pipeline.review import queue as make_queue
    from pipeline.study import new_sheet, read_study

    study = read_study(folder)
    sheet = new_sheet(out, study) if out else None
    answers = make_queue(
        study, strategy=strategy, size=size, seed=seed, question=question, random_share=random_share
    )
    file = sheet.write(answers) if sheet else None
    _show(map(_queued, answers.itertuples(index=False)), _queue_summary(answers), file)


def trouble(folder: StudyFolder, out: ListFile = None, strict: Strict = False) -> None:
    """List the labels that look wrong, each with the reason; contradictions come first."""
    from pipeline.review import label_issues as find_label_issues
    from pipeline.study import new_sheet, read_study

    study = read_study(folder)
    sheet = new_sheet(out, study) if out else None
    issues = find_label_issues(study)
    file = sheet.write(issues) if sheet else None
    _show(map(_issue, issues.itertuples(index=False)), _issue_summary(issues), file)
    if strict and len(issues):
        raise Exit(1)


@dataclass(frozen=True)
class _Item:
    heading: str
    lines: Sequence[str]


def _queued(row: Any) -> _Item:
    heading = f"{row.wave}/{row.respondent_id}/{row.question}"
    if row.respondents > 1:
        heading += f" and {row.respondents - 1:,} more who wrote the same"
    heading += f"  {row.strategy}"
    if not isnan(row.probability):
        heading += f", chance {row.probability:.3g}"
    return _Item(heading, (row.text, f"suggestion: {row.suggestion or 'none'}", row.reason))


def _queue_summary(answers: DataFrame) -> str:
    if answers.empty:
        return "No answer to label."
    drawn = answers["probability"].notna()
    parts = [f"{drawn.sum():,} drawn by chance"]
    for strategy, chosen in Counter(answers.loc[~drawn, "strategy"]).items():
        parts.append(f"{chosen:,} chosen ({strategy})")
    return f"{len(answers):,} answers to label: {', '.join(parts)}."


def _issue(row: Any) -> _Item:
    lines = [row.text, f"labels: {row.labels} (by {row.coder})", row.why]
    if row.suggestion:
        lines.append(f"suggestion: {row.suggestion}")
    return _Item(f"{row.wave}/{row.respondent_id}/{row.question}  {row.reason}", lines)


def _issue_summary(issues: DataFrame) -> str:
    if issues.empty:
        return "No label looks wrong."
    by_reason = [f"{n:,} {reason}" for reason, n in Counter(issues["reason"]).items()]
    return f"{len(issues):,} labels to look at: {', '.join(by_reason)}."


def _show(items: Iterable[_Item], summary: str, file: Path | None) -> None:
    """Print the items, unless they were written to a file, and the summary."""
    if file:
        say(summary)
        say(f"wrote {file}")
        return
    for item in items:
        say(one_line(item.heading), "bold")
        say("\n".join(f"  {one_line(line, LINE_WIDTH - 2)}" for line in item.lines))
    say(summary)
