"""Runs a study: reads in batches, codes each, counts as it goes, and puts the outputs in place when all is done."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coding import CodedBatch, StudyCoder, code_answers, outcome_counts, prepare
from pipeline.counts import Reconciliation, RunSummary, Tally, counts_table, hide
from pipeline.counts.disclosure import guard
from pipeline.decisions import Decision, fingerprint, read_quote_acts
from pipeline.errors import MisuseError
from pipeline.files import Outputs, is_earlier_run
from pipeline.ingest import Batch, read_answers
from pipeline.model import PROBLEMS
from pipeline.quotes import approved_quotes
from pipeline.report import check_files, put_report_files, render
from pipeline.report.data import as_json, manifest, records
from pipeline.report.page import verbatims_html
from pipeline.run.accumulators import Gathered
from pipeline.run.bridges import bridges
from pipeline.run.corrections import corrections
from pipeline.run.summarise import kept_back, summarise
from pipeline.study import Study, as_named, inputs_of, keep_inputs_safe, read_study

Progress = Callable[[str, int], None]
"""Told the name of the stage and the answers done so far."""

ROWS = 10_000
"""Respondents in a batch; part of what makes outputs equal on every machine, so no option."""

WORTH_HELPERS = 3
"""Batches from which more processes than one pay, unless the caller says how many."""


@dataclass(frozen=True)
class Run:
    """A finished run: where it lies and its figures. The tables are read from the folder when asked for."""

    folder: Path
    summary: RunSummary
    counts: pd.DataFrame
    problems: pd.DataFrame
    acceptances: Mapping[str, str] = field(default_factory=dict)
    """By question what the machine may code alone, in words, where the study asks for it."""
    to_review: int = 0
    decisions: int = 0
    """Decisions in the log when the run began, those taken back included."""
    stale: int = 0
    """Of these, not used because the text of the answer has changed since."""

    @cached_property
    def codings(self) -> pd.DataFrame:
        """The codings (`model.CODINGS`)."""
        return read_table(self.folder / "coding" / "codings.csv")

    @cached_property
    def answers(self) -> pd.DataFrame:
        """The answers as read (`model.ANSWERS` and segments)."""
        return read_table(self.folder / "coding" / "answers.csv")


@dataclass
class _Totals:
    read: int = 0
    refused: int = 0
    respondents: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    problems: list[pd.DataFrame] = field(default_factory=list)
    to_review: int = 0


def run(
    study: Study | Path | str,
    *,
    out: Path | str | None = None,
    processes: int = 0,
    use_labels: bool = True,
    progress: Progress | None = None,
) -> Run:
    """Codes a study and writes its outputs to `out` (by default outputs/<study> under the current folder).

    The same files give the same bytes with any number of `processes`; 0 takes one for a small study and all cores for a large
    one. Raises a `TurvenError` for anything a user can mend, before anything is written.
    """
    if processes < 0:
        raise MisuseError(
            f"processes: {processes} is too few; write 1 or more, or 0 to leave it to turven"
        )
    tell = progress or (lambda stage, done: None)
    study = study if isinstance(study, Study) else read_study(study)
    folder = Path(out).absolute() if out is not None else Path("outputs") / study.study
    keep_inputs_safe(folder, study, is_earlier_run, "run")
    check_files(study)
    with _rare_collections():
        tell("train", 0)
        coder = prepare(study, use_labels=use_labels)
        with Outputs(folder) as outputs:
            return _run(study, coder, outputs, processes, use_labels, tell)


def read_table(path: Path) -> pd.DataFrame:
    """A table of a run as it was written; texts stay texts, empty numbers are NaN."""
    numbers: dict[str, Any] = {
        "confidence": "float64",
        "start": "Int64",
        "end": "Int64",
        "row": "int64",
        "refused": "int64",
    }
    frame = pd.read_csv(
        path, dtype=str, keep_default_na=False, encoding="utf-8", lineterminator="\n"
    ).astype(object)
    for name in numbers.keys() & set(frame.columns):
        frame[name] = pd.to_numeric(frame[name].where(frame[name] != "", None)).astype(
            numbers[name]
        )
    return frame


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Within it Python looks for cycles seldom: millions of texts make none, and looking takes a tenth of a run and more."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _run(
    study: Study,
    coder: StudyCoder,
    outputs: Outputs,
    processes: int,
    use_labels: bool,
    tell: Progress,
) -> Run:
    acts = read_quote_acts(study)
    gathered = Gathered.of(coder, acts)
    totals = _Totals(problems=[coder.problems, gathered.published.problems])
    tell("code", 0)
    for batch, coded in _coded_batches(study, coder, processes, use_labels):
        outputs.append("coding/answers.csv", batch.answers)
        outputs.append("coding/codings.csv", coded.codings)
        if coder.acceptances:
            outputs.append("coding/review.csv", coded.review)
            totals.to_review += len(coded.review)
        _add(totals, gathered.tallies, batch, coded, remember=len(study.waves) > 1)
        gathered.add(batch, coded)
        tell("code", totals.read)
    totals.problems.append(_too_many(study, totals.respondents))
    problems = pd.concat(totals.problems, ignore_index=True)
    outputs.append("coding/problems.csv", problems)
    tell("count", totals.read)
    counts = _put_counts(study, gathered.tallies, outputs)
    summary = _summary(coder, gathered, counts, totals)
    tell("report", totals.read)
    for name, content in render(summary):
        outputs.put(f"report/{name}", content)
    outputs.put(
        "coding/verbatims.html", verbatims_html(summary, gathered.verbatims.lists()).encode("utf-8")
    )
    tell("store", totals.read)
    put_report_files(study, coder.books, summary, counts, outputs)
    acceptances = {question: str(found) for question, found in coder.acceptances.items()}
    chosen: dict[str, Any] = {"use_labels": use_labels, "auto_accept": acceptances}
    if coder.decisions:
        chosen["decisions"] = {
            "number": len(coder.decisions),
            "sha256": fingerprint(coder.decisions),
        }
    if acts:
        chosen["quotes"] = {"number": len(acts), "sha256": fingerprint(acts)}
    _describe(study, outputs, summary, chosen)
    outputs.publish()
    return Run(
        outputs.folder,
        summary,
        counts,
        problems,
        acceptances,
        totals.to_review,
        len(coder.decisions),
        coder.stale,
    )


def _put_counts(study: Study, tallies: Mapping[str, Tally], outputs: Outputs) -> pd.DataFrame:
    """Writes the theme counts, those that leave the house without what the disclosure rules hide, and gives these."""
    filtered = [name for name, question in study.questions.items() if question.filter]
    full = counts_table(study.study, tallies, study.respondent.population, filtered)
    guarded = guard(full, base=study.disclosure.base, n=study.disclosure.n)
    counts = hide(full, guarded.hidden, guarded.unclear, guarded.coded)
    if guarded.hidden.any():
        outputs.append("coding/theme_counts.csv", full)
    outputs.append("report/theme_counts.csv", counts)
    outputs.put("report/theme_counts.json", as_json(records(counts)))
    return counts


def _summary(
    coder: StudyCoder, gathered: Gathered, counts: pd.DataFrame, totals: _Totals
) -> RunSummary:
    """Every number that a report shows, and its quotes; `counts` are the theme counts after the disclosure rules."""
    study, tallies = coder.study, gathered.tallies
    hidden = {
        question: kept_back(counts[counts["question"] == question]) for question in study.questions
    }
    reconciliation = Reconciliation(
        read=totals.read,
        refused=totals.refused,
        **{k: totals.outcomes[k] for k in ("coded", "other", "no_answer", "uncoded")},
    )
    summary = summarise(
        study,
        coder.books,
        tallies,
        counts,
        dict(totals.respondents),
        reconciliation,
        dict(totals.sources),
        corrections(coder, gathered.sample, tallies, hidden),
        bridges(coder, gathered.published, tallies, hidden),
        gathered.wording,
    )
    quotes = approved_quotes(study, summary.questions, gathered.quotable)
    return replace(
        summary, questions=tuple(replace(q, quotes=quotes[q.id]) for q in summary.questions)
    )


def _too_many(study: Study, respondents: Mapping[str, int]) -> pd.DataFrame:
    """A problem line for each wave with more respondents than there are said to be: its intervals do without that number."""
    there_are = study.respondent.population
    waves = [wave for wave, n in respondents.items() if there_are is not None and n > there_are]
    return PROBLEMS.frame(
        {
            "file": [study.file.name] * len(waves),
            "row": [0] * len(waves),
            "column": ["population"] * len(waves),
            "what": [
                f"population is {there_are}, but wave {wave} has {respondents[wave]} respondents"
                for wave in waves
            ],
            "what_to_do": ["Correct population; the intervals do without it where it is too small."]
            * len(waves),
            "refused": [0] * len(waves),
        }
    )


def _describe(
    study: Study, outputs: Outputs, summary: RunSummary, chosen: Mapping[str, Any]
) -> None:
    outputs.files()
    inputs = [(as_named(path, study), path) for path in inputs_of(study)]
    made = [(path.as_posix(), outputs.path(path)) for path in outputs.files()]
    settings = {
        "language": study.language,
        "spacy_model": study.spacy_model,
        "embeddings": study.embeddings,
        **chosen,
    }
    outputs.put(
        "manifest.json",
        manifest(
            study.study, summary.version, inputs, made, summary.answers, summary.sources, settings
        ),
    )


def _add(
    totals: _Totals, tallies: Mapping[str, Tally], batch: Batch, coded: CodedBatch, remember: bool
) -> None:
    totals.read += batch.read
    totals.refused += batch.refused
    totals.respondents[batch.wave] += batch.respondents
    totals.problems.append(batch.problems)
    for name, n in coded.codings["source"].value_counts().items():
        totals.sources[str(name)] += int(n)
    for part in coded.questions:
        tally = tallies[part.question]
        tally.add(
            part.wave,
            part.answers,
            part.segments,
            part.answer,
            part.code,
            part.source,
            weights=part.weights,
            who=part.who if remember else None,
            inside=part.inside,
        )
        totals.outcomes.update(outcome_counts(part, tally.book))


def _coded_batches(
    study: Study, coder: StudyCoder, processes: int, use_labels: bool
) -> Iterator[tuple[Batch, CodedBatch]]:
    batches = read_answers(study, rows=ROWS)
    first = list(islice(batches, WORTH_HELPERS))
    batches = chain(first, batches)
    if not processes:
        processes = (os.cpu_count() or 1) if _FORKS and len(first) == WORTH_HELPERS else 1
    if processes == 1:
        for batch in batches:
            yield batch, code_answers(coder, batch.answers)
        return
    with _pool(study, coder, processes, use_labels) as pool:
        waiting: deque[tuple[Batch, Future[CodedBatch]]] = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(_code_in_worker, batch.answers)))
            if len(waiting) > processes + 1:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def _pool(study: Study, coder: StudyCoder, processes: int, use_labels: bool) -> ProcessPoolExecutor:
    """Processes that code batches. Where the system can fork they share what is prepared; elsewhere each prepares itself anew."""
    global _worker
    if not _FORKS:
        # all by the decisions that were read first, whatever reviewers decide meanwhile
        known = (study.file, use_labels, coder.decisions)
        return ProcessPoolExecutor(processes, get_context("spawn"), _prepare_worker, known)
    _worker = coder
    with warnings.catch_warnings():
        # Python warns of threads held elsewhere; the workers only compute, and take no lock of another thread
        warnings.simplefilter("ignore", DeprecationWarning)
        pool = ProcessPoolExecutor(processes, get_context("fork"))
        # all of them now: a process is forked when work is first handed in
        for future in [pool.submit(os.getpid) for _ in range(processes)]:
            future.result()
    return pool


_FORKS = sys.platform == "linux"
_worker: StudyCoder | None = None


def _prepare_worker(file: Path, use_labels: bool, decisions: tuple[Decision, ...]) -> None:
    # every process prepares itself from the same files, which is as deterministic as handing over and needs no pickled models
    global _worker
    _worker = prepare(read_study(file), use_labels=use_labels, decisions=decisions)


def _code_in_worker(answers: pd.DataFrame) -> CodedBatch:
    if _worker is None:
        raise RuntimeError("a worker was asked to code before it was prepared")
    return code_answers(_worker, answers)
