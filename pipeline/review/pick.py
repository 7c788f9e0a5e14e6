"""`queue`: which answers of a study people should label next, and why.

The random part is drawn first, from all candidates, so later choices never affect its
probabilities: shares estimated from it are unbiased whatever the strategy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.coding import StudyCoder, prepare
from pipeline.errors import MisuseError
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.model import QUEUE, Floats
from pipeline.normalise import alike
from pipeline.review.candidates import Candidates, CandidateText, Pick, Reason, make_candidates
from pipeline.review.queue_names import MIXED, RANDOM
from pipeline.review.queues import label_strategy
from pipeline.review.sampling import draw, inclusion
from pipeline.study import Study, as_study

MAX_CANDIDATES = 20_000
"""The most distinct texts of a question that are compared.

If there are more, these are a random sample, and the probability is kept.
"""


@dataclass
class _WaitingText(CandidateText):
    """An unlabelled text, as the first respondent wrote it: number of the wave, id."""

    first: tuple[int, str]

    def add(self, verbatim: str, respondent: tuple[int, str]) -> None:
        """Count one more respondent, who may come before the first."""
        self.respondents += 1
        if respondent < self.first:
            self.first, self.verbatim = respondent, verbatim


def queue(
    study: Study | Path | str,
    *,
    strategy: str = MIXED,
    size: int = 50,
    seed: int = 0,
    question: str | None = None,
    random_share: float | None = None,
) -> pd.DataFrame:
    """Return the answers to label next (`model.QUEUE`), at most `size`, in order.

    They are divided over the questions by their unlabelled texts, or all of one question.
    Non-answers and labelled texts are left out. `strategy` is one of `review.LABEL_QUEUES`;
    `random_share` overrides the strategy's share of random draws. The same study and seed give the
    same queue.
    """
    _check(size, strategy, random_share)
    if seed < 0:
        raise MisuseError(f"seed {seed} is below 0; take any number from 0")
    study = as_study(study)
    asked = tuple(study.questions) if question is None else (question,)
    for name in asked:
        study.question(name)
    coder = prepare(study, questions=asked)
    waiting = _waiting_texts(coder, asked)
    sizes = divided(size, {name: len(texts) for name, texts in waiting.items()})
    frames = [QUEUE.frame()]
    for name, size_of_question in sizes.items():
        rng = np.random.default_rng([seed, *name.encode()])
        texts, chance = _compared(waiting[name], rng)
        picks = pick_texts(
            make_candidates(coder, name, texts, chance),
            size_of_question,
            strategy=strategy,
            rng=rng,
            random_share=random_share,
        )
        frames.append(_frame(coder, name, list(texts.values()), picks))
    return QUEUE.check(pd.concat(frames, ignore_index=True))


def pick_texts(
    candidates: Candidates,
    size: int,
    *,
    strategy: str,
    rng: np.random.Generator,
    random_share: float | None = None,
) -> tuple[Pick, ...]:
    """Return at most `size` picks, fewer if the strategy finds no more.

    `random_share` of them are drawn at random, by default as the strategy says. Drawn and chosen
    picks alternate, in an order of which any first part may be used. The order of the candidates
    changes nothing. `MisuseError` for an unknown strategy or an invalid size or share.
    """
    _check(size, strategy, random_share)
    how = label_strategy(strategy)
    in_order = sorted(range(len(candidates)), key=candidates.keys.__getitem__)
    order = np.array(in_order, dtype=np.int64)
    candidates = candidates.take(order)
    size = min(size, len(order))
    share = how.random_share(candidates) if random_share is None else random_share
    n_drawn = _round_up(size * share)
    probability = inclusion(candidates.counts / candidates.chance, n_drawn)
    drawn = draw(probability, rng)
    left = np.setdiff1d(np.arange(len(order)), drawn)
    chosen = how.choose(candidates, left, size - n_drawn) if n_drawn < size else []
    known = probability * candidates.chance
    by_chance = [
        Pick(int(order[i]), RANDOM, Reason("random"), float(known[i])) for i in drawn.tolist()
    ]
    by_strategy = [Pick(int(order[i]), strategy, reason, float("nan")) for i, reason in chosen]
    return _in_turn(by_chance, by_strategy)


def divided(size: int, numbers: Mapping[str, int]) -> dict[str, int]:
    """Return the size divided in proportion to the numbers, by largest remainders."""
    total = sum(numbers.values())
    if size >= total:
        return {name: number for name, number in numbers.items() if number}
    parts = {name: size * number // total for name, number in numbers.items()}
    by_remainder = sorted(numbers, key=lambda name: -(size * numbers[name] % total))
    for name in by_remainder[: size - sum(parts.values())]:
        parts[name] += 1
    return {name: part for name, part in parts.items() if part}


def _check(size: int, strategy: str, random_share: float | None) -> None:
    label_strategy(strategy)
    if size < 1:
        raise MisuseError(f"a queue of {size} answers is none; ask for 1 or more")
    if random_share is not None and not 0 <= random_share <= 1:
        raise MisuseError(f"random share {random_share} is no share; write a number from 0 to 1")


def _round_up(number: float) -> int:
    """Return the next whole number, so that a small queue still has a random part."""
    return int(np.ceil(round(number, 9)))


def _in_turn(*parts: Sequence[Pick]) -> tuple[Pick, ...]:
    """Return the picks of all parts, each part spread evenly over the whole."""
    placed = [((at + 0.5) / len(part), pick) for part in parts for at, pick in enumerate(part)]
    return tuple(pick for _, pick in sorted(placed, key=lambda one: one[0]))


def _waiting_texts(
    coder: StudyCoder, questions: Sequence[str]
) -> dict[str, dict[str, _WaitingText]]:
    """Return the distinct unlabelled texts of each question, sorted, without non-answers."""
    waiting: dict[str, dict[str, _WaitingText]] = {question: {} for question in questions}
    # labelled answers and non-answers don't wait
    done: dict[str, set[str]] = {}
    for question in questions:
        done[question] = {alike(labelled.verbatim) for labelled in coder.labelled.get(question, ())}
    for batch in read_answers(coder.study):
        wave = coder.study.wave_ids.index(batch.wave)
        columns = (batch.answers[name].tolist() for name in ("question", "respondent_id", "text"))
        for question, respondent, verbatim in zip(*columns, strict=True):
            key = alike(verbatim) if question in waiting else ""
            if not key or key in done[question]:
                continue
            text = waiting[question].get(key)
            if text is not None:
                text.add(verbatim, (wave, respondent))
            elif coder.non_answers.why(verbatim):
                done[question].add(key)
            else:
                waiting[question][key] = _WaitingText(verbatim, 1, (wave, respondent))
    return {question: dict(sorted(texts.items())) for question, texts in waiting.items()}


def _compared(
    texts: Mapping[str, _WaitingText], rng: np.random.Generator
) -> tuple[dict[str, _WaitingText], Floats]:
    """Return the texts to compare, sorted, and the probability of each to be among them."""
    keys = list(texts)
    sizes = np.array([float(text.respondents) for text in texts.values()])
    chance = inclusion(sizes, MAX_CANDIDATES)
    if len(keys) <= MAX_CANDIDATES:
        return dict(texts), chance
    rows = np.sort(draw(chance, rng))
    return {keys[i]: texts[keys[i]] for i in rows.tolist()}, chance[rows]


def _frame(
    coder: StudyCoder, question: str, texts: Sequence[_WaitingText], picks: Sequence[Pick]
) -> pd.DataFrame:
    picked = [texts[pick.index] for pick in picks]
    own = language(coder.study.language)
    return QUEUE.frame(
        {
            "wave": [coder.study.wave_ids[text.first[0]] for text in picked],
            "respondent_id": [text.first[1] for text in picked],
            "respondents": [text.respondents for text in picked],
            "question": [question] * len(picks),
            "text": [text.verbatim for text in picked],
            "suggestion": _suggestions(coder, question, [text.verbatim.strip() for text in picked]),
            "strategy": [pick.strategy for pick in picks],
            "reason": [pick.reason.sentence(own) for pick in picks],
            "probability": [pick.probability for pick in picks],
        }
    )


def _suggestions(coder: StudyCoder, question: str, texts: Sequence[str]) -> list[str]:
    codes: list[list[str]] = [[] for _ in texts]
    if texts:
        coded = coder.coders[question].code(texts, [""] * len(texts))
        for text, code in zip(coded.text.tolist(), coded.code.tolist(), strict=True):
            codes[text].append(coder.books[question].codes[code])
    return [", ".join(of_text) for of_text in codes]
