"""The table of queues: which texts each has and why, and how a person decides there.

A queue on the page has a fixed order, made when the desk is opened, or depends on the decisions.
One with a strategy is offered by `turven queue`. The texts for people are `web_queue_<name>` and
`web_purpose_<name>` in the catalogue of each language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from pipeline.coding import StudyCoder
from pipeline.decisions import Outcome, RespondentInWave, Round
from pipeline.errors import MisuseError
from pipeline.language import Language, language
from pipeline.model import Bools, Floats, Ints
from pipeline.review.candidates import Candidates, Reason
from pipeline.review.disagreement import arrange
from pipeline.review.question_state import QuestionState
from pipeline.review.queue_names import (
    ALL,
    BULK,
    DISAGREEMENT,
    MIXED,
    RANDOM,
    SECOND,
    unknown_queue,
)
from pipeline.review.sampling import draw, inclusion
from pipeline.review.strategies import (
    Choose,
    Strategy,
    chance_first,
    choose_diverse,
    choose_nothing,
    choose_novel,
    choose_rare,
    choose_rules_vs_classifier,
    choose_uncertain,
)
from pipeline.review.texts import DistinctText, FixedOrder
from pipeline.review.values import Suggestion

SURE = 0.5
"""Confidence in a whole set of codes below which a text is uncertain (likelier wrong than right),
if no bound is known (`auto_accept`).
"""

MAX_RARE = 300
"""The most texts in the queue of rare themes."""


@dataclass(frozen=True)
class SuggestedTexts:
    """The basis of a fixed order: the n distinct texts of a question, coded by the machine.

    suggestions: the machine's codes of each text. confidence: in the whole of these, (n,) 0..1.
    non_answer: whether each text is a non-answer, (n,). candidates: the first of the texts as
    strategies compare them; None without texts.
    """

    coder: StudyCoder
    question: str
    texts: Sequence[DistinctText]
    suggestions: Sequence[tuple[Suggestion, ...]]
    confidence: Floats
    non_answer: Bools
    candidates: Candidates | None

    @property
    def language(self) -> Language:
        """The language of the study."""
        return language(self.coder.study.language)


@dataclass(frozen=True)
class Place:
    """A text's place in a queue, for one reviewer.

    order: the numbers of all texts of the queue. number: the place from 0, -1 if the text is not in
    the queue. outcome: of the text, or of the answer with it split off.
    """

    state: QuestionState
    text: int
    queue: Queue
    order: Ints
    number: int
    outcome: Outcome | None


@dataclass(frozen=True)
class Why:
    """Why a text is in a queue, and its probability of being drawn (nan: chosen)."""

    text: str = ""
    probability: float = nan


def _never(state: QuestionState, reviewer: str) -> Bools:
    """Return that no text is done: those done leave the queue by themselves."""
    return np.zeros(len(state.texts), dtype=bool)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A queue: which texts, in which order, why, when done, and how people decide there.

    order: makes its fixed order, reasons included. texts: without one, the numbers of its texts for
    a reviewer; reason and probability: why a text is in it, and the probability of being drawn.
    done: which texts need nothing more, (n,). member: the split-off answer shown for a text; None
    for the whole text. blind: suggestions and others' decisions are hidden. unseen: reviewers who
    saw a text openly are not asked. round: of the decisions. strategy: picks texts for
    `turven queue`.
    """

    name: str
    order: Callable[[SuggestedTexts], FixedOrder] | None = None
    texts: Callable[[QuestionState, str], Ints] | None = None
    done: Callable[[QuestionState, str], Bools] = lambda state, _: state.decided
    member: Callable[[QuestionState, int], RespondentInWave | None] = lambda state, text: None
    reason: Callable[[Place], Reason | None] = lambda place: None
    probability: Callable[[QuestionState], float] = lambda state: nan
    blind: bool = False
    unseen: bool = False
    round: Round = "first"
    strategy: Strategy | None = None

    @property
    def on_page(self) -> bool:
        """Whether people decide from it, on the page and in workbooks."""
        return self.order is not None or self.texts is not None


