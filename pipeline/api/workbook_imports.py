"""`import_workbook`: what reviewers filled in becomes decisions; whatever is not taken is told, with the row and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from pipeline.api.desk import Clock, now
from pipeline.api.logs import open_log
from pipeline.codebook import read_codebook
from pipeline.errors import MisuseError, UnreadableFileError
from pipeline.ingest import read_answers
from pipeline.log import DecisionLog
from pipeline.model import ACCEPT, ADD, PROBLEMS, REJECT, Codebook, Decision, Occasion, Verdict
from pipeline.model.decisions import Shown
from pipeline.normalise import text_hash
from pipeline.review import Standing
from pipeline.study import Study, read_study
from pipeline.workbook import ROWS, Entry, Returned, Told, Wanted, judge, read_workbook

Who = tuple[str, str]
Present = dict[str, dict[str, list[Who]]]
"""Question -> hash of a text -> who wrote it, as the study is now."""


@dataclass(frozen=True)
class Clash:
    """A row whose answer the same reviewer decided on since the workbook was exported: what the workbook says, and what stands.

    `newer` are the reviewer's decisions since, oldest first; `others` what other reviewers made of it, which an override settles too.
    """

    file: str
    sheet: str
    row: int
    question: str
    reviewer: str
    verbatim: str
    codes: tuple[str, ...]
    newer: tuple[Decision, ...]
    others: tuple[Decision, ...]


@dataclass(frozen=True)
class WorkbookImport:
    """What an import did: the decisions taken (numbers are 0 in a dry run), and of how many rows it stands already, is open, or could not be taken.

    `rows` has every row that says something (`workbook.ROWS`); `problems` those that were not taken (`model.PROBLEMS`).
    """

    taken: tuple[Decision, ...]
    unchanged: int
    not_taken: int
    open: int
    reviewers: tuple[str, ...]
    dry_run: bool
    rows: pd.DataFrame
    problems: pd.DataFrame


def import_workbook(
    study: Study | Path | str,
    path: Path | str | Sequence[Path | str],
    *,
    reviewer: str = "",
    override: bool = False,
    dry_run: bool = False,
    ask: Callable[[Clash], bool] | None = None,
    clock: Clock = now,
    log: DecisionLog | None = None,
) -> WorkbookImport:
    """Takes back a workbook, or several: each row with codes becomes a decision of its reviewer. The same file twice decides once.

    `reviewer` comes before the name in the workbook. Where the reviewer decided on the answer since the export, `ask` says whether the workbook comes
    in its place; without it `override` does. `dry_run` tells what would be taken and records nothing. Every file is read before any is taken; a
    `TurvenError` for one that can't be.
    """
    study = study if isinstance(study, Study) else read_study(study)
    paths = [Path(p) for p in ([path] if isinstance(path, (str, Path)) else path)]
    files = [_read(study, each, reviewer) for each in paths]
    books = {r.exported.question: read_codebook(study.codebook_path(r.exported.question)) for r, _ in files}
    present = _present(study, books)
    opened = log or open_log(study)
    try:
        taking = _Taking(opened, present, override, ask, clock, dry_run)
        for file, (returned, name) in zip(paths, files, strict=True):
            taking.take(file, returned, name, books[returned.exported.question])
    finally:
        if log is None:
            opened.close()
    return taking.result([name for _, name in files], sum(returned.open for returned, _ in files))


def workbook_reviewers(paths: Sequence[Path | str]) -> tuple[str, ...]:
    """The name of the reviewer in each workbook, '' where it has none."""
    return tuple(read_workbook(Path(path)).reviewer for path in paths)


def _read(study: Study, path: Path, reviewer: str) -> tuple[Returned, str]:
    returned = read_workbook(path)
    of = returned.exported
    if of.study != study.study:
        raise UnreadableFileError(path, f"a workbook of study '{of.study}', and this is '{study.study}'")
    if of.question not in study.questions:
        raise UnreadableFileError(
            path, f"a workbook of question '{of.question}', which study '{study.study}' doesn't have"
        )
    name = reviewer.strip() or returned.reviewer.strip()
    if not name:
        raise MisuseError(f"{path}: nobody's name is in it; say who filled it in with --reviewer")
    return returned, name


def _present(study: Study, questions: Iterable[str]) -> Present:
    found: Present = {question: {} for question in questions}
    for wave in reversed(study.wave_ids):
        for batch in read_answers(study, waves=[wave]):
            columns = (batch.answers[name].tolist() for name in ("question", "respondent_id", "text"))
            for question, who, text in zip(*columns, strict=True):
                if question in found:
                    found[question].setdefault(text_hash(text), []).append((wave, who))
    return found


class _Taking:
    """One import: what is in the log, and what became of the rows so far."""

    def __init__(
        self,
        log: DecisionLog,
        present: Present,
        override: bool,
        ask: Callable[[Clash], bool] | None,
        clock: Clock,
        dry: bool,
    ) -> None:
        self._log, self._present, self._override, self._ask, self._clock, self._dry = (
            log,
            present,
            override,
            ask,
            clock,
            dry,
        )
        self._standing = Standing()
        self._all: dict[tuple[str, str], list[Decision]] = {}
        self._ids: set[str] = set()
        self._decisions: list[Decision] = []
        self._told: list[tuple[str, str, Told]] = []

    def take(self, file: Path, returned: Returned, reviewer: str, book: Codebook) -> None:
        """Takes the rows of one workbook, all in one batch."""
        self._refresh()
        wanted, told = judge(returned, book.codes)
        self._tell(file, returned, [*returned.told, *told])
        asked = [(each, self._decided(file, returned, each, reviewer)) for each in wanted]
        self._tell(file, returned, [found for _, found in asked if isinstance(found, Told)])
        made = [(each, found) for each, found in asked if isinstance(found, Decision)]
        ids = sorted(decision.id for _, decision in made)
        batch = str(uuid5(NAMESPACE_URL, "/".join(ids)))
        self._keep(file, returned, [(each, replace(decision, batch=batch)) for each, decision in made])

    def result(self, reviewers: Sequence[str], open_rows: int) -> WorkbookImport:
        """What became of all rows."""
        rows = sorted(self._told, key=lambda row: (row[0], row[2].sheet, row[2].row))
        bad = [(file, told) for file, _, told in rows if told.outcome == "not taken"]
        return WorkbookImport(
            taken=tuple(self._decisions),
            unchanged=sum(told.outcome == "unchanged" for _, _, told in rows),
            not_taken=len(bad),
            open=open_rows,
            reviewers=tuple(dict.fromkeys(reviewers)),
            dry_run=self._dry,
            rows=_rows(rows),
            problems=_problems(bad),
        )

    def _keep(self, file: Path, returned: Returned, made: Sequence[tuple[Wanted, Decision]]) -> None:
        """Appends the decisions; one overtaken by another process meanwhile is told instead."""
        decisions = [decision for _, decision in made]
        newer: Any = {}
        if self._dry:
            # as if they stood in the log, so that a second workbook is judged as it would be
            first = self._standing.newest + 1
            self._note([replace(d, number=number) for number, d in enumerate(decisions, start=first)])
        elif decisions:
            seen = {d.id: self._number(d) for d in decisions}
            appended = self._log.append(decisions, seen=seen)
            newer = appended.newer
            decisions = list(appended.taken)
        self._decisions += decisions
        for each, decision in made:
            told = _as_told(each, "taken")
            if decision.id in newer:
                told = _as_told(
                    each, "not taken", "somebody decided on this answer this very moment", "import it again"
                )
            self._tell(file, returned, [told])

    def _decided(self, file: Path, returned: Returned, wanted: Wanted, reviewer: str) -> Decision | Told:
        subject = wanted.entry.subject
        members = self._present[subject.question].get(subject.text_hash, [])
        who = (subject.wave, subject.respondent_id)
        if not members or (subject.scope == "one" and who not in members):
            todo = "export the question again: the answer as it is now needs another look"
            return _as_told(wanted, "not taken", "the answer has changed since the workbook was made, or is gone", todo)
        if who not in members:
            subject = replace(subject, wave=members[0][0], respondent_id=members[0][1])
        mine = [d for d in self._on(wanted.entry) if d.reviewer == reviewer]
        stands = next((d for d in reversed(mine) if not d.undoes and not self._standing.is_undone(d.id)), None)
        decision = replace(self._decision(returned, wanted, reviewer), subject=subject)
        if stands is not None and _same(stands, decision):
            return _as_told(wanted, "unchanged")
        exported = returned.exported
        newer = tuple(
            d
            for d in mine
            if d.number > exported.newest and d.id != self._id(returned, wanted.entry, reviewer, d.codes, d.note)
        )
        if not newer and decision.id not in self._ids:
            return decision
        return self._overridden(file, wanted, decision, newer or tuple(mine[-1:]))

    def _overridden(
        self, file: Path, wanted: Wanted, decision: Decision, newer: tuple[Decision, ...]
    ) -> Decision | Told:
        line = wanted.line
        subject, me = decision.subject, decision.reviewer
        outcome = self._standing.outcome((subject.question, subject.text_hash), (subject.wave, subject.respondent_id))
        others = tuple(d for d in outcome.opinions if d.reviewer != me) if outcome else ()
        clash = Clash(
            file.name, line.sheet, line.row, subject.question, me, line.verbatim, decision.codes, newer, others
        )
        if not (self._ask(clash) if self._ask else self._override):
            last = newer[-1]
            what = f"{me} decided on this answer since" + (
                f": {', '.join(last.codes)}" if last.codes else ", and took it back"
            )
            todo = "import it with --override if the workbook is right; leave it if the later decision is"
            return _as_told(wanted, "not taken", what, todo)
        # an id of its own, the same each time the same decision is overridden
        id = str(uuid5(NAMESPACE_URL, f"{decision.id}/over/{newer[-1].id}"))
        return replace(decision, id=id, occasion=replace(decision.occasion, shown="everything"))

    def _decision(self, returned: Returned, wanted: Wanted, reviewer: str) -> Decision:
        exported, entry = returned.exported, wanted.entry
        # whoever saw what the owner of the workbook had decided, is not independent of it
        borrowed = bool(entry.decided) and reviewer != exported.reviewer
        shown: Shown = "everything" if borrowed else "nothing" if exported.blind else "suggestions"
        turn = "second" if exported.queue == "second" else "first"
        return Decision(
            id=self._id(returned, entry, reviewer, wanted.codes, wanted.note),
            at=self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            reviewer=reviewer,
            subject=entry.subject,
            verdicts=_verdicts(entry, wanted.codes),
            occasion=Occasion(turn, exported.queue, entry.reason, entry.probability, shown, "workbook"),  # type: ignore[arg-type]
            codebook_version=exported.codebook_version,
            note=wanted.note,
        )

    def _id(self, returned: Returned, entry: Entry, reviewer: str, codes: Sequence[str], note: str) -> str:
        """The same for the same row of the same workbook, so that importing it again decides nothing twice."""
        exported = returned.exported
        parts = (
            exported.study,
            exported.question,
            entry.id(exported.study),
            reviewer,
            exported.id,
            *sorted(codes),
            note,
        )
        return str(uuid5(NAMESPACE_URL, "\x1f".join(map(repr, parts))))

    def _refresh(self) -> None:
        self._note(self._log.since(self._standing.newest))

    def _note(self, decisions: Sequence[Decision]) -> None:
        self._standing.add(decisions)
        for decision in decisions:
            self._ids.add(decision.id)
            self._all.setdefault((decision.subject.question, decision.subject.text_hash), []).append(decision)

    def _on(self, entry: Entry) -> list[Decision]:
        """All decisions on what the entry is about, those taken back included."""
        s = entry.subject
        found = [d for d in self._all.get((s.question, s.text_hash), ()) if d.subject.scope == s.scope]
        who = (s.wave, s.respondent_id)
        return [d for d in found if s.scope == "alike" or (d.subject.wave, d.subject.respondent_id) == who]

    def _number(self, decision: Decision) -> int:
        """The newest decision of anybody on that text that this import knows of."""
        return self._standing.number((decision.subject.question, decision.subject.text_hash))

    def _tell(self, file: Path, returned: Returned, told: Iterable[Told]) -> None:
        self._told += [(file.name, returned.exported.question, each) for each in told]


def _same(stands: Decision, decision: Decision) -> bool:
    same = (set(stands.codes), stands.note, stands.codebook_version)
    return same == (set(decision.codes), decision.note, decision.codebook_version)


def _verdicts(entry: Entry, codes: Sequence[str]) -> tuple[Verdict, ...]:
    suggested = {s.theme: s for s in entry.suggestions}
    given = (
        Verdict(code, ACCEPT, suggested[code].source, suggested[code].chance)
        if code in suggested
        else Verdict(code, ADD)
        for code in codes
    )
    refused = (Verdict(s.theme, REJECT, s.source, s.chance) for s in suggested.values() if s.theme not in codes)
    return (*given, *refused)


def _as_told(wanted: Wanted, outcome: Any, what: str = "", todo: str = "") -> Told:
    return Told(wanted.line.sheet, wanted.line.row, outcome, what, todo, wanted.codes)


def _rows(rows: Sequence[tuple[str, str, Told]]) -> pd.DataFrame:
    told = [each for _, _, each in rows]
    return ROWS.check(
        ROWS.frame(
            {
                "file": [file for file, _, _ in rows],
                "sheet": [t.sheet for t in told],
                "row": [t.row for t in told],
                "question": [question for _, question, _ in rows],
                "outcome": [t.outcome for t in told],
                "codes": [", ".join(t.codes) for t in told],
                "what": [t.what for t in told],
                "what_to_do": [t.what_to_do for t in told],
            }
        )
    )


def _problems(bad: Sequence[tuple[str, Told]]) -> pd.DataFrame:
    return PROBLEMS.check(
        PROBLEMS.frame(
            {
                "file": [f"{file}, sheet {told.sheet}" if told.sheet else file for file, told in bad],
                "row": [told.row for _, told in bad],
                "column": [""] * len(bad),
                "what": [told.what for _, told in bad],
                "what_to_do": [told.what_to_do for _, told in bad],
                "refused": [1] * len(bad),
            }
        )
    )
