"""The evaluation's page and pictures. Everything here was found in `pipeline.evaluation`; this only writes it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.evaluation import curves
from pipeline.evaluation.page_numbers import FigureView, interval, percents, with_numbers
from pipeline.evaluation.score_picture import SIGNS, scores, shown_coders
from pipeline.evaluation.values import (
    CODERS,
    FEW_LABELS,
    AnswerScore,
    Coder,
    Coverage,
    Evaluation,
    Learning,
    QuestionEvaluation,
    Reliability,
)
from pipeline.language import language
from pipeline.report import as_data, environment, page_colours
from pipeline.report.pictures import Picture
from pipeline.report.words import NOTHING, NumberFormats
from pipeline.study import HOUSE

MOST_CONFUSIONS = 8
METHOD = ("f1", "folds", "interval", "calibration", "coverage", "learning")


@dataclass(frozen=True)
class LineView:
    """A row of the table of questions: name, anchor and cells."""

    name: str
    anchor: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class QuestionView:
    """A question on the page: the evaluation, its pictures, and rows (label, level, few, cells) of its themes."""

    number: int
    anchor: str
    question: QuestionEvaluation
    coders: tuple[Coder, ...]
    themes: tuple[tuple[str, str], ...]
    theme_rows: tuple[tuple[str, int, bool, tuple[str, ...]], ...]
    few: int
    figures: tuple[FigureView, ...]
    more_confusions: int


def render_evaluation(found: Evaluation) -> Iterator[tuple[str, bytes]]:
    """Yields (path, content): the pictures as SVG, and the page that holds them all."""
    formats = _formats(found)
    drawn = {"": _figures(found.reliability, found.coverage, found.learning, formats)}
    themes: dict[str, tuple[Picture, ...]] = {}
    for q in found.questions:
        drawn[q.id] = _figures(q.reliability, q.coverage, q.learning, formats)
        themes[q.id] = scores(q, formats)
        for number, picture in enumerate(themes[q.id], 1):
            yield f"pictures/{q.id}-themes{'' if number == 1 else f'-{number}'}.svg", picture.svg
    for question, pictures in drawn.items():
        for name, picture in pictures.items():
            yield (
                f"pictures/{question}-{name}.svg" if question else f"pictures/all-{name}.svg",
                picture.svg,
            )
    yield "evaluation.html", _page(found, formats, drawn, themes).encode("utf-8")


def _formats(found: Evaluation) -> NumberFormats:
    tongue = language(found.language)
    return NumberFormats(
        tongue, tongue.text("respondent_singular"), tongue.text("respondent_plural")
    )


def _figures(
    reliability: Reliability | None,
    coverage: Coverage | None,
    learning: Learning | None,
    formats: NumberFormats,
) -> dict[str, Picture]:
    found = {}
    if reliability:
        found["reliability"] = curves.reliability(reliability, formats)
    if coverage:
        found["coverage"] = curves.coverage(coverage, formats)
    if learning:
        found["learning"] = curves.learning(learning, formats)
    return found


def _page(
    found: Evaluation,
    formats: NumberFormats,
    drawn: Mapping[str, Mapping[str, Picture]],
    themes: Mapping[str, tuple[Picture, ...]],
) -> str:
    views = [
        _question(i, q, formats, drawn[q.id], themes[q.id])
        for i, q in enumerate(found.questions, 1)
    ]
    both = found.scores["both"]
    return environment().get_template("evaluation.html.j2").render(
        found=found,
        views=views,
        f=formats,
        t=formats.text,
        coders=CODERS,
        signs=SIGNS,
        few=FEW_LABELS,
        most=MOST_CONFUSIONS,
        tiles=_tiles(found, both, formats),
        heads=_heads(found, formats),
        lines=_lines(found, formats),
        figures=with_numbers(drawn[""], (found.reliability, found.coverage, found.learning), formats),
        method=[
            (formats.text(f"eval_method_{key}_title"), formats.text(f"eval_method_{key}", folds=found.folds))
            for key in METHOD
        ],
        colours=page_colours(HOUSE),
        bars=[],
        wave_length=4,
    )  # fmt: skip


def _tiles(
    found: Evaluation, both: AnswerScore, formats: NumberFormats
) -> list[tuple[str, str, str]]:
    """Name, figure and small print of every tile."""
    respondents = f"{formats.number(found.respondents)} {formats.unit_of(found.respondents)}"
    tiles = [
        (formats.text("eval_answers_tile"), formats.number(found.answers), respondents),
        (
            formats.text("eval_f1_of_both"),
            formats.decimal(both.f1.value),
            interval(both.f1, formats),
        ),
        (
            formats.text("eval_exact_of_both"),
            formats.percent(both.exact.value),
            percents(both.exact, formats),
        ),
    ]
    if found.coverage:
        note = formats.text("eval_alone_note", error=formats.percent(found.error))
        tiles.append((formats.text("eval_alone_tile"), formats.percent(found.coverage.share), note))
    return tiles


def _heads(found: Evaluation, formats: NumberFormats) -> tuple[str, ...]:
    return (
        formats.text("eval_n"),
        *(f"{formats.text('eval_f1')} {formats.text(f'eval_coder_{coder}')}" for coder in CODERS),
        formats.text("eval_exact"),
        formats.text("eval_calibration_error"),
        formats.text("eval_coverage", error=formats.percent(found.error)),
    )


def _lines(found: Evaluation, formats: NumberFormats) -> list[LineView]:
    lines = [
        LineView(
            q.title, f"q-{q.id}", _cells(q.answers, q.scores, q.reliability, q.coverage, formats)
        )
        for q in found.questions
    ]
    together = [q for q in found.questions if q.reliability]
    if len(together) > 1:
        answers = sum(q.answers for q in together)
        cells = _cells(answers, found.scores, found.reliability, found.coverage, formats)
        lines.append(LineView(formats.text("eval_together"), "", cells))
    return lines


def _cells(
    answers: int,
    score: Mapping[Coder, AnswerScore],
    reliability: Reliability | None,
    coverage: Coverage | None,
    formats: NumberFormats,
) -> tuple[str, ...]:
    return (
        formats.number(answers),
        *(formats.measured(score[coder].f1) if coder in score else NOTHING for coder in CODERS),
        formats.percent(score["both"].exact.value),
        formats.decimal(reliability.error, 3) if reliability else NOTHING,
        formats.percent(coverage.share) if coverage else NOTHING,
    )


def _question(
    number: int,
    q: QuestionEvaluation,
    formats: NumberFormats,
    drawn: Mapping[str, Picture],
    themes: tuple[Picture, ...],
) -> QuestionView:
    coders = shown_coders(q)
    rows = tuple(
        (
            t.label,
            t.level,
            t.few,
            (
                formats.number(t.labels),
                *(
                    formats.measured(measure)
                    for coder in coders
                    for measure in (
                        t.scores[coder].precision,
                        t.scores[coder].recall,
                        t.scores[coder].f1,
                    )
                ),
            ),
        )
        for t in q.themes
    )
    return QuestionView(
        number=number,
        anchor=f"q-{q.id}",
        question=q,
        coders=coders,
        themes=tuple((as_data(picture.svg), picture.alt) for picture in themes),
        theme_rows=rows,
        few=sum(t.few for t in q.themes),
        figures=with_numbers(drawn, (q.reliability, q.coverage, q.learning), formats),
        more_confusions=max(0, len(q.confusions) - MOST_CONFUSIONS),
    )
