"""The notebook interface: the decisions of a study as a DataFrame, and a DataFrame into its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.codebook import codebook_version, read_codebooks
from pipeline.decisions.current import CurrentDecisions
from pipeline.decisions.decision_log import Appended
from pipeline.decisions.frames import as_frame
from pipeline.decisions.moments import Clock, NewId, new_id, now, utc_text
from pipeline.decisions.quote_acts import AnswerKey
from pipeline.decisions.study_log import open_log, read_decisions
from pipeline.decisions.values import ADD, Decision, Occasion, Subject, Verdict, contradiction
from pipeline.decisions.well_formed import fault_of, well_formed
from pipeline.errors import MisuseError, did_you_mean, refuse_rows
from pipeline.ingest import as_text, read_answers
from pipeline.model import Codebook
from pipeline.normalise import text_hash
from pipeline.study import Study, as_study

NEEDED = ("wave", "respondent_id", "question", "theme")
"""Required columns of decisions to add; the rows of one answer are its whole set of codes."""

OPTIONAL = {
    "reviewer": "",
    "note": "",
    "scope": "alike",
    "round": "first",
    "shown": "everything",
    "reason": "",
}
"""Optional columns, with the value of an empty cell; the same in all rows of an answer."""

_NOTHING_ADDED = "nothing was added"

_RowFault = tuple[object, str]
"""A row's index label, and what is wrong with it."""


@dataclass(frozen=True)
class _RequestedDecision:
    """The decision requested by the rows of one answer; `row` is the first row's index label."""

    row: object
    answer: AnswerKey
    codes: tuple[str, ...]
    options: Mapping[str, str]


@dataclass(frozen=True)
class _MadeDecision:
    row: object
    decision: Decision


def decisions(study: Study | Path | str) -> pd.DataFrame:
    """Return all decisions of a study, undone ones included (`model.DECISIONS`)."""
    return as_frame(read_decisions(as_study(study)))


def add(
    study: Study | Path | str,
    table: pd.DataFrame,
    *,
    reviewer: str = "",
    seen: int | None = None,
    clock: Clock = now,
    new_id: NewId = new_id,
) -> pd.DataFrame:
    """Add decisions to the log of a study; return those that were added (`model.DECISIONS`).

    `table` has the columns wave, respondent_id, question and theme, and may have reviewer (else the
    argument counts), note, scope (alike, one), round, shown (everything; suggestions or nothing if
    others' decisions were out of sight) and reason; others are ignored. All are added or none: a
    `MisuseError` lists the invalid rows. A decision equal to the reviewer's current one is not
    added again, so a cell can be run twice. `seen` is the highest number in the table that was
    looked at: nothing is added if somebody has decided on these answers since.
    """
    study = as_study(study)
    requests, faults = _requests(table, reviewer)
    checked = _Checked(study, read_codebooks(study), _text_hashes(study, requests))
    batch, at = new_id(), utc_text(clock())
    made = []
    for request in requests:
        what = checked.fault(request)
        if not what:
            decision = checked.decision(request, id=new_id(), at=at, batch=batch)
            made.append(_MadeDecision(request.row, decision))
            what = fault_of(decision)
        if what:
            faults.append((request.row, what))
    refuse_rows(_NOTHING_ADDED, faults)
    refuse_rows(_NOTHING_ADDED, list(_clashes(made)))
    return as_frame(_appended(study, made, seen))


def _requests(
    table: pd.DataFrame, reviewer: str
) -> tuple[list[_RequestedDecision], list[_RowFault]]:
    """Return the decisions requested, and rows that contradict the first of their answer."""
    defaults = OPTIONAL | {"reviewer": reviewer}
    requests: dict[AnswerKey, _RequestedDecision] = {}
    faults = []
    for row, cells in _rows(table):
        answer = AnswerKey(cells["question"], cells["wave"], cells["respondent_id"])
        options = {name: cells.get(name) or default for name, default in defaults.items()}
        first = requests.setdefault(answer, _RequestedDecision(row, answer, (), options))
        requests[answer] = replace(first, codes=(*first.codes, cells["theme"]))
        other = next((name for name in defaults if options[name] != first.options[name]), "")
        if other:
            what = f"another {other} than row {first.row} of the same answer"
            faults.append((row, what))
    return list(requests.values()), faults


