"""Makes the weights of the pair model: `python tests/quality/pair_weights.py`.

One logistic regression (C .3, standardised) on the pairs of `coded_answers`, each question in the
ways a codebook may be: with its bank, rules and labels, and without. It prints the F1 of each
answer, averaged, with weights learned on the other questions and surveys alone (so they stand for
weights on a question they never saw), then writes pipeline/coding/pair_model/weights.json, learned
on all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from coded_answers import (
    QUESTIONS,
    SETS,
    SURVEYS,
    CodedAnswer,
    compared,
    f1,
    labels_of_2024,
    question_answers,
    question_book,
    survey_answers,
    survey_book,
)
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipeline.coding.classifier import best_sets
from pipeline.coding.embedders import Embedder, read_embedder
from pipeline.coding.pair_model import (
    LabelledText,
    PairFeatures,
    PairWeights,
    SplitTexts,
    feature_names,
    shown_texts,
)
from pipeline.coding.rules import RuleMatcher
from pipeline.coding.theme_model import ContentWords
from pipeline.language import language
from pipeline.model import OTHER, Bools, Codebook, Floats, Theme
from pipeline.normalise import NonAnswers, linguist

FILE = Path(__file__).parents[2] / "pipeline" / "coding" / "pair_model" / "weights.json"
PENALTY = 0.3
OF_THE_REST = 0.95

Way = tuple[str, Callable[[Codebook], Codebook], bool]


@dataclass(frozen=True)
class Pairs:
    """The pairs of some answers and the top themes of a codebook, coded in one way.

    features: (answers, themes, features). truth: the same without the last.
    """

    subject: str
    part: str
    way: str
    features: Floats
    truth: Floats
    themes: tuple[str, ...]
    codes: tuple[frozenset[str], ...]
    nothing: Bools


def small(book: Codebook) -> Codebook:
    """The codebook without its bank."""
    return replace(book, bank=())


def bare(book: Codebook) -> Codebook:
    """The codebook without bank and rules."""
    return replace(small(book), themes=tuple(_without_rules(theme) for theme in book.themes))


def whole(book: Codebook) -> Codebook:
    """The codebook as it is."""
    return book


WAYS: tuple[Way, ...] = (
    ("bank, rules, labels", whole, True),
    ("bank, rules", whole, False),
    ("rules, labels", small, True),
    ("rules", small, False),
    ("examples alone", bare, False),
)


def all_pairs(embedder: Embedder | None) -> Iterator[Pairs]:
    """The pairs of all questions and surveys, in all ways."""
    for question in QUESTIONS:
        for way, changed, with_labels in WAYS:
            book = changed(question_book(question))
            labels = labels_of_2024(question) if with_labels else []
            for part in SETS:
                answers = question_answers(part, question)
                yield make_pairs(book, answers, labels, embedder, (question, part, way))
    for survey in SURVEYS:
        for way, changed, _ in WAYS[3:]:
            book = changed(survey_book(survey))
            names = (survey, "survey", way)
            yield make_pairs(book, survey_answers(survey), [], embedder, names)


def make_pairs(
    book: Codebook,
    answers: Sequence[CodedAnswer],
    labels: Sequence[CodedAnswer],
    embedder: Embedder | None,
    names: tuple[str, str, str],
) -> Pairs:
    """The pairs of answers with the top themes of a codebook."""
    tongue = linguist(book.language)
    non_answers = NonAnswers(language(book.language))
    taught = [
        LabelledText(label.text.strip(), tuple(sorted(label.codes)), label.respondent)
        for label in labels
    ]
    features = PairFeatures(book, tongue, shown_texts(book, taught, tongue), embedder)
    texts = [answer.text for answer in answers]
    tokens = tongue.tokens(texts)
    hits = RuleMatcher(book, tongue).match(tokens)
    split = SplitTexts.split(tokens, hits, book, ContentWords(tongue).among(tokens))
    x = features.of(features.likenesses(split.segment_tokens), split.segments, split.hits)
    tops = tuple(theme.id for theme in book.themes)
    codes = tuple(compared(book, answer.codes) for answer in answers)
    subject, part, way = names
    return Pairs(
        subject=subject,
        part=part,
        way=way,
        features=x[:, [book.numbers[top] for top in tops]],
        truth=np.array([[float(top in given) for top in tops] for given in codes]),
        themes=tops,
        codes=codes,
        nothing=np.array([bool(non_answers.why(text)) for text in texts]),
    )


def learn(pairs: Sequence[Pairs]) -> PairWeights:
    """The weights learned on pairs."""
    x = np.concatenate([each.features.reshape(-1, each.features.shape[2]) for each in pairs])
    y = np.concatenate([each.truth.ravel() for each in pairs])
    scaler = StandardScaler().fit(x)
    machine = LogisticRegression(C=PENALTY, max_iter=1_000).fit(scaler.transform(x), y)
    weight = machine.coef_[0] / scaler.scale_
    return PairWeights(float(machine.intercept_[0] - weight @ scaler.mean_), weight)


def mean_f1(pairs: Pairs, weights: PairWeights) -> float:
    """The F1 of each answer's best set, averaged; "none of these" is overig."""
    p = 1 / (1 + np.exp(-weights.log_odds(pairs.features)))
    none = np.minimum(np.prod(1 - p, axis=1, keepdims=True), OF_THE_REST)
    chosen = best_sets(np.hstack((p, none)), at_least_one=True)
    names = np.array([*pairs.themes, OTHER])
    scores = []
    for row, nothing, true in zip(chosen, pairs.nothing, pairs.codes, strict=True):
        found = frozenset(["geen-antwoord"]) if nothing else frozenset(names[row].tolist())
        scores.append(f1(found, true))
    return float(np.mean(scores))


def calibration_error(pairs: Pairs, weights: PairWeights) -> float:
    """The distance between claimed and true shares, over ten bins."""
    p = (1 / (1 + np.exp(-weights.log_odds(pairs.features)))).ravel()
    place = np.minimum((p * 10).astype(np.int64), 9)
    claimed, true = np.bincount(place, p, 10), np.bincount(place, pairs.truth.ravel(), 10)
    return float(np.abs(claimed - true).sum() / len(p))


def _without_rules(theme: Theme) -> Theme:
    return replace(theme, rules=(), themes=tuple(_without_rules(child) for child in theme.themes))


def main() -> None:
    """Measures, prints and writes."""
    written = {}
    for spaces, embedder in ((("words",), None), (("words", "vectors"), read_embedder("use"))):
        pairs = list(all_pairs(embedder))
        table = Table("way", "part", "F1", "calibration error", title=" and ".join(spaces))
        without = {
            subject: learn([each for each in pairs if each.subject != subject])
            for subject in {each.subject for each in pairs}
        }
        for way, part in dict.fromkeys((each.way, each.part) for each in pairs):
            some = [each for each in pairs if (each.way, each.part) == (way, part)]
            scores = [mean_f1(each, without[each.subject]) for each in some]
            errors = [calibration_error(each, without[each.subject]) for each in some]
            table.add_row(way, part, f"{np.mean(scores):.3f}", f"{np.mean(errors):.3f}")
        Console().print(table)
        weights = learn(pairs)
        named = zip(feature_names(spaces), weights.weight.tolist(), strict=True)
        written[" and ".join(spaces)] = {
            "level": round(weights.level, 4),
            "weights": {name: round(value, 4) for name, value in named},
        }
    FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
