"""Fills the shelves that reviewers work from: reads a study's answers, codes each distinct text once, and settles the queues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.codebook import codebook_version
from pipeline.coding import StudyCoder
from pipeline.decisions import Labels, Who
from pipeline.ingest import read_answers
from pipeline.language import Language, language
from pipeline.model import Bools, Floats, Ints
from pipeline.normalise import alike, text_hash
from pipeline.review.candidates import Candidates, Reason
from pipeline.review.pick import candidates_of, unit_words
from pipeline.review.sampling import draw, inclusion
from pipeline.review.strategies import STRATEGIES
from pipeline.review.texts import Filed, Order, Shelf, ShelfText, luck
from pipeline.review.values import Suggestion

SURE = 0.5
"""Confidence in a whole set of codes below which a text is in the queue of unsure ones (likelier wrong than right), where no bound is known
(`auto_accept`)."""

MOST_RARE = 300
"""Texts in the queue of rare themes."""
MOST_COMPARED = 20_000
"""Texts among which rules and classifier are compared, and rare themes looked for."""

Member = tuple[str, str, str]
"""Wave, respondent and verbatim."""


def fill_shelves(coder: StudyCoder, questions: Sequence[str]) -> dict[str, Shelf]:
    """A shelf for each question. Texts without a word or sign are on none of them."""
    texts, segments = _distinct(coder, questions)
    return {question: _shelf(coder, question, texts[question], segments) for question in questions}


def _distinct(
    coder: StudyCoder, questions: Sequence[str]
) -> tuple[dict[str, list[ShelfText]], dict[Who, tuple[str, ...]]]:
    """The distinct texts of each question, and the segments of every respondent."""
    segments: dict[Who, tuple[str, ...]] = {}
    found: dict[str, dict[str, list[Member]]] = {question: {} for question in questions}
    # the newest wave first: its answers are those that a reviewer knows
    for wave in reversed(coder.study.wave_ids):
        for batch in read_answers(coder.study, waves=[wave]):
            respondents = batch.answers.drop_duplicates("respondent_id")
            values = zip(
                *(respondents[name].tolist() for name in coder.study.segments), strict=True
            )
            named = zip(respondents["respondent_id"].tolist(), values, strict=False)
            segments.update(((wave, who), tuple(map(str, of_one))) for who, of_one in named)
            columns = (
                batch.answers[name].tolist() for name in ("question", "respondent_id", "text")
            )
            for question, respondent, text in zip(*columns, strict=True):
                folded = alike(text) if question in found else ""
                if folded:
                    found[question].setdefault(folded, []).append((wave, respondent, text))
    shelved = {
        question: [
            ShelfText(text_hash(folded), folded, tuple(members))
            for folded, members in sorted(
                of_question.items(), key=lambda item: (-len(item[1]), item[0])
            )
        ]
        for question, of_question in found.items()
    }
    return shelved, segments


def _shelf(
    coder: StudyCoder,
    question: str,
    texts: Sequence[ShelfText],
    segments: Mapping[Who, tuple[str, ...]],
) -> Shelf:
    own, seed = language(coder.study.language), coder.study.review.seed
    bare = [text.verbatim.strip() for text in texts]
    empty = [coder.non_answers.why(text) for text in bare]
    suggestions, confidence = _suggestions(coder, question, texts, bare, empty)
    filed = _filed(texts, coder.labels.get(question, Labels()))
    orders = {
        "sample": _sample(coder, question, texts, own),
        **_unsure(coder, question, suggestions, confidence, own),
    }
    if texts:
        # of very many texts those of most respondents are compared
        compared = texts[:MOST_COMPARED]
        candidates = candidates_of(
            coder, question, {text.key: (text.verbatim, len(text.members)) for text in compared}
        )
        orders |= _doubted(candidates, np.array(empty[:MOST_COMPARED]) != "", orders["unsure"], own)
    return Shelf(
        question=question,
        book=coder.books[question],
        version=codebook_version(coder.books[question]),
        texts=tuple(texts),
        suggestions=suggestions,
        words=unit_words(coder, question, bare),
        orders=orders,
        filed=filed,
        second=np.array([luck(text.key, seed) for text in texts]),
        segments=segments,
    )


def _suggestions(
    coder: StudyCoder,
    question: str,
    texts: Sequence[ShelfText],
    bare: Sequence[str],
    empty: Sequence[str],
) -> tuple[list[tuple[Suggestion, ...]], Floats]:
    found: list[list[Suggestion]] = [[] for _ in texts]
    book = coder.books[question]
    coded, confidence = coder.coders[question].code_with_probability(bare, empty)
    columns = (
        getattr(coded, name).tolist()
        for name in ("text", "code", "source", "probability", "start", "end", "why")
    )
    for text, code, source, chance, start, end, why in zip(*columns, strict=True):
        # offsets were found in the text without the white space around it
        lead = len(texts[text].verbatim) - len(texts[text].verbatim.lstrip())
        spans = ((start + lead, end + lead),) if start >= 0 else ()
        name = "classifier" if source == 2 else "rules"
        found[text].append(Suggestion(book.codes[code], name, float(chance), spans, why))
    return [tuple(of_text) for of_text in found], confidence


def _filed(texts: Sequence[ShelfText], labels: Labels) -> dict[int, Filed]:
    found: dict[int, Filed] = {}
    for i, text in enumerate(texts) if labels.filed else ():
        of_members = [
            labels.filed[who]
            for wave, name, _ in text.members
            if (who := (wave, name)) in labels.filed
        ]
        if of_members:
            codes = of_members[0].codes
            coder = ", ".join(dict.fromkeys(coder for _, coder in codes))
            found[i] = Filed(
                coder, tuple(code for code, _ in codes), len(of_members) == len(text.members)
            )
    return found


def _sample(coder: StudyCoder, question: str, texts: Sequence[ShelfText], own: Language) -> Order:
    """The random sample: texts of the newest wave, in proportion to the respondents of that wave who wrote them."""
    wave = coder.study.asked_in(question)[-1]
    sizes = np.array(
        [sum(member[0] == wave for member in text.members) for text in texts], dtype=np.float64
    )
    # a frame that other waves and the order of respondents don't change
    frame = sorted(np.flatnonzero(sizes).tolist(), key=lambda i: texts[i].key)
    chance = inclusion(sizes[frame], coder.study.review.sample) if frame else np.zeros(0)
    rng = np.random.default_rng([coder.study.review.seed, *question.encode()])
    drawn = draw(chance, rng) if coder.study.review.sample else np.zeros(0, dtype=np.int64)
    numbers = np.array(frame, dtype=np.int64)[drawn]
    return Order(numbers, (Reason("random").sentence(own),) * len(numbers), chance[drawn])


def _unsure(
    coder: StudyCoder,
    question: str,
    suggestions: Sequence[tuple[Suggestion, ...]],
    confidence: Floats,
    own: Language,
) -> dict[str, Order]:
    """What the machine is unsure of, the least sure first, and what it found nothing in."""
    bound = coder.acceptances.get(question)
    sure = SURE if bound is None or bound.threshold is None else bound.threshold
    coded = np.array([bool(of_text) for of_text in suggestions], dtype=bool)
    unsure = np.flatnonzero(coded & (confidence < sure))
    unsure = unsure[np.argsort(confidence[unsure].round(9), kind="stable")]
    without = np.flatnonzero(~coded)
    reasons = tuple(f"{c:.0%}" for c in confidence[unsure].tolist())
    return {
        "unsure": _chosen(
            unsure, tuple(own.text("review_unsure", percent=percent) for percent in reasons)
        ),
        "no-theme": _chosen(without, (own.text("review_no_theme"),) * len(without)),
    }


def _doubted(
    candidates: Candidates, empty: Bools, unsure: Order, own: Language
) -> dict[str, Order]:
    real = np.flatnonzero(~empty)
    found: dict[str, Order] = {}
    for queue, strategy, most in (("disagree", "disagree", len(real)), ("rare", "rare", MOST_RARE)):
        chosen = STRATEGIES[strategy].choose(candidates, real, most)
        reasons = tuple(reason.sentence(own) for _, reason in chosen)
        found[queue] = _chosen(np.array([i for i, _ in chosen], dtype=np.int64), reasons)
    doubtful = np.sort(unsure.texts[unsure.texts < len(candidates)])
    doubts = dict(STRATEGIES["uncertain"].choose(candidates, doubtful, len(doubtful)))
    known = zip(unsure.texts.tolist(), unsure.reasons, strict=True)
    reasons = tuple(
        doubts[text].sentence(own) if text in doubts else reason for text, reason in known
    )
    found["unsure"] = _chosen(unsure.texts, reasons)
    return found


def _chosen(texts: Ints, reasons: tuple[str, ...]) -> Order:
    return Order(texts, reasons, np.full(len(texts), np.nan))
