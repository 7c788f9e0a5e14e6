"""Reads the answers of a study in batches, codes each, and accumulates the input of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from pipeline.coding import CodedBatch, StudyCoder, code_answers, prepare
from pipeline.decisions import Decision, QuoteAct
from pipeline.files import Outputs
from pipeline.ingest import Batch, read_answers
from pipeline.run.accumulators import Accumulators
from pipeline.run.check import disclosure_problems, population_problems
from pipeline.run.pool import CAN_FORK, Pool, process_count
from pipeline.run.progress import Progress
from pipeline.run.weights import weighed
from pipeline.study import Study, read_study

BATCH_RESPONDENTS = 10_000
"""Respondents in a batch; no option, since it affects outputs, which are equal on every machine."""

BATCHES_WORTH_A_POOL = 3
"""Batches from which more than one process pays, unless the caller says how many."""


@dataclass(frozen=True)
class RunOptions:
    """The user's options of a run."""

    use_labels: bool = True
    """Without it the answers are coded as if unlabelled."""
    processes: int = 0
    """0 takes one for a small study and all cores for a large one."""


def train(study: Study, options: RunOptions) -> StudyCoder:
    """Return the study's coder: codebooks and rules, and classifiers trained on labels."""
    return prepare(study, use_labels=options.use_labels, compares_waves=True)


def read_batches(study: Study) -> Iterator[Batch]:
    """Yield the answers of a study in batches, read on demand."""
    return weighed(study, read_answers(study, rows=BATCH_RESPONDENTS))


def code_batches(
    coder: StudyCoder,
    batches: Iterator[Batch],
    quote_acts: Sequence[QuoteAct],
    options: RunOptions,
    outputs: Outputs,
    progress: Progress,
) -> Accumulators:
    """Code the batches, write answers and codings as they come, and return the accumulators."""
    accumulators = Accumulators.zeros(coder, quote_acts)
    for batch, coded in _coded(coder, batches, options):
        outputs.append("coding/answers.csv", batch.answers)
        outputs.append("coding/codings.csv", coded.codings)
        if coder.acceptances:
            outputs.append("coding/review.csv", coded.review)
        accumulators.add(batch, coded)
        progress.add_answers(batch.read)
    return accumulators


def list_problems(
    study: Study, coder: StudyCoder, accumulators: Accumulators, outputs: Outputs
) -> pd.DataFrame:
    """Write and return the lines of everything that could not be used (`model.PROBLEMS`)."""
    totals = accumulators.totals
    parts = [coder.problems, accumulators.published.problems, *totals.problems]
    parts.append(population_problems(study, totals.respondents))
    parts.append(disclosure_problems(study, totals.respondents))
    problems: pd.DataFrame = pd.concat(parts, ignore_index=True)
    outputs.append("coding/problems.csv", problems)
    return problems


def _coded(
    coder: StudyCoder, batches: Iterator[Batch], options: RunOptions
) -> Iterator[tuple[Batch, CodedBatch]]:
    first = list(islice(batches, BATCHES_WORTH_A_POOL))
    is_large = len(first) == BATCHES_WORTH_A_POOL
    processes = process_count(options.processes, is_large=is_large)
    batches = chain(first, batches)
    if processes == 1:
        for batch in batches:
            yield batch, _code(coder, batch)
        return
    with _pool(coder, options, processes) as pool:
        yield from pool.map(_code, batches)


def _code(coder: StudyCoder, batch: Batch) -> CodedBatch:
    return code_answers(coder, batch.answers)


def _pool(coder: StudyCoder, options: RunOptions, processes: int) -> Pool[StudyCoder]:
    """Return a pool of coding processes: forked they share the coder, else each makes its own."""
    if CAN_FORK:
        return Pool(processes, lambda: coder, fork=True)
    # all use the decisions that were read first, whatever reviewers decide meanwhile
    again = partial(_prepare_again, coder.study.file, options.use_labels, coder.decisions)
    return Pool(processes, again, fork=False)


def _prepare_again(file: Path, use_labels: bool, decisions: tuple[Decision, ...]) -> StudyCoder:
    # from the same files is as deterministic as handing over, and needs no pickled models
    study = read_study(file)
    return prepare(study, use_labels=use_labels, decisions=decisions, compares_waves=True)