def _random_sample(coded: SuggestedTexts) -> FixedOrder:
    """Draw texts of the newest wave, in proportion to the respondents who wrote them."""
    study = coded.coder.study
    wave, size = study.asked_in(coded.question)[-1], study.review.sample
    wrote = [sum(member.wave == wave for member in text.members) for text in coded.texts]
    sizes = np.array(wrote, dtype=np.float64)
    # a sampling frame that other waves and the order of respondents don't change
    frame = sorted(np.flatnonzero(sizes).tolist(), key=lambda i: coded.texts[i].key)
    if not frame or not size:
        return _chosen([], [])
    probability = inclusion(sizes[frame], size)
    rng = np.random.default_rng([study.review.seed, *coded.question.encode()])
    drawn = draw(probability, rng)
    reason = Reason("random").sentence(coded.language)
    texts = np.array(frame, dtype=np.int64)[drawn]
    return FixedOrder(texts, (reason,) * len(texts), probability[drawn])


def _least_sure(coded: SuggestedTexts) -> FixedOrder:
    """Return the texts the machine is least sure of; with the themes in doubt if known."""
    acceptance = coded.coder.acceptances.get(coded.question)
    least = None if acceptance is None else acceptance.threshold
    sure = SURE if least is None else least
    has_codes = np.array([bool(of_text) for of_text in coded.suggestions], dtype=bool)
    texts = np.flatnonzero(has_codes & (coded.confidence < sure))
    texts = texts[np.argsort(coded.confidence[texts].round(9), kind="stable")]
    doubts = _doubts(coded, texts)
    own = coded.language
    reasons = []
    for text in texts.tolist():
        percent = f"{coded.confidence[text]:.0%}"
        doubt = doubts.get(text, Reason("uncertain-whole", {"percent": percent}))
        reasons.append(doubt.sentence(own))
    return _chosen(texts, reasons)


def _doubts(coded: SuggestedTexts, texts: Ints) -> dict[int, Reason]:
    if coded.candidates is None:
        return {}
    compared = np.sort(texts[texts < len(coded.candidates)])
    return dict(choose_uncertain(coded.candidates, compared, len(compared)))


def _without_theme(coded: SuggestedTexts) -> FixedOrder:
    texts = [i for i, suggestions in enumerate(coded.suggestions) if not suggestions]
    return _chosen(texts, [Reason("no-theme").sentence(coded.language)] * len(texts))


def _disputed_by_machine(coded: SuggestedTexts) -> FixedOrder:
    return _chosen_by(choose_rules_vs_classifier, coded, len(coded.texts))


def _of_rare_themes(coded: SuggestedTexts) -> FixedOrder:
    return _chosen_by(choose_rare, coded, MAX_RARE)


def _chosen_by(choose: Choose, coded: SuggestedTexts, size: int) -> FixedOrder:
    if coded.candidates is None:
        return _chosen([], [])
    answers = np.flatnonzero(~coded.non_answer[: len(coded.candidates)])
    chosen = choose(coded.candidates, answers, min(size, len(answers)))
    own = coded.language
    return _chosen([text for text, _ in chosen], [reason.sentence(own) for _, reason in chosen])


def _chosen(texts: Sequence[int] | Ints, reasons: Sequence[str]) -> FixedOrder:
    numbers = np.array(texts, dtype=np.int64)
    return FixedOrder(numbers, tuple(reasons), np.full(len(numbers), np.nan))


def _earlier_codebook(place: Place) -> Reason | None:
    if place.outcome is None:
        return None
    return Reason("codebook-changed", {"version": place.outcome.settled.codebook_version})


def _earlier_text(place: Place) -> Reason | None:
    decision = place.state.stale(place.text)
    return None if decision is None else Reason("stale", {"reviewer": decision.reviewer})


def _coded_by_others(state: QuestionState, reviewer: str) -> Ints:
    numbers = state.texts.sampling_numbers
    texts = np.flatnonzero((numbers < state.second_share) & state.coded_by_others(reviewer))
    in_order: Ints = texts[np.argsort(numbers[texts], kind="stable")]
    return in_order


