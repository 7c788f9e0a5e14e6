"""Imports the rows of returned workbooks: which become decisions, which are already current.

And which conflict with a newer decision of their reviewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pipeline.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    Clock,
    CurrentDecisions,
    Decision,
    DecisionLog,
    Occasion,
    RespondentInWave,
    Round,
    Shown,
    Subject,
    TextKey,
    Verdict,
    now,
    utc_text,
)
from pipeline.model import Codebook
from pipeline.review.queue_names import SECOND
from pipeline.review.workbook.validation import validate_rows
from pipeline.review.workbook.values import (
    RequestedCodes,
    ReturnedWorkbook,
    RowOutcome,
    WorkbookText,
)

Writers = Mapping[TextKey, Sequence[RespondentInWave]]
"""By text: who wrote it, in the present study."""


@dataclass(frozen=True)
class Clash:
    """A row whose answer the same reviewer decided on since the workbook was exported.

    `codes` are those in the workbook; `newer` are the reviewer's decisions since, oldest first;
    `others` other reviewers' decisions, which an override settles too.
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


Ask = Callable[[Clash], bool]


@dataclass(frozen=True)
class ImportOptions:
    """Import options: `ask`, or else `override`, says whether rows override newer decisions."""

    override: bool = False
    ask: Ask | None = None
    dry_run: bool = False
    clock: Clock = now


@dataclass(frozen=True)
class FilledWorkbook:
    """A returned workbook: its file, its reviewer, and the current codebook of its question."""

    file: Path
    returned: ReturnedWorkbook
    reviewer: str
    book: Codebook

    def decision_id(self, text: WorkbookText, codes: Sequence[str], note: str) -> str:
        """Return an id: the same for the same row, so that importing it again decides once."""
        exported = self.returned.exported
        row = (exported.study, exported.question, text.id(exported.study))
        parts = (*row, self.reviewer, exported.id, *sorted(codes), note)
        return str(uuid5(NAMESPACE_URL, "\x1f".join(map(repr, parts))))

    def is_overtaken_by(self, decision: Decision, text: WorkbookText) -> bool:
        """Whether a decision on a text was made after the export, and not by this workbook."""
        if decision.number <= self.returned.exported.newest:
            return False
        return decision.id != self.decision_id(text, decision.codes, decision.note)

    def decision(self, request: RequestedCodes, subject: Subject, at: str) -> Decision:
        """Return the decision requested by a row."""
        exported, text = self.returned.exported, request.text
        shown: Shown = "nothing" if exported.blind else "suggestions"
        if text.decided and self.reviewer != exported.reviewer:
            # a reviewer who saw the decisions of the workbook's owner is not independent
            shown = "everything"
        turn: Round = "second" if exported.queue == SECOND else "first"
        return Decision(
            id=self.decision_id(text, request.codes, request.note),
            at=at,
            reviewer=self.reviewer,
            subject=subject,
            verdicts=_verdicts(text, request.codes),
            occasion=Occasion(
                round=turn,
                queue=exported.queue,
                reason=text.reason,
                probability=text.probability,
                shown=shown,
                via="workbook",
            ),
            codebook_version=exported.codebook_version,
            note=request.note,
        )


@dataclass(frozen=True)
class ImportedRow:
    """The outcome of a row, with the name of its file and its question."""

    file: str
    question: str
    outcome: RowOutcome


