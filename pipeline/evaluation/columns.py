"""The tables of an evaluation: their columns and dtypes."""

from __future__ import annotations

from pipeline.model import Table, interval_columns

_QUESTIONS = ("text", "id of the question; empty for all questions with a classifier together")

EVALUATION = Table(
    "evaluation",
    {
        "question": _QUESTIONS,
        "coder": (
            "text",
            "rules; words or vectors: the classifier alone, by words or with sentence vectors too; "
            "llm: a language model alone; both: all together, as a run uses them; people: those "
            "who coded the same answers, among themselves",
        ),
        "answers": ("int", "labelled answers on which it was tried"),
        "respondents": ("int", "respondents who gave them"),
        **interval_columns("f1", "F1 of each answer's themes with their parents, averaged"),
        "over": ("text", "the coder beside which it is put; empty if none"),
        **interval_columns("added", "difference in F1 with that coder, on what both coded"),
        **interval_columns(
            "exact", "share of answers whose whole set of themes is right (subset accuracy)"
        ),
        "uncoded": ("float", "share of answers that got no theme"),
        "drawn": (
            "int",
            "of the labelled answers, those drawn at random (queue random); the other figures of a "
            "row are of all labelled answers alike, chosen ones too",
        ),
        **interval_columns(
            "f1_drawn",
            "F1 of those drawn, weighed by 1 / probability: of the answers as a whole; empty with "
            "fewer than 30 drawn",
        ),
        **interval_columns("exact_drawn", "share of those drawn whose whole set is right, as f1"),
        "calibration_error": (
            "float",
            "expected calibration error of a run's probabilities, in ten bins; only for both",
        ),
        "wanted_error": (
            "float",
            "share of wrong sets that is accepted in answers coded without a person; only for both",
        ),
        "coverage": (
            "float",
            "largest share of answers that can be coded so; only for both, and empty where so few "
            "labels could not show it",
        ),
        "coverage_confidence": ("float", "confidence from which that is"),
        "more_labels": ("int", "labelled answers more of a question, for the gain"),
        **interval_columns(
            "gain", "F1 that they would buy, from the learning curve; only of what learns"
        ),
    },
)
"""One row per question and coder, those of all questions together first."""

THEME_SCORES = Table(
    "themes",
    {
        "question": ("text", "id of the question"),
        "theme": ("text", "theme id or special code"),
        "label": ("text", "the theme's label"),
        "parent": ("text", "id of the parent theme, or empty"),
        "level": ("int", "0 = special code, 1 = top theme, 2 = sub-theme"),
        "labels": ("int", "answers to which people gave the theme or one below it"),
        "few": ("bool", "true where that is fewer than 10, too few to say much"),
        "coder": ("text", "rules, words, vectors, llm or both"),
        "found": ("int", "answers to which the coder gave it"),
        "right": ("int", "of these, the answers to which people gave it too"),
        **interval_columns("precision", "right / found"),
        **interval_columns("recall", "right / labels"),
        **interval_columns("f1", "2 right / (found + labels)"),
    },
)

CONFUSIONS = Table(
    "confusions",
    {
        "question": ("text", "id of the question"),
        "given": ("text", "theme that people gave and the program did not; empty for an extra"),
        "found": ("text", "theme that the program gave and people did not; empty for a miss"),
        "n": ("int", "answers in which that happened"),
        "respondent_id": ("text", "who gave the answer that shows it"),
        "verbatim": ("text", "that answer"),
    },
)
"""One row per example, at most three of each confusion; most frequent first."""

LEARNING = Table(
    "learning",
    {
        "question": _QUESTIONS,
        "coder": ("text", "words, vectors or both"),
        "labels": ("float", "labelled answers of a question that were learned from, on average"),
        **interval_columns("f1", "F1 per answer, of the same answers at every number of labels"),
    },
)
