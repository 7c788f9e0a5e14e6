"""How far those who coded a study agree: people with each other, and rules and classifier with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from math import inf, nan
from pathlib import Path

import numpy as np

from pipeline.agreement.independent_codings import Codes, Codings, question_codings
from pipeline.agreement.label_sets import set_figures
from pipeline.agreement.page import agreement_html
from pipeline.agreement.resampling import DRAWS, Resampling
from pipeline.agreement.theme_agreement import theme_figures
from pipeline.agreement.values import (
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
from pipeline.decisions import fingerprint
from pipeline.errors import MisuseError
from pipeline.ingest import read_labels
from pipeline.model import SPECIAL_CODES, Bools, Codebook
from pipeline.study import Study, read_study
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
    """How far the coders of a study agree, per question and theme, by what each made of a text without sight of the others.

    Coders are the reviewers of the log, those of label files, the rules and the classifier (which codes an answer it learned from as if it hadn't).
    Alike answers count once. The intervals come of `draws` samples of respondents; the same files and `seed` give the same figures. Raises a
    `TurvenError` for anything a user can mend, such as a study that nobody coded.
    """
    study = study if isinstance(study, Study) else read_study(study)
    wanted = (question,) if question is not None else tuple(study.questions)
    for name in wanted:
        study.question(name)
    if draws < 1 or seed < 0:
        raise MisuseError(
            f"draws: {draws}, seed: {seed}; write 1 or more draws, and a seed of 0 or more"
        )
    tell = progress or (lambda stage, done: None)
    tell("prepare", 0)
    coder = prepare(study, questions=wanted)
    filed, _ = read_labels(study)
    found = {}
    for number, name in enumerate(wanted):
        tell("agree", round(100 * number / len(wanted)))
        codings = question_codings(coder, name, filed)
        if codings is not None:
            rng = np.random.default_rng((seed, list(study.questions).index(name)))
            found[name] = _question(coder, name, codings, draws, rng)
    if not found:
        raise MisuseError(_nobody(study))
    return Agreement(
        study=study.study,
        title=study.title,
        note=study.note,
        language=study.language,
        draws=draws,
        seed=seed,
        questions=tuple(found.values()),
        without=tuple(name for name in wanted if name not in found),
        decisions=len(coder.decisions),
        log=fingerprint(coder.decisions),
        version=__version__,
    )


def agreement_page(found: Agreement) -> str:
    """The page of agreement as HTML that needs nothing else."""
    return agreement_html(found)


def _nobody(study: Study) -> str:
    return (
        f"Study '{study.study}' has no codings of people to compare; let two reviewers code the same answers with  turven review {study.folder}  "
        f"(queue: second coding), or name label files of two coders under 'labels:' in {study.file}"
    )


def _question(
    coder: StudyCoder, question: str, codings: Codings, draws: int, rng: np.random.Generator
) -> QuestionAgreement:
    book = coder.books[question]
    respondents = np.unique(np.array(codings.respondents, dtype=object), return_inverse=True)[1]
    resampling = Resampling(respondents, rng, draws)
    pairs = _pairs(codings, resampling)
    return QuestionAgreement(
        id=question,
        title=book.title,
        text=coder.study.questions[question].text,
        codebook_version=book.version,
        texts=len(codings.sets),
        respondents=resampling.size,
        coders=_coders(codings, pairs),
        pairs=pairs,
        people=set_figures([row[: codings.people] for row in codings.sets], resampling),
        everyone=set_figures(codings.sets, resampling),
        themes=_themes(book, codings, resampling),
    )


def _pairs(codings: Codings, resampling: Resampling) -> tuple[PairFigures, ...]:
    return tuple(
        PairFigures(
            one, other, set_figures([(row[one], row[other]) for row in codings.sets], resampling)
        )
        for one, other in combinations(range(len(codings.coders)), 2)
    )


def _coders(codings: Codings, pairs: tuple[PairFigures, ...]) -> tuple[CoderFigures, ...]:
    found = []
    for place, (kind, name) in enumerate(codings.coders):
        own = [pair.figures for pair in pairs if place in (pair.one, pair.other)]
        texts = sum(row[place] is not None for row in codings.sets)
        found.append(CoderFigures(name, kind, texts, _mean(own, "percent"), _mean(own, "alpha")))
    odd = _odd(len(found), pairs)
    return tuple(replace(coder, odd=place == odd) for place, coder in enumerate(found))


def _mean(figures: list[Figures], name: Statistic) -> float:
    """The mean over pairs, each counted as often as it has texts."""
    known = [f for f in figures if f.of[name].known]
    total = sum(f.of[name].value * f.n for f in known)
    return round(total / sum(f.n for f in known), 6) if known else nan


def _odd(coders: int, pairs: tuple[PairFigures, ...]) -> int:
    """The coder whose best agreement with another is below the worst agreement among the others; -1 where there is none.

    Pairs of few texts take no part.
    """
    said = [
        pair for pair in pairs if pair.figures.n >= FEW_TEXTS and pair.figures.of["alpha"].known
    ]
    alphas = {(pair.one, pair.other): pair.figures.of["alpha"].value for pair in said}
    for coder in range(coders):
        own = [alpha for pair, alpha in alphas.items() if coder in pair]
        others = [alpha for pair, alpha in alphas.items() if coder not in pair]
        if own and others and max(own) < min(others):
            return coder
    return -1


def _themes(book: Codebook, codings: Codings, resampling: Resampling) -> tuple[ThemeAgreement, ...]:
    has, coded = _incidence(book, codings)
    people = theme_figures(has[:, : codings.people], coded[:, : codings.people], resampling)
    everyone = theme_figures(has, coded, resampling)
    places = [(p.theme.id, p.theme.label, p.parent, p.level) for p in book.placed]
    places += [(code, code.replace("-", " "), "", 0) for code in SPECIAL_CODES]
    several = bool(people) and people[0].n > 0
    found = [
        ThemeAgreement(*place, *both) for place, *both in zip(places, people, everyone, strict=True)
    ]
    return tuple(
        sorted(found, key=lambda theme: _lowness(theme.people if several else theme.everyone))
    )


def _lowness(figures: Figures) -> tuple[int, float]:
    """Themes about which something can be said first, the lowest alpha first; then those given too rarely, and those that nobody gave."""
    alpha = figures.of["alpha"]
    said = (
        0 if figures.verdict in ("reliable", "tentative", "too-low") else 1 if figures.given else 2
    )
    return said, alpha.value if alpha.known else inf


def _incidence(book: Codebook, codings: Codings) -> tuple[Bools, Bools]:
    """Whether each coder gave each text each code or one below it, (texts, coders, codes), and whether they coded it, (texts, coders)."""
    number = {code: i for i, code in enumerate(book.codes)}
    closed: dict[Codes, list[int]] = {}
    has = np.zeros((len(codings.sets), len(codings.coders), len(number)), dtype=bool)
    coded = np.zeros(has.shape[:2], dtype=bool)
    for unit, row in enumerate(codings.sets):
        for place, codes in enumerate(row):
            if codes is not None:
                if codes not in closed:
                    above = {ancestor for code in codes for ancestor in book.ancestors(code)}
                    closed[codes] = [number[code] for code in codes | above]
                coded[unit, place] = True
                has[unit, place, closed[codes]] = True
    return has, coded
