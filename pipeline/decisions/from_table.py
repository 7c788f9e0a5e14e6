"""The notebook way: decisions of a study as a DataFrame, and a DataFrame of decisions into its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from pipeline.codebook import codebook_version, read_codebooks
from pipeline.decisions.current import CurrentDecisions
from pipeline.decisions.decision_log import Appended
from pipeline.decisions.frames import as_frame
from pipeline.decisions.study_log import open_log, read_decisions
from pipeline.decisions.values import ADD, Decision, Occasion, Subject, Verdict, contradiction
from pipeline.decisions.well_formed import fault_of, well_formed
from pipeline.errors import MisuseError, did_you_mean
from pipeline.ingest import as_text, read_answers
from pipeline.model import Codebook
from pipeline.normalise import text_hash
from pipeline.study import Study, read_study

NEEDED = ("wave", "respondent_id", "question", "theme")
"""The columns that decisions to add must have; the rows of one answer together are its whole set of codes."""

ALLOWED = {
    "reviewer": "",
    "note": "",
    "scope": "alike",
    "round": "first",
    "shown": "everything",
    "reason": "",
}
"""Columns they may have, with what is taken where the column or the cell is empty; the same in all rows of an answer."""

_MOST_TOLD = 5

Answer = tuple[str, str, str]
"""Wave, respondent and question."""


@dataclass(frozen=True)
class _Wish:
    """What the rows of one answer say, and the label of the first in the table's index."""

    row: object
    answer: Answer
    codes: tuple[str, ...]
    said: Mapping[str, str]