def _rows(table: pd.DataFrame) -> Iterator[tuple[object, dict[str, str]]]:
    """Yield the label of each row, and its texts by column; `MisuseError` for other columns."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        near = did_you_mean(missing[0], map(str, table.columns))
        raise MisuseError(f"the decisions to add have no column {', '.join(missing)}.{near}")
    if not table.columns.is_unique:
        raise MisuseError("the decisions to add have a column twice; remove one")
    names = [name for name in (*NEEDED, *OPTIONAL) if name in table.columns]
    columns = [[as_text(cell).strip() for cell in table[name].tolist()] for name in names]
    for row, *cells in zip(table.index.tolist(), *columns, strict=True):
        yield row, dict(zip(names, cells, strict=True))


def _text_hashes(study: Study, requests: Sequence[_RequestedDecision]) -> dict[AnswerKey, str]:
    """Return the hash of each answer's text, '' for a non-answer.

    Answers that the study doesn't have are left out.
    """
    wanted = {request.answer for request in requests}
    waves = frozenset(answer.wave for answer in wanted) & frozenset(study.wave_ids)
    hashes: dict[AnswerKey, str] = {}
    for batch in read_answers(study, waves=waves) if waves else ():
        names = ("question", "wave", "respondent_id", "text")
        columns = (batch.answers[name].tolist() for name in names)
        for *key, text in zip(*columns, strict=True):
            answer = AnswerKey(*key)
            if answer in wanted:
                hashes[answer] = text_hash(text) if text.strip() else ""
    return hashes


@dataclass(frozen=True)
class _Checked:
    """Checks requests against the study, its codebooks and the hashes of its answers."""

    study: Study
    books: Mapping[str, Codebook]
    text_hashes: Mapping[AnswerKey, str]

    def fault(self, request: _RequestedDecision) -> str:
        """Return the first problem of a request, or ''."""
        question, wave, respondent = request.answer
        questions, waves = tuple(self.study.questions), self.study.wave_ids
        if question not in questions:
            near = did_you_mean(question, questions)
            return f"question '{question}' is not in the study.{near}"
        if wave not in waves:
            return f"wave '{wave}' is not in the study.{did_you_mean(wave, waves)}"
        text = self.text_hashes.get(request.answer)
        if text is None:
            return f"no answer of respondent '{respondent}' to {question} in {wave}"
        if not text:
            what = f"respondent '{respondent}' left {question} empty in {wave}"
            return f"{what}; there is nothing to decide"
        book = self.books[question]
        for code in request.codes:
            if code not in book.codes:
                near = did_you_mean(code, book.codes)
                return f"theme '{code}' is not in codebook '{book.id}'.{near}"
        if not request.options["reviewer"]:
            return "nobody is named who decided; give reviewer='...' or a column reviewer"
        return contradiction(request.codes)

    def decision(self, request: _RequestedDecision, *, id: str, at: str, batch: str) -> Decision:
        question, wave, respondent = request.answer
        options: Any = request.options
        text = self.text_hashes[request.answer]
        return Decision(
            id=id,
            at=at,
            reviewer=options["reviewer"],
            subject=Subject(question, wave, respondent, text, options["scope"]),
            verdicts=tuple(Verdict(code, ADD) for code in request.codes),
            occasion=Occasion(
                round=options["round"],
                shown=options["shown"],
                reason=options["reason"],
                via="python",
            ),
            batch=batch,
            codebook_version=codebook_version(self.books[question]),
            note=options["note"],
        )


def _appended(
    study: Study, made: Sequence[_MadeDecision], seen: int | None
) -> tuple[Decision, ...]:
    with open_log(study) as log:
        current = CurrentDecisions(log.since())
        number = current.newest if seen is None else _checked_seen(seen, current.newest)
        new = [each.decision for each in made if not _is_current(current, each.decision)]
        appended = log.append(new, seen={decision.id: number for decision in new}, together=True)
    refuse_rows(_NOTHING_ADDED, list(_overtaken(made, appended)))
    return appended.taken


def _checked_seen(seen: object, newest: int) -> int:
    """Return `seen` as a number; `MisuseError` if no table of decisions can have shown it."""
    # numpy's integers too, which are what a table holds
    if isinstance(seen, int | np.integer) and not isinstance(seen, bool) and 0 <= seen <= newest:
        return int(seen)
    what = f"seen is {seen!r}, and the newest decision is number {newest}"
    raise MisuseError(f"{what}; give the highest number in the table that was looked at")


def _clashes(made: Sequence[_MadeDecision]) -> Iterator[_RowFault]:
    """Yield rows that give answers with the same text different codes.

    One decision covers all of them, and only one can count.
    """
    first: dict[tuple[str, str, str], _MadeDecision] = {}
    for each in made:
        subject = each.decision.subject
        if subject.scope == "one":
            continue
        key = (*subject.text_key, each.decision.reviewer)
        earlier = first.setdefault(key, each)
        if set(earlier.decision.codes) != set(each.decision.codes):
            alike = f"the answer is alike to that of row {earlier.row}, and has other codes"
            yield each.row, f"{alike}; set scope to one"


def _is_current(current: CurrentDecisions, decision: Decision) -> bool:
    """Whether the reviewer decided the same before, and nobody decided otherwise since."""
    decision = well_formed(decision)
    outcome = current.outcome(decision.subject.text_key, decision.subject.respondent)
    opinions = outcome.opinions if outcome else ()
    return any(_says(opinion) == _says(decision) for opinion in opinions)


def _says(decision: Decision) -> tuple[object, ...]:
    occasion = decision.occasion
    who = (decision.reviewer, decision.subject.scope, occasion.round, occasion.shown)
    return (*who, decision.note, frozenset(decision.codes))


def _overtaken(made: Sequence[_MadeDecision], appended: Appended) -> Iterator[_RowFault]:
    rows = {each.decision.id: each.row for each in made}
    for id, newer in appended.newer.items():
        last = newer[-1]
        what = f"{last.reviewer} decided on this answer since (number {last.number})"
        yield rows[id], f"{what}; look at it first"