def _disputed_texts(state: QuestionState, reviewer: str) -> Ints:
    outcomes = {text: state.disagreements[text] for text in sorted(state.disagreements)}
    return np.array(arrange(outcomes), dtype=np.int64)


def _differing_opinions(place: Place) -> Reason | None:
    if place.outcome is None:
        return None
    # no names: adjudicators may not want to know whose opinion is whose
    return Reason("disagreement", {"n": str(len(place.outcome.opinions))})


_TABLE = (
    Queue(
        name=RANDOM,
        order=_random_sample,
        done=lambda state, _: state.sampled,
        blind=True,
        strategy=Strategy(choose_nothing, lambda _: 1.0),
    ),
    Queue(name="uncertain", order=_least_sure, strategy=Strategy(choose_uncertain)),
    Queue(
        name="rules-vs-classifier",
        order=_disputed_by_machine,
        strategy=Strategy(choose_rules_vs_classifier),
    ),
    Queue(name="no-theme", order=_without_theme),
    Queue(name="rare", order=_of_rare_themes, strategy=Strategy(choose_rare)),
    Queue(
        name="codebook-changed",
        texts=lambda state, _: np.flatnonzero(state.outdated),
        done=_never,
        member=lambda state, text: state.outdated_member.get(text),
        reason=_earlier_codebook,
    ),
    Queue(name="stale", texts=lambda state, _: state.stale_texts(), reason=_earlier_text),
    Queue(
        name=SECOND,
        texts=_coded_by_others,
        done=lambda state, reviewer: state.coded_by(reviewer),
        reason=lambda place: Reason("second") if place.number >= 0 else None,
        probability=lambda state: state.second_share,
        blind=True,
        unseen=True,
        round="second",
    ),
    Queue(
        name=DISAGREEMENT,
        texts=_disputed_texts,
        done=_never,
        member=lambda state, text: state.disputed_member.get(text),
        reason=_differing_opinions,
        round="adjudication",
    ),
    Queue(name=ALL, texts=lambda state, _: np.arange(len(state.texts))),
    Queue(name="novel", strategy=Strategy(choose_novel)),
    Queue(name="diverse", strategy=Strategy(choose_diverse)),
    Queue(name=MIXED, strategy=Strategy(choose_uncertain, chance_first)),
)

QUEUES = {queue.name: queue for queue in _TABLE}
"""All queues by name, in the order of the page."""

PAGE_QUEUES = tuple(queue.name for queue in _TABLE if queue.on_page)
"""The queues from which people decide."""

LABEL_QUEUES = tuple(queue.name for queue in _TABLE if queue.strategy is not None)
"""The queues of texts to label."""

_BULK = Queue(name=BULK, texts=lambda state, _: np.zeros(0, dtype=np.int64))


def page_queue(name: str) -> Queue:
    """Return the queue with that name on the page; `MisuseError` if there is none."""
    if name not in PAGE_QUEUES:
        raise MisuseError(unknown_queue(name, PAGE_QUEUES))
    return QUEUES[name]


def decision_queue(name: str) -> Queue:
    """Return the queue of a decision; for decisions made in bulk it has no texts."""
    return _BULK if name == BULK else page_queue(name)


def why_here(place: Place, language: Language) -> Why:
    """Return why the text is at that place, in that language."""
    fixed = place.state.texts.orders.get(place.queue.name)
    if fixed is not None and place.number >= 0:
        return Why(fixed.reasons[place.number], float(fixed.probability[place.number]))
    reason = place.queue.reason(place)
    if reason is None:
        return Why()
    return Why(reason.sentence(language), place.queue.probability(place.state))


def label_strategy(name: str) -> Strategy:
    """Return the strategy of the queue with that name; `MisuseError` if it has none."""
    queue = QUEUES.get(name)
    if queue is None or queue.strategy is None:
        raise MisuseError(unknown_queue(name, LABEL_QUEUES, "strategy"))
    return queue.strategy
