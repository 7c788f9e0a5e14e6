"""Checks a study before it runs: errors, and what a researcher should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import Advice, advise, read_codebooks
from pipeline.coding import labelled_texts
from pipeline.decisions import checked_labels, read_decisions
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.model import Problem, problems_table
from pipeline.normalise import NonAnswers
from pipeline.report import check_files
from pipeline.run.llm.description import unasked_problems
from pipeline.study import Study, house_problems


@dataclass(frozen=True, kw_only=True)
class Check:
    """The content of a study, as a run would read it."""

    study: Study
    respondents: dict[str, int]
    """By wave."""
    read: int
    """Answers, including refused ones."""
    refused: int
    labels: int
    """In label files."""
    decisions: int
    """In the log."""
    problems: pd.DataFrame
    advice: dict[str, tuple[Advice, ...]]
    """By question, on its codebook."""


def check_study(study: Study) -> Check:
    """Return what a run would read, without coding; a `TurvenError` for what would stop it."""
    check_files(study)
    books = read_codebooks(study)
    respondents: Counter[str] = Counter()
    read = refused = 0
    parts = []
    for batch in read_answers(study):
        respondents[batch.wave] += batch.respondents
        read += batch.read
        refused += batch.refused
        parts.append(batch.problems)
    decisions = read_decisions(study)
    labels, label_problems = checked_labels(study, books, decisions)
    waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
    _, absent = labelled_texts(study, labels, waves, NonAnswers(language(study.language)))
    unasked = problems_table(unasked_problems(study, books))
    parts += [*label_problems, absent, house_problems(study), unasked]
    parts.append(population_problems(study, respondents))
    filed = [label for of_question in labels.values() for label in of_question.filed.values()]
    return Check(
        study=study,
        respondents=dict(respondents),
        read=read,
        refused=refused,
        labels=sum(len(label.codes) for label in filed),
        decisions=len(decisions),
        problems=pd.concat(parts, ignore_index=True),
        advice={name: advise(book) for name, book in books.items()},
    )


def population_problems(study: Study, respondents: Mapping[str, int]) -> pd.DataFrame:
    """Return a problem line for each wave with more respondents than its population."""
    population = study.respondent.population
    what_to_do = "Correct population; the intervals do without it where it is too small."
    problems = []
    for wave, n in respondents.items():
        if population is not None and n > population:
            what = f"population is {population}, but wave {wave} has {n} respondents"
            problems.append(Problem(study.file.name, 0, what, what_to_do, column="population"))
    return problems_table(problems)
