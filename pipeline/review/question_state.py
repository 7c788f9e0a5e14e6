"""The decisions on the texts of one question, kept up to date with the log."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.decisions import CurrentDecisions, Decision, Outcome, RespondentInWave
from pipeline.model import Bools, Ints
from pipeline.review.queue_names import RANDOM, queue_of
from pipeline.review.texts import QuestionTexts


class QuestionState:
    """Which texts of a question are decided, by whom, and which need another look.

    `current` is shared by all questions of a study; `second_share` of the texts is drawn for
    second coding.
    """

    def __init__(
        self, texts: QuestionTexts, current: CurrentDecisions, second_share: float
    ) -> None:
        n = len(texts)
        self.texts, self.current, self.second_share = texts, current, second_share
        self.decided: Bools = np.zeros(n, dtype=bool)
        self.answers_decided: Ints = np.zeros(n, dtype=np.int64)
        self.covered: Ints = texts.counts.copy()
        """The number of answers that a decision on the text covers: those not split off, (n,)."""
        self.sampled: Bools = np.zeros(n, dtype=bool)
        """Whether a person decided on each text as one of the random sample, (n,)."""
        self.outdated: Bools = np.zeros(n, dtype=bool)
        """Whether each text was decided under an earlier codebook, (n,)."""
        self.outdated_member: dict[int, RespondentInWave] = {}
        """Number of a text -> the outdated answer split off, if the others are not outdated."""
        self.disagreements: dict[int, Outcome] = {}
        """Number of a text -> the opinions of reviewers who differ."""
        self.disputed_member: dict[int, RespondentInWave] = {}
        """Number of a text -> the answer split off that they differ on, if not the whole text."""
        self._stale: dict[int, Decision] = {}
        self._coders: dict[str, Bools] = {}
        for number, filed in texts.filed.items():
            self._coded_by(filed.coder)[number] = True
            self.decided[number] = filed.all_members
            self.answers_decided[number] = texts.counts[number] if filed.all_members else 0
        self.update(key for question, key in current.texts() if question == texts.question)

    def update(self, keys: Iterable[str]) -> None:
        """Add new decisions on the texts with these hashes."""
        for key in keys:
            self._note_changed_verbatims(key)
            text = self.texts.number.get(key)
            if text is not None:
                self._update_text(text)

    def outcome(self, text: int, who: RespondentInWave | None = None) -> Outcome | None:
        """Return the outcome for a text, or for that respondent's own answer to it."""
        return self.current.outcome(self._key(text), who)

    def coded_by(self, reviewer: str) -> Bools:
        """Return which texts that reviewer coded, (n,)."""
        return self._coders.get(reviewer, np.zeros(len(self.texts), dtype=bool))

    def coded_by_others(self, reviewer: str) -> Bools:
        """Return which texts somebody else coded, (n,)."""
        others = np.zeros(len(self.texts), dtype=bool)
        for name, coded in self._coders.items():
            if name != reviewer:
                others |= coded
        return others

    def stale(self, text: int) -> Decision | None:
        """Return the decision that an answer with this text had when its text was different."""
        decision = self._stale.get(text)
        if decision is None or self.current.is_undone(decision.id):
            return None
        return decision

    def stale_texts(self) -> Ints:
        """Return the numbers of the texts that have a stale decision, in order."""
        stale = [text for text in self._stale if self.stale(text) is not None]
        return np.array(sorted(stale), dtype=np.int64)

    def split_off(self, text: int, reviewer: str | None = None) -> tuple[RespondentInWave, ...]:
        """Return the respondents with a decision of their own (by that reviewer)."""
        return self.current.split_off(self._key(text), reviewer)

    def decisions_on(self, text: int) -> tuple[Decision, ...]:
        """Return the current decisions on a text, oldest first, those on one answer included."""
        return self.current.on(self._key(text))

    def newest(self, text: int, reviewer: str | None = None) -> int:
        """Return the number of the newest decision on a text (by that reviewer), 0 without one."""
        return self.current.number(self._key(text), reviewer)

    def _key(self, text: int) -> tuple[str, str]:
        return self.texts.question, self.texts[text].key

    def _coded_by(self, reviewer: str) -> Bools:
        return self._coders.setdefault(reviewer, np.zeros(len(self.texts), dtype=bool))

    def _update_text(self, text: int) -> None:
        decisions = self.decisions_on(text)
        outcome = self.outcome(text)
        split_off = self.split_off(text)
        self._count_decided(text, outcome, set(split_off))
        self._note_coders(text, decisions)
        self.sampled[text] = any(queue_of(decision) == RANDOM for decision in decisions)
        self._note_disagreement_and_age(text, outcome)
        for who in sorted(split_off):
            self._note_disagreement_and_age_of(text, who)

    def _count_decided(
        self, text: int, outcome: Outcome | None, split_off: set[RespondentInWave]
    ) -> None:
        members = {member.who for member in self.texts[text].members}
        filed = self.texts.filed.get(text)
        labelled = filed is not None and filed.all_members
        whole = outcome is not None or members <= split_off or labelled
        self.covered[text] = len(members - split_off)
        self.decided[text] = whole
        self.answers_decided[text] = len(members if whole else members & split_off)

    def _note_coders(self, text: int, decisions: Iterable[Decision]) -> None:
        for coded in self._coders.values():
            coded[text] = False
        for decision in decisions:
            if decision.subject.scope == "alike":
                self._coded_by(decision.reviewer)[text] = True
        filed = self.texts.filed.get(text)
        if filed is not None:
            self._coded_by(filed.coder)[text] = True

    def _note_disagreement_and_age(self, text: int, outcome: Outcome | None) -> None:
        self.disagreements.pop(text, None)
        self.disputed_member.pop(text, None)
        self.outdated_member.pop(text, None)
        self.outdated[text] = outcome is not None and self._is_outdated(outcome)
        if outcome is not None and outcome.disagree:
            self.disagreements[text] = outcome

    def _note_disagreement_and_age_of(self, text: int, who: RespondentInWave) -> None:
        """Note if an answer that was split off needs another look while the others do not."""
        outcome = self.outcome(text, who)
        if outcome is None:
            return
        if outcome.disagree and text not in self.disagreements:
            self.disagreements[text] = outcome
            self.disputed_member[text] = who
        if self._is_outdated(outcome) and not self.outdated[text]:
            self.outdated[text] = True
            self.outdated_member[text] = who

    def _is_outdated(self, outcome: Outcome) -> bool:
        return outcome.settled.codebook_version != self.texts.version

    def _note_changed_verbatims(self, key: str) -> None:
        """Note stale decisions: those on a text that its answer no longer has."""
        for decision in self.current.on((self.texts.question, key)):
            subject = decision.subject
            now = self.texts.number_of.get(subject.respondent)
            if now is not None and self.texts[now].key != key:
                self._stale[now] = decision
