"""Independent codings of the same texts: by people, rules, classifier and language model.

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
from pipeline.coding import LabelledAnswer, QuestionCoder, StudyCoder
from pipeline.coding.classifier import classifier_only_sets
from pipeline.coding.llm import said_codes
from pipeline.decisions import Decision, RespondentInWave
from pipeline.model import NO_ANSWER, Bools, Codebook, Floats
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
    def of(cls, labelled: Sequence[LabelledAnswer]) -> _Answers:
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
    labelled = study_coder.labelled.get(question, ())
    answers = _Answers.of(labelled)
    people = codings_by_people(labelled, study_coder.decisions, question, book, filed)
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


def codings_by_people(
    labelled: Sequence[LabelledAnswer],
    decisions: Sequence[Decision],
    question: str,
    book: Codebook,
    filed: pd.DataFrame,
) -> dict[str, CodesOfUnits]:
    """Return each person's latest independent coding of each text of a question.

    `filed` are the rows of all label files (`model.LABELS`); decisions in the log take precedence.
    """
    of_question = filed[filed["question"] == question]
    by_file = _codings_by_file(of_question, book, _Answers.of(labelled))
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
    """Return the codings of the rules, and of classifier and language model if there are any."""
    if not answers.answers:
        return {Coder("rules"): {}}
    book = study_coder.books[question]
    texts = [answer.verbatim.strip() for answer in answers.answers]
    nothing = np.array([bool(study_coder.non_answers.why(text)) for text in texts], dtype=bool)
    # the classifier is judged by itself: what the language model said is a coder of its own
    coder = study_coder.coders[question].without_llm()
    tokens = coder.tokens(texts)
    ruled = book.matrix_with_non_answers(coder.ruled(tokens), nothing)
    codings = {Coder("rules"): _codes_of_units(ruled, book, answers)}
    probabilities = _unseen_probabilities(study_coder, coder, question, answers)
    if probabilities is not None:
        chosen = classifier_only_sets(book, probabilities, nothing)
        codings[Coder("classifier")] = _codes_of_units(chosen, book, answers)
    replied = study_coder.replies(question).scores(book, texts)
    if replied.asked.any():
        said = said_codes(book, replied, nothing)
        codings[Coder("llm")] = _codes_of_units(said, book, answers, replied.asked | nothing)
    return codings


def _unseen_probabilities(
    study_coder: StudyCoder, coder: QuestionCoder, question: str, answers: _Answers
) -> Floats | None:
    """Return the classifier's probabilities of the answers; None without a classifier.

    Answers that it learned from are coded by one that has not seen them.
    """
    texts = [answer.verbatim.strip() for answer in answers.answers]
    probabilities, held_out = (
        coder.probabilities(coder.tokens(texts)),
        coder.held_out_probabilities(),
    )
    if probabilities is None or held_out is None:
        return None
    learned = [a.who for a in study_coder.labelled[question] if a.learned is not None]
    for who, unseen in zip(learned, held_out, strict=False):
        if who in answers.hash_of:
            probabilities[answers.places[answers.hash_of[who], who]] = unseen
    return probabilities


def _codes_of_units(
    chosen: Bools, book: Codebook, answers: _Answers, coded: Bools | None = None
) -> CodesOfUnits:
    """Return the most precise codes of each text, from those of each answer (answers, codes).

    Without those of answers that were not `coded` (answers,).
    """
    sets = [frozenset(book.codes[code] for code in np.flatnonzero(row)) for row in chosen]
    places = answers.places.items()
    return {
        unit: book.most_precise(sets[place])
        for unit, place in places
        if coded is None or coded[place]
    }


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
