"""`queue`: which answers of a study people should label next, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from pipeline.coding import StudyCoder, prepare
from pipeline.errors import MisuseError
from pipeline.ingest import read_answers
from pipeline.language import language
from pipeline.model import QUEUE, SPECIAL_CODES, Codebook, Floats, Tokens
from pipeline.normalise import alike
from pipeline.review.candidates import Candidates, Pick
from pipeline.review.label_queue import check_wishes
from pipeline.review.label_queue import queue as picks_of
from pipeline.review.sampling import draw, inclusion
from pipeline.review.strategies import unit_rows
from pipeline.study import Study, read_study

MOST_CANDIDATES = 20_000
"""Different texts of a question that are compared; where there are more, these are drawn by chance first, and the chance is kept."""


@dataclass
class _Text:
    """A text that waits for a label: who wrote it first (number of the wave, respondent), that verbatim, and how many wrote it."""

    first: tuple[int, str]
    verbatim: str
    respondents: int = 1


def queue(
    study: Study | Path | str,
    *,
    strategy: str = "mixed",
    size: int = 50,
    seed: int = 0,
    question: str | None = None,
    random_share: float | None = None,
) -> pd.DataFrame:
    """The answers to label next (`model.QUEUE`), at most `size`, divided over the questions by their unlabelled texts, or all of one question.

    Non-answers, and texts that someone labelled already, are left out. `strategy` is one of `review.STRATEGIES`; `random_share` says which
    part is drawn by chance where the strategy should not decide. The same study and seed give the same queue.
    """
    check_wishes(size, strategy, random_share)
    if seed < 0:
        raise MisuseError(f"seed {seed} is below 0; take any number from 0")
    study = study if isinstance(study, Study) else read_study(study)
    asked = tuple(study.questions) if question is None else (question,)
    for name in asked:
        study.question(name)
    coder = prepare(study, questions=asked)
    waiting = _waiting_texts(coder, asked)
    frames = [QUEUE.frame()]
    for name, of_question in divided(
        size, {name: len(texts) for name, texts in waiting.items()}
    ).items():
        rng = np.random.default_rng([seed, *name.encode()])
        texts, chance = _compared(waiting[name], rng)
        candidates = _candidates(coder, name, texts, chance)
        picks = picks_of(
            candidates, of_question, strategy=strategy, rng=rng, random_share=random_share
        )
        frames.append(_frame(coder, name, list(texts.values()), picks))
    return QUEUE.check(pd.concat(frames, ignore_index=True))


def candidates_of(
    coder: StudyCoder, question: str, texts: Mapping[str, tuple[str, int]]
) -> Candidates:
    """Texts (key -> verbatim and number of respondents) as candidates for a queue, in their order."""
    waiting = {
        key: _Text((0, ""), verbatim, respondents) for key, (verbatim, respondents) in texts.items()
    }
    return _candidates(coder, question, waiting, np.ones(len(waiting)))


def unit_words(coder: StudyCoder, question: str, texts: Sequence[str]) -> sp.csr_matrix:
    """The words of each text, those of few texts weighing more, as rows of length 1: their products tell how alike two texts are."""
    vocabulary: dict[str, int] = {}
    stop_words = language(coder.study.language).stop_words
    places = (
        _distinct_words(coder.coders[question].tokens(texts), stop_words, vocabulary)
        if texts
        else []
    )
    return unit_rows(_incidence(places, len(vocabulary)))


def shown_codes(book: Codebook) -> tuple[str, ...]:
    """The codes of the book as people read them."""
    return tuple(code if code in SPECIAL_CODES else book.theme(code).label for code in book.codes)


def divided(size: int, numbers: Mapping[str, int]) -> dict[str, int]:
    """The size divided in proportion to the numbers, none above its number, by largest remainders; parts of none left out."""
    total = sum(numbers.values())
    if size >= total:
        return {name: number for name, number in numbers.items() if number}
    parts = {name: size * number // total for name, number in numbers.items()}
    by_remainder = sorted(numbers, key=lambda name: -(size * numbers[name] % total))
    for name in by_remainder[: size - sum(parts.values())]:
        parts[name] += 1
    return {name: part for name, part in parts.items() if part}


def _waiting_texts(coder: StudyCoder, questions: Sequence[str]) -> dict[str, dict[str, _Text]]:
    """The different texts of each question that nobody labelled, sorted; non-answers left out."""
    found: dict[str, dict[str, _Text]] = {question: {} for question in questions}
    # what is labelled, or answers nothing, doesn't wait
    done = {
        question: {alike(a.verbatim) for a in coder.labelled.get(question, ())}
        for question in questions
    }
    for batch in read_answers(coder.study):
        wave = coder.study.wave_ids.index(batch.wave)
        columns = (batch.answers[name].tolist() for name in ("question", "respondent_id", "text"))
        for question, respondent, text in zip(*columns, strict=True):
            key = alike(text) if question in found else ""
            if not key or key in done[question]:
                continue
            known = found[question].get(key)
            if known is None and coder.non_answers.why(text):
                done[question].add(key)
            elif known is None:
                found[question][key] = _Text((wave, respondent), text)
            else:
                known.respondents += 1
                if (wave, respondent) < known.first:
                    known.first, known.verbatim = (wave, respondent), text
    return {question: dict(sorted(texts.items())) for question, texts in found.items()}


def _compared(
    texts: Mapping[str, _Text], rng: np.random.Generator
) -> tuple[dict[str, _Text], Floats]:
    """The texts that are compared, sorted, and the chance each had of being so."""
    keys = list(texts)
    chance = inclusion(np.array([float(texts[key].respondents) for key in keys]), MOST_CANDIDATES)
    rows = np.sort(draw(chance, rng)) if len(keys) > MOST_CANDIDATES else np.arange(len(keys))
    return {keys[i]: texts[keys[i]] for i in rows.tolist()}, chance[rows]


def _candidates(
    coder: StudyCoder, question: str, texts: Mapping[str, _Text], chance: Floats
) -> Candidates:
    of_question, book = coder.coders[question], coder.books[question]
    labelled = [a for a in coder.labelled.get(question, ()) if a.learned is not None]
    own = language(coder.study.language)
    vocabulary: dict[str, int] = {}
    taught = of_question.tokens([a.verbatim.strip() for a in labelled])
    tokens = of_question.tokens([text.verbatim.strip() for text in texts.values()])
    places = [_distinct_words(part, own.stop_words, vocabulary) for part in (taught, tokens)]
    labelled_words, words = (_incidence(part, len(vocabulary)) for part in places)
    number = {code: i for i, code in enumerate(book.codes)}
    labels = np.zeros(len(number), dtype=np.int64)
    for answer in labelled:
        codes = {code for code, _ in answer.label.codes}
        labels[[number[c] for c in codes.union(*(book.ancestors(code) for code in codes))]] += 1
    return Candidates(
        keys=tuple(texts),
        counts=np.array([text.respondents for text in texts.values()], dtype=np.int64),
        ruled=of_question.ruled(tokens),
        probabilities=of_question.probabilities(tokens),
        codes=shown_codes(book),
        labels=labels,
        words=words,
        vocabulary=tuple(vocabulary),
        labelled_words=labelled_words,
        chance=chance,
    )


def _distinct_words(
    tokens: Tokens, stop_words: frozenset[str], vocabulary: dict[str, int]
) -> list[set[int]]:
    """The numbers in the vocabulary of each text's words that say something; new words are added to it."""
    of_word: dict[int, int] = {}
    for word in np.unique(tokens.word).tolist():
        said = tokens.lexicon[word]
        if said.is_word and said.folded not in stop_words:
            of_word[word] = vocabulary.setdefault(said.folded, len(vocabulary))
    firsts = tokens.first.tolist()
    numbers = tokens.word.tolist()
    return [{of_word[w] for w in numbers[a:b] if w in of_word} for a, b in pairwise(firsts)]


def _incidence(texts: Sequence[set[int]], words: int) -> sp.csr_matrix:
    ends = np.cumsum([0, *map(len, texts)])
    columns = np.array([word for text in texts for word in sorted(text)], dtype=np.int64)
    return sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), words))


def _frame(
    coder: StudyCoder, question: str, texts: Sequence[_Text], picks: Sequence[Pick]
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
    """The codes that rules and classifier give each text."""
    codes: list[list[str]] = [[] for _ in texts]
    if texts:
        coded = coder.coders[question].code(texts, [""] * len(texts))
        for text, code in zip(coded.text.tolist(), coded.code.tolist(), strict=True):
            codes[text].append(coder.books[question].codes[code])
    return [", ".join(found) for found in codes]
