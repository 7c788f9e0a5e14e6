"""How far a study's coders agree: people with each other, and the machine's with people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from math import inf
from pathlib import Path

import numpy as np

from pipeline.agreement.independent_codings import Codings, question_codings
from pipeline.agreement.label_sets import set_figures
from pipeline.agreement.page import agreement_html
from pipeline.agreement.posterior import Posterior
from pipeline.agreement.theme_agreement import theme_figures
from pipeline.agreement.values import (
    CONCLUSIVE,
    FEW_TEXTS,
    Agreement,
    CoderFigures,
    Figures,
    PairFigures,
    QuestionAgreement,
    Statistic,
    ThemeAgreement,
)
from pipeline.coding import StudyCoder, prepare
from pipeline.counts import DRAWS
from pipeline.decisions import fingerprint, has_codings
from pipeline.errors import MisuseError
from pipeline.ingest import read_labels
from pipeline.model import SPECIAL_CODES, Bools, Codebook, code_matrix
from pipeline.study import Study, as_study
from pipeline.version import __version__

Progress = Callable[[str, int], None]


def agreement(
    study: Study | Path | str,
    *,
    question: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Agreement:
    """Return how far the coders of a study agree, per question and theme.

    Only codings made without sight of the others are compared. Coders are the reviewers in the log
    and in label files, the rules, the classifier (cross-fitted) and a language model that replied.
    Answers with the same text count once. Intervals rest on `draws` random weightings of the
    respondents; the same files and `seed` give the same figures. Raises a `TurvenError` for
    anything a user can fix, such as a study without codings.
    """
    study = as_study(study)
    questions = tuple(study.questions) if question is None else (question,)
    _check(study, questions, draws, seed)
    if not has_codings(study):
        # told before any work begins; what codings there are may still have nothing in common
        raise MisuseError(_nobody_coded(study))
    tell = progress or (lambda stage, done: None)
    tell("prepare", 0)
    study_coder = prepare(study, questions=questions)
    filed, _ = read_labels(study)
    compared = []
    for number, name in enumerate(questions):
        tell("agree", round(100 * number / len(questions)))
        codings = question_codings(study_coder, name, filed)
        if codings is not None:
            rng = np.random.default_rng((seed, list(study.questions).index(name)))
            posterior = Posterior(codings.respondents, rng, draws)
            compared.append(_question_agreement(study_coder, name, codings, posterior))
    if not compared:
        raise MisuseError(_nobody_coded(study))
    known = {question.id for question in compared}
    return Agreement(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        draws=draws,
        seed=seed,
        questions=tuple(compared),
        without=tuple(name for name in questions if name not in known),
        decisions=len(study_coder.decisions),
        log=fingerprint(study_coder.decisions),
        version=__version__,
    )


def agreement_page(agreement: Agreement) -> str:
    """Return the agreement page as self-contained HTML."""
    return agreement_html(agreement)


def _check(study: Study, questions: Sequence[str], draws: int, seed: int) -> None:
    for question in questions:
        study.question(question)
    if draws < 1 or seed < 0:
        raise MisuseError(
            f"draws: {draws}, seed: {seed}; write 1 or more draws, and a seed of 0 or more"
        )


def _nobody_coded(study: Study) -> str:
    return (
        f"Study '{study.study}' has no codings of people to compare; let two reviewers code the "
        f"same answers with  turven review {study.folder}  (queue: second coding), or name label "
        f"files of two coders under 'labels:' in {study.file}"
    )


def _question_agreement(
    study_coder: StudyCoder, question: str, codings: Codings, posterior: Posterior
) -> QuestionAgreement:
    book = study_coder.books[question]
    pairs = _pairs(codings, posterior)
    people = [row[: codings.people] for row in codings.sets]
    return QuestionAgreement(
        id=question,
        title=book.title,
        text=study_coder.study.questions[question].text,
        codebook_version=book.version,
        texts=len(codings.sets),
        respondents=posterior.size,
        coders=_coders(codings, pairs),
        pairs=pairs,
        people=set_figures(people, posterior),
        everyone=set_figures(codings.sets, posterior),
        themes=_themes(book, codings, posterior),
    )


def _pairs(codings: Codings, posterior: Posterior) -> tuple[PairFigures, ...]:
    pairs = []
    for one, other in combinations(range(len(codings.coders)), 2):
        sets = [(row[one], row[other]) for row in codings.sets]
        pairs.append(PairFigures(one, other, set_figures(sets, posterior)))
    return tuple(pairs)


def _coders(codings: Codings, pairs: Sequence[PairFigures]) -> tuple[CoderFigures, ...]:
    coders = []
    for place, coder in enumerate(codings.coders):
        own = _with_people(place, codings.people, pairs)
        figures = CoderFigures(
            name=coder.name,
            kind=coder.kind,
            texts=sum(row[place] is not None for row in codings.sets),
            percent=_mean(own, "percent"),
            alpha=_mean(own, "alpha"),
        )
        coders.append(figures)
    odd = _odd_one_out(len(coders), pairs)
    if odd is not None:
        coders[odd] = replace(coders[odd], odd=True)
    return tuple(coders)


def _with_people(coder: int, people: int, pairs: Sequence[PairFigures]) -> list[Figures]:
    """Return the figures of a coder's pairs with people, or without any with the machine's coders.

    The first `people` coders are people.
    """
    others = {
        pair.other if pair.one == coder else pair.one: pair.figures
        for pair in pairs
        if coder in (pair.one, pair.other)
    }
    with_people = [figures for other, figures in others.items() if other < people]
    return with_people or list(others.values())


def _mean(figures: Sequence[Figures], statistic: Statistic) -> float | None:
    """Return the mean over pairs, each weighted by its number of texts."""
    values = [(of_pair.of[statistic].value, of_pair.n) for of_pair in figures]
    known = [(value, n) for value, n in values if value is not None]
    if not known:
        return None
    return round(sum(value * n for value, n in known) / sum(n for _, n in known), 6)


def _odd_one_out(coders: int, pairs: Sequence[PairFigures]) -> int | None:
    """Return the coder whose best agreement with another is below the worst among the others.

    None if there is no such coder. Pairs with few texts are ignored.
    """
    for coder in range(coders):
        own: list[float] = []
        others: list[float] = []
        for pair in pairs:
            alpha = pair.figures.alpha.value
            if alpha is not None and pair.figures.n >= FEW_TEXTS:
                among = own if coder in (pair.one, pair.other) else others
                among.append(alpha)
        if own and others and max(own) < min(others):
            return coder
    return None


def _themes(book: Codebook, codings: Codings, posterior: Posterior) -> tuple[ThemeAgreement, ...]:
    has, coded = _incidence(book, codings)
    people = theme_figures(has[:, : codings.people], coded[:, : codings.people], posterior)
    everyone = theme_figures(has, coded, posterior)
    places = [(p.theme.id, p.theme.label, p.parent, p.level) for p in book.placed]
    places += [(code, code.replace("-", " "), "", 0) for code in SPECIAL_CODES]
    themes = [
        ThemeAgreement(*place, *figures)
        for place, *figures in zip(places, people, everyone, strict=True)
    ]
    compares_people = people[0].n > 0
    themes.sort(key=lambda t: _lowest_first(t.people if compares_people else t.everyone))
    return tuple(themes)


def _lowest_first(figures: Figures) -> tuple[int, float]:
    """Return a sort key: conclusive themes by alpha, then rare ones, then those never assigned."""
    group = 0 if figures.verdict in CONCLUSIVE else 1 if figures.given else 2
    return group, inf if figures.alpha.value is None else figures.alpha.value


def _incidence(book: Codebook, codings: Codings) -> tuple[Bools, Bools]:
    """Return whether each coder gave each text each code or one below it, and coded it at all.

    Shapes: (texts, coders, codes) and (texts, coders).
    """
    by_coder = list(zip(*codings.sets, strict=True))
    has = [code_matrix(book, [codes or () for codes in sets]) for sets in by_coder]
    coded = [[codes is not None for codes in sets] for sets in by_coder]
    return np.stack(has, axis=1), np.array(coded, dtype=bool).T
