"""What each coder made of the same texts, by themselves: people from the log and from label files, rules and classifier on the side.

Somebody who decides in sight of what another decided says nothing of agreement, and neither does an adjudication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.agreement.values import CoderKind
from pipeline.coding import LabelledAnswer, StudyCoder
from pipeline.coding.classifier import classifier_only_sets
from pipeline.decisions import Decision, Who
from pipeline.model import NO_ANSWER, Bools, Codebook
from pipeline.normalise import text_hash

Codes = frozenset[str]
Unit = tuple[str, Who | None]
"""A text by its hash; and the one answer that was split off, or None where all alike are meant."""

Coder = tuple[CoderKind, str]
"""Kind and name of a coder; rules and classifier have no name."""


@dataclass(frozen=True)
class Codings:
    """The codes that k coders gave n texts, most precise ones only; None where they didn't code it. `respondents`: who wrote each text."""

    coders: tuple[Coder, ...]
    sets: tuple[tuple[Codes | None, ...], ...]
    respondents: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many of the coders, which stand first, are people."""
        return sum(kind == "person" for kind, _ in self.coders)


def question_codings(coder: StudyCoder, question: str, filed: pd.DataFrame) -> Codings | None:
    """The codings of the texts that a person coded; None where nobody did. `filed` are the rows of all label files (`model.LABELS`)."""
    book, answers = (
        coder.books[question],
        [a for a in coder.labelled.get(question, ()) if a.verbatim.strip()],
    )
    hashes = [text_hash(answer.verbatim) for answer in answers]
    by_file = _by_file(filed[filed["question"] == question], book, answers, hashes)
    people = _by_people(coder.decisions, question, book, by_file)
    units = sorted(
        {unit for of_coder in people.values() for unit in of_coder},
        key=lambda u: (u[0], u[1] or ("", "")),
    )
    if not units:
        return None
    names = sorted(people, key=lambda name: (-len(people[name]), name))
    places = _places(answers, hashes)
    machines = _by_machines(coder, question, [places.get(unit) for unit in units], answers)
    columns = [[people[name].get(unit) for unit in units] for name in names] + list(
        machines.values()
    )
    decided = [d for d in reversed(coder.decisions) if d.subject.question == question]
    owners = {(d.subject.text_hash, _who(d)): d.subject.respondent_id for d in decided}
    respondents = [_owner(unit, places, answers, owners) for unit in units]
    kinds: list[Coder] = [("person", name) for name in names]
    return Codings(
        (*kinds, *((kind, "") for kind in machines)),
        tuple(zip(*columns, strict=True)),
        tuple(respondents),
    )


def _by_people(
    decisions: Sequence[Decision],
    question: str,
    book: Codebook,
    by_file: Mapping[str, Mapping[Unit, Codes]],
) -> dict[str, dict[Unit, Codes]]:
    """Reviewer -> what they last made of each text by themselves; what stands in the log comes before what they put in a file."""
    found = {name: dict(of_coder) for name, of_coder in by_file.items()}
    filed_by: dict[str, set[str]] = {}
    for name, of_coder in by_file.items():
        for text, _ in of_coder:
            filed_by.setdefault(text, set()).add(name)
    undone = {d.undoes: d.number for d in decisions if d.undoes}
    earlier: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.undoes or decision.subject.question != question:
            continue
        text = decision.subject.text_hash
        before = earlier.setdefault(text, [])
        codes = frozenset(decision.codes) & frozenset(book.codes)
        if (
            codes
            and decision.id not in undone
            and _by_themselves(decision, before, undone, filed_by.get(text, set()))
        ):
            found.setdefault(decision.reviewer, {})[text, _who(decision)] = most_precise(
                codes, book
            )
        before.append(decision)
    return {name: of_coder for name, of_coder in found.items() if of_coder}


def _by_themselves(
    decision: Decision, before: Sequence[Decision], undone: Mapping[str, int], filed_by: set[str]
) -> bool:
    """Whether the reviewer decided without sight of what others had decided: nothing was shown, or nothing was there to show."""
    if decision.occasion.round == "adjudication":
        return False
    if decision.independent:
        return True
    stood = (d for d in before if undone.get(d.id, decision.number) >= decision.number)
    return not (filed_by - {decision.reviewer}) and all(
        d.reviewer == decision.reviewer for d in stood
    )


def _by_file(
    filed: pd.DataFrame, book: Codebook, answers: Sequence[LabelledAnswer], hashes: Sequence[str]
) -> dict[str, dict[Unit, Codes]]:
    """Coder -> what they made of each text; where they coded alike answers in several ways, the way they did most often."""
    of_answer: dict[tuple[str, Who], set[str]] = {}
    columns = (filed[name].tolist() for name in ("wave", "respondent_id", "theme", "coder"))
    for wave, respondent, theme, name in zip(*columns, strict=True):
        if theme in book.codes:
            of_answer.setdefault((name, (wave, respondent)), set()).add(theme)
    hash_of = {answer.who: text for answer, text in zip(answers, hashes, strict=True)}
    counted: dict[str, dict[Unit, Counter[Codes]]] = {}
    for (name, who), codes in of_answer.items():
        if who in hash_of:
            if len(codes) > 1:
                codes.discard(NO_ANSWER)
            of_text = counted.setdefault(name, {}).setdefault((hash_of[who], None), Counter())
            of_text[most_precise(frozenset(codes), book)] += 1
    return {
        name: {unit: of_text.most_common(1)[0][0] for unit, of_text in of_coder.items()}
        for name, of_coder in counted.items()
    }


def _places(answers: Sequence[LabelledAnswer], hashes: Sequence[str]) -> dict[Unit, int]:
    """The place among the answers of each text, and of each answer by itself."""
    found: dict[Unit, int] = {}
    for place, (answer, text) in enumerate(zip(answers, hashes, strict=True)):
        found.setdefault((text, None), place)
        found[text, answer.who] = place
    return found


def _by_machines(
    coder: StudyCoder,
    question: str,
    places: Sequence[int | None],
    answers: Sequence[LabelledAnswer],
) -> dict[CoderKind, list[Codes | None]]:
    """What rules and classifier make of the texts. An answer from which the classifier learned is coded by one that had not seen it."""
    of_question, book = coder.coders[question], coder.books[question]
    if not answers:
        none: list[Codes | None] = [None] * len(places)
        return {"rules": none}
    texts = [answer.verbatim.strip() for answer in answers]
    nothing = np.array([bool(coder.non_answers.why(text)) for text in texts], dtype=bool)
    tokens = of_question.tokens(texts)
    ruled = of_question.ruled(tokens)
    ruled[nothing] = False
    ruled[nothing, book.codes.index(NO_ANSWER)] = True
    found: dict[CoderKind, list[Codes | None]] = {"rules": _sets(ruled, places, book)}
    probabilities, held_out = (
        of_question.probabilities(tokens),
        of_question.held_out_probabilities(),
    )
    if probabilities is not None and held_out is not None:
        learned = [a for a in coder.labelled[question] if a.learned is not None]
        row = {answer.who: i for i, answer in enumerate(learned)}
        for place, answer in enumerate(answers):
            if answer.who in row:
                probabilities[place] = held_out[row[answer.who]]
        found["classifier"] = _sets(
            classifier_only_sets(book, probabilities, nothing), places, book
        )
    return found


def _sets(chosen: Bools, places: Sequence[int | None], book: Codebook) -> list[Codes | None]:
    def codes(place: int) -> Codes:
        return most_precise(
            frozenset(book.codes[code] for code in np.flatnonzero(chosen[place]).tolist()), book
        )

    return [None if place is None else codes(place) for place in places]


def most_precise(codes: Codes, book: Codebook) -> Codes:
    """The codes without those that a code below them implies."""
    return codes - {above for code in codes for above in book.ancestors(code)}


def _who(decision: Decision) -> Who | None:
    subject = decision.subject
    return (subject.wave, subject.respondent_id) if subject.scope == "one" else None


def _owner(
    unit: Unit,
    places: Mapping[Unit, int],
    answers: Sequence[LabelledAnswer],
    owners: Mapping[Unit, str],
) -> str:
    """The respondent who wrote the text: the first of those who did, or the one that was shown where nobody has it any more."""
    if unit in places:
        return answers[places[unit]].who[1]
    return owners[unit]