class RowImport:
    """One import: the log, the decisions made, and the outcomes of the rows so far."""

    def __init__(self, log: DecisionLog, writers: Writers, options: ImportOptions) -> None:
        self._log, self._writers, self._options = log, writers, options
        self._current = CurrentDecisions()
        self._all: dict[TextKey, list[Decision]] = {}
        self._ids: set[str] = set()
        self.decisions: list[Decision] = []
        self.rows: list[ImportedRow] = []

    def take(self, workbook: FilledWorkbook) -> None:
        """Import the rows of one workbook, all in one batch."""
        self._note(self._log.since(self._current.newest))
        requests, refused = validate_rows(workbook.returned, workbook.book.codes)
        self._add_rows(workbook, [*workbook.returned.outcomes, *refused])
        made: list[tuple[RequestedCodes, Decision]] = []
        outcomes = []
        for request in requests:
            result = self._decided(workbook, request)
            if isinstance(result, Decision):
                made.append((request, result))
            else:
                outcomes.append(result)
        ids = sorted(decision.id for _, decision in made)
        batch = str(uuid5(NAMESPACE_URL, "/".join(ids)))
        in_batch = [(request, replace(decision, batch=batch)) for request, decision in made]
        overtaken = self._keep([decision for _, decision in in_batch])
        for request, decision in in_batch:
            outcome = request.outcome("taken")
            if decision.id in overtaken:
                what = "somebody decided on this answer this very moment"
                outcome = request.outcome("not taken", what, "import it again")
            outcomes.append(outcome)
        self._add_rows(workbook, outcomes)

    def _keep(self, decisions: Sequence[Decision]) -> frozenset[str]:
        """Append the decisions; return the ids of those overtaken by another process meanwhile."""
        if not decisions:
            return frozenset()
        if self._options.dry_run:
            # as if they were in the log, so that a second workbook is handled as it would be
            first = self._current.newest + 1
            self._note([replace(d, number=n) for n, d in enumerate(decisions, start=first)])
            self.decisions += decisions
            return frozenset()
        seen = {d.id: self._current.number(d.subject.text_key) for d in decisions}
        appended = self._log.append(decisions, seen=seen)
        self.decisions += appended.taken
        return frozenset(appended.newer)

    def _decided(self, workbook: FilledWorkbook, request: RequestedCodes) -> Decision | RowOutcome:
        """Return the decision for a row, or why there is none."""
        subject = self._subject_now(request.text.subject)
        if subject is None:
            what = "the answer has changed since the workbook was made, or is gone"
            what_to_do = "export the question again: the answer as it is now needs another look"
            return request.outcome("not taken", what, what_to_do)
        decision = workbook.decision(request, subject, utc_text(self._options.clock()))
        mine = self._on(request.text.subject, workbook.reviewer)
        current = self._last_current(mine)
        if current is not None and _is_same(current, decision):
            return request.outcome("unchanged")
        newer = [d for d in mine if workbook.is_overtaken_by(d, request.text)]
        if not newer and decision.id in self._ids:
            newer = mine[-1:]
        if newer:
            return self._overridden(workbook, request, decision, newer)
        return decision

    def _subject_now(self, subject: Subject) -> Subject | None:
        """Return the subject with a respondent who has that text now; None if there is none."""
        writers = self._writers.get(subject.text_key, ())
        if subject.respondent in writers:
            return subject
        if not writers or subject.scope == "one":
            return None
        return replace(subject, wave=writers[0].wave, respondent_id=writers[0].respondent_id)

    def _overridden(
        self,
        workbook: FilledWorkbook,
        request: RequestedCodes,
        decision: Decision,
        newer: Sequence[Decision],
    ) -> Decision | RowOutcome:
        """Return the decision if the workbook overrides newer ones, else why it doesn't."""
        subject, reviewer, last = decision.subject, decision.reviewer, newer[-1]
        outcome = self._current.outcome(subject.text_key, subject.respondent)
        opinions = outcome.opinions if outcome else ()
        clash = Clash(
            file=workbook.file.name,
            sheet=request.row.sheet,
            row=request.row.row,
            question=subject.question,
            reviewer=reviewer,
            verbatim=request.row.verbatim,
            codes=decision.codes,
            newer=tuple(newer),
            others=tuple(opinion for opinion in opinions if opinion.reviewer != reviewer),
        )
        ask = self._options.ask
        wins = ask(clash) if ask else self._options.override
        if not wins:
            then = f": {', '.join(last.codes)}" if last.codes else ", and took it back"
            what = f"{reviewer} decided on this answer since{then}"
            what_to_do = "import it with --override if the workbook is right; "
            what_to_do += "leave it if the later decision is"
            return request.outcome("not taken", what, what_to_do)
        # an id of its own, the same each time the same decision is overridden
        id = str(uuid5(NAMESPACE_URL, f"{decision.id}/over/{last.id}"))
        return replace(decision, id=id, occasion=replace(decision.occasion, shown="everything"))

    def _note(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            self._current.add([decision])
            self._ids.add(decision.id)
            self._all.setdefault(decision.subject.text_key, []).append(decision)

    def _on(self, subject: Subject, reviewer: str) -> list[Decision]:
        """Return a reviewer's decisions on a subject, undone ones and undos included."""
        of_text = (d for d in self._all.get(subject.text_key, ()) if d.reviewer == reviewer)
        if subject.scope == "alike":
            return [d for d in of_text if d.subject.scope == "alike"]
        whose = subject.respondent
        return [d for d in of_text if d.subject.scope == "one" and d.subject.respondent == whose]

    def _last_current(self, decisions: Sequence[Decision]) -> Decision | None:
        for decision in reversed(decisions):
            if not decision.undoes and not self._current.is_undone(decision.id):
                return decision
        return None

    def _add_rows(self, workbook: FilledWorkbook, outcomes: Iterable[RowOutcome]) -> None:
        file, question = workbook.file.name, workbook.returned.exported.question
        self.rows += [ImportedRow(file, question, outcome) for outcome in outcomes]


def _is_same(current: Decision, decision: Decision) -> bool:
    same = (set(current.codes), current.note, current.codebook_version)
    return same == (set(decision.codes), decision.note, decision.codebook_version)


def _verdicts(text: WorkbookText, codes: Sequence[str]) -> tuple[Verdict, ...]:
    suggested = {suggestion.theme: suggestion for suggestion in text.suggestions}
    verdicts = [
        Verdict(code, ACCEPT, suggested[code].source, suggested[code].chance)
        if code in suggested
        else Verdict(code, ADD)
        for code in codes
    ]
    rejected = (s for s in suggested.values() if s.theme not in codes)
    return (*verdicts, *(Verdict(s.theme, REJECT, s.source, s.chance) for s in rejected))
