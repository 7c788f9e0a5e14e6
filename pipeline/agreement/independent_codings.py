"""Independent codings of the same texts: by people, by the rules and by the classifier.

People's codings come from the log and from label files. Decisions made in sight of another's
decision say nothing about agreement, and neither do adjudications.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd

from pipeline.agreement.values import Coder, Codes
from pipeline.coding import LabelledAnswer, StudyCoder
from pipeline.coding.classifier import classifier_only_sets
from pipeline.decisions import Decision, RespondentInWave
from pipeline.model import NO_ANSWER, Bools, Codebook
from pipeline.normalise import text_hash

Unit = tuple[str, RespondentInWave | None]
"""The hash of a text, and the one answer that was split off (None: all answers with that text)."""

CodesOfUnits = dict[Unit, Codes]


@dataclass(frozen=True)
class Codings:
    """The most precise codes that each of k coders (people first) gave each of n texts.

    None marks a text that a coder did not code; `respondents` are those who wrote the texts.
    """

    coders: tuple[Coder, ...]
    sets: tuple[tuple[Codes | None, ...], ...]
    respondents: tuple[str, ...]

    @property
    def people(self) -> int:
        """The number of coders who are people."""
        return sum(coder.kind == "person" for coder in self.coders)


@dataclass(frozen=True)
class _Answers:
    """The answers to a question that have a text, and the hash of each text."""

    answers: Sequence[LabelledAnswer]
    hashes: Sequence[str]

    @classmethod
    def of(cls, study_coder: StudyCoder, question: str) -> _Answers:
        labelled = study_coder.labelled.get(question, ())
        answers = [answer for answer in labelled if answer.verbatim.strip()]
        return cls(answers, [text_hash(answer.verbatim) for answer in answers])

    @cached_property
    def hash_of(self) -> dict[RespondentInWave, str]:
        return {answer.who: text for answer, text in zip(self.answers, self.hashes, strict=True)}

    @cached_property
    def places(self) -> dict[Unit, int]:
        """The index of the first answer with each text, and of each single answer."""
        places: dict[Unit, int] = {}
        for place, (answer, text) in enumerate(zip(self.answers, self.hashes, strict=True)):
            places.setdefault((text, None), place)
            places[text, answer.who] = place
        return places


def question_codings(study_coder: StudyCoder, question: str, filed: pd.DataFrame) -> Codings | None:
    """Return the codings of the texts coded by people; None if there are none.

    `filed` are the rows of all label files (`model.LABELS`).
    """
    book = study_coder.books[question]
    answers = _Answers.of(study_coder, question)
    by_file = _codings_by_file(filed[filed["question"] == question], book, answers)
    people = _codings_by_people(study_coder.decisions, question, book, by_file)
    units = sorted(set(chain.from_iterable(people.values())), key=_unit_order)
    if not units:
        return None
    names = sorted(people, key=lambda name: (-len(people[name]), name))
    coders = {Coder("person", name): people[name] for name in names}
    coders |= _codings_by_machines(study_coder, question, answers)
    return Codings(
        coders=tuple(coders),
        sets=tuple(tuple(coded.get(unit) for coded in coders.values()) for unit in units),
        respondents=tuple(_respondents(units, answers, study_coder.decisions, question)),
    )


def _unit_order(unit: Unit) -> tuple[str, RespondentInWave]:
    text, who = unit
    return text, who or RespondentInWave("", "")


def _codings_by_people(
    decisions: Sequence[Decision],
    question: str,
    book: Codebook,
    by_file: Mapping[str, CodesOfUnits],
) -> dict[str, CodesOfUnits]:
    """Return each person's latest independent coding of each text.

    Decisions in the log take precedence over label files.
    """
    codings = {name: dict(coded) for name, coded in by_file.items()}
    for decision in _independent_decisions(decisions, question, _filers(by_file)):
        codes = frozenset(decision.codes).intersection(book.codes)
        if codes:
            unit = (decision.subject.text_hash, _split_off(decision))
            codings.setdefault(decision.reviewer, {})[unit] = book.most_precise(codes)
    return codings


def _independent_decisions(
    decisions: Sequence[Decision], question: str, filers: Mapping[str, set[str]]
) -> Iterator[Decision]:
    """Yield the decisions on a question that were made independently and not undone."""
    undone_at = {d.undoes: d.number for d in decisions if d.undoes}
    earlier: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.undoes or decision.subject.question != question:
            continue
        text = decision.subject.text_hash
        seen = filers.get(text, set()) | _deciders_in_sight(decision, earlier[text], undone_at)
        if decision.id not in undone_at and _is_independent(decision, seen):
            yield decision
        earlier[text].append(decision)


def _filers(by_file: Mapping[str, CodesOfUnits]) -> Mapping[str, set[str]]:
    """Return who coded each text in a label file, by hash."""
    filers: defaultdict[str, set[str]] = defaultdict(set)
    for name, coded in by_file.items():
        for text, _ in coded:
            filers[text].add(name)
    return filers


def _deciders_in_sight(
    decision: Decision, earlier: Iterable[Decision], undone_at: Mapping[str, int]
) -> set[str]:
    """Return who had a decision on the same text that was current at that time."""
    now = decision.number
    return {other.reviewer for other in earlier if undone_at.get(other.id, now) >= now}


def _is_independent(decision: Decision, seen: set[str]) -> bool:
    """Whether the reviewer decided independently: nothing was shown, or there was nothing to show.

    `seen` are the coders whose codings of the text could be seen.
    """
    if decision.occasion.round == "adjudication":
        return False
    return decision.independent or seen <= {decision.reviewer}


def _codings_by_file(
    filed: pd.DataFrame, book: Codebook, answers: _Answers
) -> dict[str, CodesOfUnits]:
    """Return each coder's codings of texts in label files.

    If a coder coded the same text in different ways, the most frequent coding counts.
    """
    of_answer: defaultdict[tuple[str, RespondentInWave], set[str]] = defaultdict(set)
    columns = (filed[name].tolist() for name in ("wave", "respondent_id", "theme", "coder"))
    for wave, respondent, theme, name in zip(*columns, strict=True):
        if theme in book.codes and (wave, respondent) in answers.hash_of:
            of_answer[name, RespondentInWave(wave, respondent)].add(theme)

    counts: defaultdict[str, defaultdict[Unit, Counter[Codes]]]
    counts = defaultdict(lambda: defaultdict(Counter))
    for (name, who), codes in of_answer.items():
        if len(codes) > 1:
            codes.discard(NO_ANSWER)
        unit = (answers.hash_of[who], None)
        counts[name][unit][book.most_precise(codes)] += 1
    return {name: _most_frequent(of_units) for name, of_units in counts.items()}


def _most_frequent(counts: Mapping[Unit, Counter[Codes]]) -> CodesOfUnits:
    return {unit: count.most_common(1)[0][0] for unit, count in counts.items()}


def _codings_by_machines(
    study_coder: StudyCoder, question: str, answers: _Answers
) -> dict[Coder, CodesOfUnits]:
    coder, book = study_coder.coders[question], study_coder.books[question]
    if not answers.answers:
        return {Coder("rules"): {}}
    texts = [answer.verbatim.strip() for answer in answers.answers]
    nothing = np.array([bool(study_coder.non_answers.why(text)) for text in texts], dtype=bool)
    tokens = coder.tokens(texts)
    ruled = coder.ruled(tokens)
    ruled[nothing] = False
    ruled[nothing, book.codes.index(NO_ANSWER)] = True
    codings = {Coder("rules"): _codes_of_units(ruled, book, answers)}
    probabilities, held_out = coder.probabilities(tokens), coder.held_out_probabilities()
    if probabilities is not None and held_out is not None:
        learned = [a.who for a in study_coder.labelled[question] if a.learned is not None]
        # answers that the classifier learned from are coded by one that has not seen them
        for who, unseen in zip(learned, held_out, strict=False):
            if who in answers.hash_of:
                probabilities[answers.places[answers.hash_of[who], who]] = unseen
        chosen = classifier_only_sets(book, probabilities, nothing)
        codings[Coder("classifier")] = _codes_of_units(chosen, book, answers)
    return codings


def _codes_of_units(chosen: Bools, book: Codebook, answers: _Answers) -> CodesOfUnits:
    """Return the most precise codes of each text, from those of each answer (answers, codes)."""
    sets = [frozenset(book.codes[code] for code in np.flatnonzero(row)) for row in chosen]
    return {unit: book.most_precise(sets[place]) for unit, place in answers.places.items()}


def _split_off(decision: Decision) -> RespondentInWave | None:
    """Return the one answer that the decision is about; None if it covers all with that text."""
    subject = decision.subject
    if subject.scope != "one":
        return None
    return RespondentInWave(subject.wave, subject.respondent_id)


def _respondents(
    units: Sequence[Unit], answers: _Answers, decisions: Sequence[Decision], question: str
) -> list[str]:
    """Return the first respondent who wrote each text, or the one shown if it no longer exists."""
    shown: dict[Unit, str] = {}
    for decision in decisions:
        if decision.subject.question == question:
            unit = (decision.subject.text_hash, _split_off(decision))
            shown.setdefault(unit, decision.subject.respondent_id)
    respondents = []
    for unit in units:
        place = answers.places.get(unit)
        owner = shown[unit] if place is None else answers.answers[place].who[1]
        respondents.append(owner)
    return respondents
