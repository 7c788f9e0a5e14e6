"""Checks a study before it runs: everything that would refuse it, and what a researcher should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import Advice, advise, read_codebooks
from pipeline.coding import labelled_texts
from pipeline.decisions import checked_labels, read_decisions
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.normalise import NonAnswers
from pipeline.report import check_files
from pipeline.study import Study, house_problems


@dataclass(frozen=True)
class Check:
    """What a study holds: respondents by wave, answers read and refused, labels in files, decisions in the log, problems, advice by codebook."""

    study: Study
    respondents: dict[str, int]
    read: int
    refused: int
    labels: int
    decisions: int
    problems: pd.DataFrame
    advice: dict[str, tuple[Advice, ...]]


def check_study(study: Study) -> Check:
    """Reads all that a run would read, codes nothing. A `TurvenError` for what would refuse the run."""
    check_files(study)
    books = read_codebooks(study)
    respondents: Counter[str] = Counter()
    read = refused = 0
    problems = []
    for batch in read_answers(study):
        respondents[batch.wave] += batch.respondents
        read += batch.read
        refused += batch.refused
        problems.append(batch.problems)
    decisions = read_decisions(study)
    labels, label_problems = checked_labels(study, books, decisions)
    waves = frozenset(wave for of_question in labels.values() for wave in of_question.waves)
    _, absent = labelled_texts(study, labels, waves, NonAnswers(language(study.language)))
    told = pd.concat([*problems, *label_problems, absent, house_problems(study)], ignore_index=True)
    count = sum(
        len(label.codes) for of_question in labels.values() for label in of_question.filed.values()
    )
    advice = {name: advise(book) for name, book in books.items()}
    return Check(study, dict(respondents), read, refused, count, len(decisions), told, advice)
