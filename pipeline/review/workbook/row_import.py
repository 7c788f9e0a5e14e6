"""Takes the rows of returned workbooks one by one: which become decisions, which stand already, and which meet a newer decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pipeline.decisions import (
    ACCEPT,
    ADD,
    REJECT,
    CurrentDecisions,
    Decision,
    DecisionLog,
    Occasion,
    Round,
    Shown,
    Verdict,
)
from pipeline.model import Codebook
from pipeline.review.desk import Clock
from pipeline.review.workbook.judge import judge
from pipeline.review.workbook.values import Entry, Outcome, Returned, Told, Wanted

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


Ask = Callable[[Clash], bool]


class Taking:
    """One import: what is in the log, the decisions taken, and what became of the rows so far (name of the file, question, row)."""

    def __init__(
        self,
        log: DecisionLog,
        present: Present,
        override: bool,
        ask: Ask | None,
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
        self._standing = CurrentDecisions()
        self._all: dict[tuple[str, str], list[Decision]] = {}
        self._ids: set[str] = set()
        self.decisions: list[Decision] = []
        self.told: list[tuple[str, str, Told]] = []

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
        self._keep(
            file, returned, [(each, replace(decision, batch=batch)) for each, decision in made]
        )

    def _keep(
        self, file: Path, returned: Returned, made: Sequence[tuple[Wanted, Decision]]
    ) -> None:
        """Appends the decisions; one overtaken by another process meanwhile is told instead."""
        decisions = [decision for _, decision in made]
        newer: Mapping[str, tuple[Decision, ...]] = {}
        if self._dry:
            # as if they stood in the log, so that a second workbook is judged as it would be
            first = self._standing.newest + 1
            self._note(
                [replace(d, number=number) for number, d in enumerate(decisions, start=first)]
            )
        elif decisions:
            seen = {d.id: self._number(d) for d in decisions}
            appended = self._log.append(decisions, seen=seen)
            newer = appended.newer
            decisions = list(appended.taken)
        self.decisions += decisions
        for each, decision in made:
            told = _as_told(each, "taken")
            if decision.id in newer:
                told = _as_told(
                    each,
                    "not taken",
                    "somebody decided on this answer this very moment",
                    "import it again",
                )
            self._tell(file, returned, [told])

    def _decided(
        self, file: Path, returned: Returned, wanted: Wanted, reviewer: str
    ) -> Decision | Told:
        subject = wanted.entry.subject
        members = self._present[subject.question].get(subject.text_hash, [])
        who = (subject.wave, subject.respondent_id)
        if not members or (subject.scope == "one" and who not in members):
            todo = "export the question again: the answer as it is now needs another look"
            return _as_told(
                wanted,
                "not taken",
                "the answer has changed since the workbook was made, or is gone",
                todo,
            )
        if who not in members:
            subject = replace(subject, wave=members[0][0], respondent_id=members[0][1])
        mine = [d for d in self._on(wanted.entry) if d.reviewer == reviewer]
        stands = next(
            (d for d in reversed(mine) if not d.undoes and not self._standing.is_undone(d.id)), None
        )
        decision = replace(self._decision(returned, wanted, reviewer), subject=subject)
        if stands is not None and _same(stands, decision):
            return _as_told(wanted, "unchanged")
        exported = returned.exported
        newer = tuple(
            d
            for d in mine
            if d.number > exported.newest
            and d.id != self._id(returned, wanted.entry, reviewer, d.codes, d.note)
        )
        if not newer and decision.id not in self._ids:
            return decision
        return self._overridden(file, wanted, decision, newer or tuple(mine[-1:]))

    def _overridden(
        self, file: Path, wanted: Wanted, decision: Decision, newer: tuple[Decision, ...]
    ) -> Decision | Told:
        line = wanted.line
        subject, me = decision.subject, decision.reviewer
        outcome = self._standing.outcome(
            (subject.question, subject.text_hash), (subject.wave, subject.respondent_id)
        )
        others = tuple(d for d in outcome.opinions if d.reviewer != me) if outcome else ()
        clash = Clash(
            file.name,
            line.sheet,
            line.row,
            subject.question,
            me,
            line.verbatim,
            decision.codes,
            newer,
            others,
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
        turn: Round = "second" if exported.queue == "second" else "first"
        return Decision(
            id=self._id(returned, entry, reviewer, wanted.codes, wanted.note),
            at=self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            reviewer=reviewer,
            subject=entry.subject,
            verdicts=_verdicts(entry, wanted.codes),
            occasion=Occasion(
                turn, exported.queue, entry.reason, entry.probability, shown, "workbook"
            ),
            codebook_version=exported.codebook_version,
            note=wanted.note,
        )

    def _id(
        self, returned: Returned, entry: Entry, reviewer: str, codes: Sequence[str], note: str
    ) -> str:
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
            self._all.setdefault(
                (decision.subject.question, decision.subject.text_hash), []
            ).append(decision)

    def _on(self, entry: Entry) -> list[Decision]:
        """All decisions on what the entry is about, those taken back included."""
        s = entry.subject
        found = [
            d for d in self._all.get((s.question, s.text_hash), ()) if d.subject.scope == s.scope
        ]
        who = (s.wave, s.respondent_id)
        return [
            d
            for d in found
            if s.scope == "alike" or (d.subject.wave, d.subject.respondent_id) == who
        ]

    def _number(self, decision: Decision) -> int:
        """The newest decision of anybody on that text that this import knows of."""
        return self._standing.number((decision.subject.question, decision.subject.text_hash))

    def _tell(self, file: Path, returned: Returned, told: Iterable[Told]) -> None:
        self.told += [(file.name, returned.exported.question, each) for each in told]


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
    refused = (
        Verdict(s.theme, REJECT, s.source, s.chance)
        for s in suggested.values()
        if s.theme not in codes
    )
    return (*given, *refused)


def _as_told(wanted: Wanted, outcome: Outcome, what: str = "", todo: str = "") -> Told:
    return Told(wanted.line.sheet, wanted.line.row, outcome, what, todo, wanted.codes)
