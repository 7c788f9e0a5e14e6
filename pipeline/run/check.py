"""Checks a study before it runs: errors, and what a researcher should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import Advice, advise, read_codebooks
from pipeline.coding import labelled_texts
from pipeline.counts import CROSS
from pipeline.decisions import checked_labels, read_decisions
from pipeline.ingest import Batch, read_answers
from pipeline.language import language
from pipeline.model import Problem, problems_table
from pipeline.normalise import NonAnswers
from pipeline.report import check_files
from pipeline.run.llm.description import unasked_problems
from pipeline.run.weights import weighed
from pipeline.study import Study, house_problems

LEAST_BASE = 5
"""The smallest base that a study shows unless it says otherwise, for few know who is in it."""

LEAST_N = 3


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
    undecided: tuple[str, ...] = ()
    """What the study should decide, such as whether figures on small bases may be shown."""


def check_study(study: Study) -> Check:
    """Return what a run would read, without coding; a `TurvenError` for what would stop it."""
    check_files(study)
    books = read_codebooks(study)
    respondents: Counter[str] = Counter()
    sizes: Counter[tuple[str, str, str]] = Counter()
    read = refused = 0
    parts = []
    for batch in weighed(study, read_answers(study)):
        respondents[batch.wave] += batch.respondents
        sizes.update(segment_sizes(study, batch))
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
    parts.append(disclosure_problems(study, respondents))
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
        undecided=tuple(undecided_disclosure(study, sizes)),
    )


def segment_sizes(study: Study, batch: Batch) -> Counter[tuple[str, str, str]]:
    """Return the respondents of a batch by wave, segment variable and value, crossings included."""
    people = batch.answers.drop_duplicates("respondent_id")
    sizes: Counter[tuple[str, str, str]] = Counter()
    for names in (*((name,) for name in study.segments), *study.crossings):
        columns = [people[name].astype(object).tolist() for name in names]
        for values in zip(*columns, strict=True):
            if all(values):
                sizes[batch.wave, CROSS.join(names), CROSS.join(map(str, values))] += 1
    return sizes


def undecided_disclosure(study: Study, sizes: Mapping[tuple[str, str, str], int]) -> Iterator[str]:
    """Yield a sentence if segments are small and no disclosure rule says what to do.

    Of the smallest one: whoever knows its people reads in the report what each of them said.
    """
    if study.disclosure.base or study.disclosure.n or not sizes:
        return
    (wave, variable, value), size = min(sizes.items(), key=lambda item: (item[1], item[0]))
    if size < LEAST_BASE:
        yield (
            f"{study.file.name} has no disclosure rule, and {variable} {value} has {size} "
            f"respondents in wave {wave}: a report would show what they said. Write  "
            f"disclosure: {{base: {LEAST_BASE}, n: {LEAST_N}}}  or, if all may be shown,  "
            "disclosure: {base: 1}"
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


def disclosure_problems(study: Study, respondents: Mapping[str, int]) -> pd.DataFrame:
    """Return a problem line for each disclosure rule that would hide every figure."""
    most = max(respondents.values(), default=0)
    rules = {"base": study.disclosure.base, "n": study.disclosure.n}
    what_to_do = f"Write a smaller number; {LEAST_BASE} for a base and {LEAST_N} for n are usual."
    problems = []
    for name, number in rules.items():
        if number > most:
            what = f"{name} is {number}, but no wave has more than {most} respondents: "
            what += "no figure could be shown"
            problems.append(Problem(study.file.name, 0, what, what_to_do, column="disclosure"))
    return problems_table(problems)