def decisions(
    study: Study | Path | str,
    add: pd.DataFrame | None = None,
    *,
    reviewer: str = "",
    seen: int | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> pd.DataFrame:
    """All decisions of a study, those taken back included (`model.DECISIONS`); with `add` those that were added.

    `add` has the columns wave, respondent_id, question and theme, and may have reviewer (else the argument counts), note, scope (alike, one), round,
    shown (everything; suggestions or nothing when others' decisions were out of sight) and reason; others are left alone. All are added or none: a
    `MisuseError` tells the rows that are wrong. What the reviewer decided the same before, and still stands, is not added again, so a cell can be
    run twice. `seen` is the highest number in the table that was looked at: then nothing is added when somebody has decided on these answers since.
    """
    study = study if isinstance(study, Study) else read_study(study)
    if add is None:
        return as_frame(read_decisions(study))
    problems: list[str] = []
    wishes = _wishes(add, reviewer, problems)
    books = read_codebooks(study)
    hashes = _hashes(study, wishes)
    batch, at = new_id(), f"{clock().astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    made = []
    for wish in wishes:
        wrong = _wrong(study, books, hashes, wish)
        if not wrong:
            version = codebook_version(books[wish.answer[2]])
            decision = _decision(wish, hashes[wish.answer], new_id(), at, batch, version)
            wrong = fault_of(decision)
            made.append((wish.row, decision))
        if wrong:
            problems.append(f"row {wish.row}: {wrong}")
    if problems:
        raise _refused(problems)
    return as_frame(_added(study, made, seen))


def _wishes(add: pd.DataFrame, reviewer: str, problems: list[str]) -> list[_Wish]:
    missing = [name for name in NEEDED if name not in add.columns]
    if missing:
        near = did_you_mean(missing[0], map(str, add.columns))
        raise MisuseError(f"the decisions to add have no column {', '.join(missing)}.{near}")
    if not add.columns.is_unique:
        raise MisuseError("the decisions to add have a column twice; remove one")
    defaults = ALLOWED | {"reviewer": reviewer}
    columns = {
        name: [as_text(v).strip() for v in add[name].tolist()]
        for name in (*NEEDED, *ALLOWED)
        if name in add.columns
    }
    found: dict[Answer, _Wish] = {}
    for i, label in enumerate(add.index.tolist()):
        answer = (columns["wave"][i], columns["respondent_id"][i], columns["question"][i])
        said = {
            name: (columns[name][i] if name in columns else "") or default
            for name, default in defaults.items()
        }
        wish = found.setdefault(answer, _Wish(label, answer, (), said))
        apart = [name for name in ALLOWED if wish.said[name] != said[name]]
        if apart:
            problems.append(
                f"row {label}: another {apart[0]} than row {wish.row} of the same answer"
            )
        found[answer] = replace(wish, codes=(*wish.codes, columns["theme"][i]))
    return list(found.values())


def _hashes(study: Study, wishes: Sequence[_Wish]) -> dict[Answer, str]:
    """The hash of each answer's text, '' where nothing was answered; without those that the study doesn't have."""
    wanted = {wish.answer for wish in wishes}
    waves = frozenset(wave for wave, _, _ in wanted) & frozenset(study.wave_ids)
    found: dict[Answer, str] = {}
    for batch in read_answers(study, waves=waves) if waves else ():
        columns = (
            batch.answers[name].tolist() for name in ("wave", "respondent_id", "question", "text")
        )
        for wave, respondent, question, text in zip(*columns, strict=True):
            if (wave, respondent, question) in wanted:
                found[wave, respondent, question] = text_hash(text) if text.strip() else ""
    return found


def _wrong(
    study: Study, books: Mapping[str, Codebook], hashes: Mapping[Answer, str], wish: _Wish
) -> str:
    """The first thing wrong with what is wished, or ''."""
    wave, respondent, question = wish.answer
    for kind, name, known in (
        ("question", question, tuple(study.questions)),
        ("wave", wave, study.wave_ids),
    ):
        if name not in known:
            return f"{kind} '{name}' is not in the study.{did_you_mean(name, known)}"
    if wish.answer not in hashes:
        return f"no answer of respondent '{respondent}' to {question} in {wave}"
    if not hashes[wish.answer]:
        return (
            f"respondent '{respondent}' left {question} empty in {wave}; there is nothing to decide"
        )
    book = books[question]
    unknown = next((code for code in wish.codes if code not in book.codes), None)
    if unknown is not None:
        near = did_you_mean(unknown, book.codes)
        return f"theme '{unknown}' is not in codebook '{book.id}'.{near}"
    if not wish.said["reviewer"]:
        return "nobody is named who decided; give reviewer='...' or a column reviewer"
    return contradiction(wish.codes)


def _decision(wish: _Wish, text: str, id: str, at: str, batch: str, version: str) -> Decision:
    wave, respondent, question = wish.answer
    said: Any = wish.said
    return Decision(
        id=id,
        at=at,
        reviewer=said["reviewer"],
        subject=Subject(question, wave, respondent, text, said["scope"]),
        verdicts=tuple(Verdict(code, ADD) for code in wish.codes),
        occasion=Occasion(
            round=said["round"], shown=said["shown"], reason=said["reason"], via="python"
        ),
        batch=batch,
        codebook_version=version,
        note=said["note"],
    )


def _refused(problems: Sequence[str]) -> MisuseError:
    more = f"; and {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
    return MisuseError(f"nothing was added: {'; '.join(problems[:_MOST_TOLD])}{more}")


def _added(
    study: Study, made: Sequence[tuple[object, Decision]], seen: int | None
) -> tuple[Decision, ...]:
    clash = _clash(made)
    if clash:
        raise _refused(clash)
    with open_log(study) as log:
        standing = CurrentDecisions(log.since())
        number = standing.newest if seen is None else seen
        new = [decision for _, decision in made if not _stands(standing, well_formed(decision))]
        appended = log.append(new, seen={decision.id: number for decision in new}, together=True)
    if appended.newer:
        raise _refused(_overtaken(made, appended))
    return appended.taken


def _clash(made: Sequence[tuple[object, Decision]]) -> list[str]:
    """Rows that give alike answers different codes: one decision covers all of them, and only one can count."""
    first: dict[tuple[str, str, str], tuple[object, Decision]] = {}
    told = []
    for row, decision in made:
        subject = decision.subject
        if subject.scope == "one":
            continue
        other, before = first.setdefault(
            (subject.question, subject.text_hash, decision.reviewer), (row, decision)
        )
        if set(before.codes) != set(decision.codes):
            told.append(
                f"row {row}: the answer is alike to that of row {other}, and has other codes; set scope to one"
            )
    return told


def _stands(standing: CurrentDecisions, decision: Decision) -> bool:
    """Whether the reviewer decided the same before, and nobody otherwise since."""
    subject = decision.subject
    outcome = standing.outcome(
        (subject.question, subject.text_hash), (subject.wave, subject.respondent_id)
    )
    same = [
        one
        for one in (outcome.opinions if outcome else ())
        if (one.reviewer, one.note, one.subject.scope)
        == (decision.reviewer, decision.note, subject.scope)
        and (one.occasion.round, one.occasion.shown)
        == (decision.occasion.round, decision.occasion.shown)
        and set(one.codes) == set(decision.codes)
    ]
    return bool(same)


def _overtaken(made: Sequence[tuple[object, Decision]], appended: Appended) -> list[str]:
    rows = {decision.id: row for row, decision in made}
    return [
        f"row {rows[id]}: {newer[-1].reviewer} decided on this answer since (number {newer[-1].number}); look at it first"
        for id, newer in appended.newer.items()
    ]
