"""Laws of review: whatever reviewers do, in whatever order it becomes known, what stands is the
same, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import CurrentDecisions, Decision, Occasion, Subject, Verdict
from pipeline.model import Codebook, Theme
from pipeline.review import (
    PAGE_QUEUES,
    QUEUES,
    DistinctText,
    FileLabels,
    FixedOrder,
    Member,
    QuestionState,
    QuestionTexts,
    Suggestion,
)

BOOK = Codebook("b", "B", "nl", "1", (Theme("a", "A"), Theme("b", "B")))
TEXTS = tuple(
    DistinctText(
        f"t{i}",
        f"tekst {i}",
        tuple(Member("w", f"r{i}{j}", f"tekst {i}") for j in range(3 - i % 3)),
    )
    for i in range(5)
)
NO_CHANCE = np.full(3, np.nan)
QUESTION = QuestionTexts(
    question="q",
    book=BOOK,
    version="1 (x)",
    texts=TEXTS,
    suggestions=tuple((Suggestion("a", "rules", 1.0, (), "r"),) if i % 2 else () for i in range(5)),
    words=sp.csr_matrix((5, 1)),
    orders={"uncertain": FixedOrder(np.array([3, 1, 0]), ("",) * 3, NO_CHANCE), "random": FixedOrder(np.array([2, 4, 1]), ("",) * 3, NO_CHANCE)},
    filed={1: FileLabels("label", ("a",), True), 2: FileLabels("label", ("b",), False)},
    sampling_numbers=np.array([0.1, 0.9, 0.3, 0.05, 0.5]),
)  # fmt: skip

# one act: reviewer, text, member (None: all alike), what was in sight, codes, whether it takes an
# earlier act back
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("anna", "bob", "carla")),
        st.integers(0, 6),
        st.one_of(st.none(), st.integers(0, 2)),
        st.sampled_from(("everything", "suggestions", "nothing")),
        st.sampled_from((("a",), ("b",), ("a", "b"), ("overig",), ("geen-antwoord",))),
        st.booleans(),
        st.sampled_from(("1 (x)", "0 (y)")),
    ),
    max_size=25,
)


def logged(acts: list[tuple]) -> list[Decision]:
    """The acts as they would stand in the log.

    Texts 5 and 6 are gone, their respondents wrote texts 0 and 1.
    """
    found: list[Decision] = []
    for number, (reviewer, text, member, shown, codes, back, version) in enumerate(acts, 1):
        who = f"r{text % 5}{member or 0}"
        scope = "alike" if member is None else "one"
        queue = "random" if shown == "nothing" else "all"
        mine = [d for d in found if d.reviewer == reviewer and not d.undoes]
        made = Decision(
            id=f"d{number}",
            at="2026-03-02T09:00:00.000000Z",
            reviewer=reviewer,
            subject=Subject("q", "w", who, f"t{text}", scope),
            verdicts=tuple(Verdict(code, "add") for code in codes),
            occasion=Occasion(shown=shown, queue=queue),
            batch=f"d{number}",
            codebook_version=version,
            number=number,
        )
        if back and mine:
            made = replace(made, subject=mine[-1].subject, verdicts=(), undoes=mine[-1].id)
        found.append(made)
    return found


def all_of(state: QuestionState) -> object:
    """All that the state of a question tells."""
    queues = [QUEUES[name] for name in PAGE_QUEUES]
    orders = [
        (
            (queue.texts or fixed(queue.name))(state, who).tolist(),
            queue.done(state, who).tolist(),
            [queue.member(state, i) for i in range(len(TEXTS))],
        )
        for queue in queues
        for who in ("anna", "bob")
    ]
    outcomes = [state.outcome(i) for i in range(len(TEXTS))]
    return orders, outcomes, state.decided.tolist(), state.answers_decided.tolist()


def fixed(name: str) -> Callable[[QuestionState, str], np.ndarray]:
    """The texts of a queue whose order is fixed; the small question has two of them."""
    order = QUESTION.orders.get(name)
    return lambda state, who: np.arange(0) if order is None else order.texts


@given(ACTS, st.integers(1, 5))
def test_taken_in_bit_by_bit_or_at_once(acts: list[tuple], size: int) -> None:
    """A state that follows the log tells what one tells that is made from the whole log."""
    decisions = logged(acts)
    followed = QuestionState(QUESTION, CurrentDecisions(), 0.5)
    for at in range(0, len(decisions), size):
        followed.update(key for _, key in followed.current.add(decisions[at : at + size]))
    assert all_of(followed) == all_of(QuestionState(QUESTION, CurrentDecisions(decisions), 0.5))


@given(ACTS)
def test_undone_is_as_if_never_made(acts: list[tuple]) -> None:
    """What was taken back, and the taking back, change nothing of what stands."""
    decisions = logged(acts)
    undone = {d.undoes for d in decisions}
    kept = [d for d in decisions if d.id not in undone and not d.undoes]
    both = [CurrentDecisions(decisions), CurrentDecisions(kept)]
    for i in range(7):
        outcomes = [standing.outcome(("q", f"t{i}")) for standing in both]
        assert outcomes[0] == outcomes[1]


@given(ACTS)
def test_who_saw_everything_has_the_last_word(acts: list[tuple]) -> None:
    """The label is the newest decision in sight of everything, or the first reviewer's opinion
    where there is none.
    """
    standing = CurrentDecisions(logged(acts))
    for i in range(7):
        made = [d for d in standing.on(("q", f"t{i}")) if d.subject.scope == "alike"]
        outcome = standing.outcome(("q", f"t{i}"))
        seeing = [d for d in made if not d.independent]
        assert (outcome is None) == (not made)
        if outcome is not None and seeing:
            # whoever settled it may change their mind in any way, in the same round
            last = seeing[-1]
            same_hand = (last.reviewer, last.occasion.round)
            later = made[made.index(last) :]
            own = [d for d in later if (d.reviewer, d.occasion.round) == same_hand]
            assert outcome.settled == own[-1]
        elif outcome is not None:
            assert outcome.settled.reviewer == made[0].reviewer


@given(ACTS)
def test_every_answer_is_decided_or_left(acts: list[tuple]) -> None:
    """Of every queue, what is left and what is done make the whole.

    A decided text covers all its answers.
    """
    state = QuestionState(QUESTION, CurrentDecisions(logged(acts)), 0.5)
    for text, decided in enumerate(state.decided.tolist()):
        members = len(TEXTS[text].members)
        assert 0 <= state.answers_decided[text] <= members
        assert not decided or state.answers_decided[text] == members
