"""Where labels come from: drawn at random, chosen for a purpose, or from a file that can't say.

Chosen answers are harder, or rarer, than most. Only those drawn tell how well the answers as a
whole are coded, each weighed by its probability of being drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.coding import LabelledAnswer
from pipeline.decisions import LOG, Decision
from pipeline.evaluation.values import LabelOrigins
from pipeline.model import Bools, Floats
from pipeline.normalise import text_hash


def drawn_weights(
    question: str, answers: Sequence[LabelledAnswer], decisions: Iterable[Decision]
) -> Floats:
    """Return what each labelled answer stands for among all, (answers,); nan if not drawn.

    A text that several respondents wrote is one answer here and stands for all of them, and for
    1 / probability such texts. The answers are those that a classifier learns from.
    """
    drawn = {
        decision.subject.text_hash: decision
        for decision in decisions
        if decision.subject.question == question and decision.probability_drawn > 0
    }
    keys = [text_hash(answer.verbatim) for answer in answers]
    wrote = Counter(zip(keys, (answer.who.wave for answer in answers), strict=True))
    weights = []
    for key, answer in zip(keys, answers, strict=True):
        if answer.learned is None:
            continue
        weight = np.nan
        if answer.label.file == LOG and key in drawn:
            # a sample is of one wave: who wrote the same in another was not drawn with it
            respondents = wrote[key, drawn[key].subject.wave]
            weight = max(1, respondents) / drawn[key].probability_drawn
        weights.append(weight)
    return np.array(weights, dtype=np.float64)


def from_files(answers: Sequence[LabelledAnswer]) -> Bools:
    """Return which of the answers learned from have their label from a file, (answers,)."""
    learned = [answer.label.file != LOG for answer in answers if answer.learned is not None]
    return np.array(learned, dtype=bool)


def label_origins(weights: Floats, filed: Bools) -> LabelOrigins:
    """Return how many labels were drawn, chosen, and read from files."""
    drawn = int((~np.isnan(weights)).sum())
    return LabelOrigins(
        drawn=drawn, chosen=len(weights) - drawn - int(filed.sum()), filed=int(filed.sum())
    )
