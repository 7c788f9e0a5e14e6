"""The evaluation's page and charts. It shows figures and computes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluation.curve_pictures import CurveFigure, curve_figures
from pipeline.evaluation.theme_picture import method_name, shown_methods, theme_pictures
from pipeline.evaluation.values import (
    FEW_DRAWN,
    FEW_LABELS,
    AnswerScore,
    Evaluation,
    Method,
    Performance,
    QuestionEvaluation,
    ThemeScore,
)
from pipeline.report import TableRow, Tile, method_notes, render_measurement
from pipeline.report.pictures import Picture
from pipeline.report.words import NOTHING, NumberFormats

MAX_CONFUSIONS = 8
MINUS = "\N{MINUS SIGN}"
_CODER_HEADS = ("coder", "n", "f1", "adds", "exact", "uncoded")
METHOD_NOTES = ("coders", "f1", "folds", "interval", "calibration", "coverage", "learning")


@dataclass(frozen=True)
class QuestionView:
    """A question on the page: the evaluation, its charts, and rows of its themes."""

    number: int
    anchor: str
    question: QuestionEvaluation
    coders: Sequence[TableRow]
    methods: tuple[Method, ...]
    themes: Sequence[Picture]
    theme_rows: Sequence[TableRow]
    few: int
    figures: Sequence[CurveFigure]
    more_confusions: int


@dataclass(frozen=True)
class _Pictures:
    themes: tuple[Picture, ...]
    figures: Mapping[str, CurveFigure]

    def files(self, name: str) -> Iterator[tuple[str, bytes]]:
        for curve, figure in self.figures.items():
            yield f"pictures/{name}-{curve}.svg", figure.picture.svg


def render_evaluation(evaluation: Evaluation) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content): the charts as SVG, and the page with all of them."""
    formats = NumberFormats.of_language(evaluation.language)
    together = _Pictures((), curve_figures(evaluation, formats))
    drawn: dict[str, _Pictures] = {}
    for question in evaluation.questions:
        pictures = _Pictures(theme_pictures(question, formats), curve_figures(question, formats))
        drawn[question.id] = pictures
        for number, picture in enumerate(pictures.themes, 1):
            ending = "" if number == 1 else f"-{number}"
            yield f"pictures/{question.id}-themes{ending}.svg", picture.svg
    yield from together.files("all")
    for name, pictures in drawn.items():
        yield from pictures.files(name)
    yield "evaluation.html", _page(evaluation, together, drawn, formats).encode("utf-8")


def _page(
    evaluation: Evaluation,
    together: _Pictures,
    drawn: Mapping[str, _Pictures],
    formats: NumberFormats,
) -> str:
    questions = enumerate(evaluation.questions, 1)
    return render_measurement(
        "pipeline.evaluation",
        "evaluation.html.j2",
        formats,
        prefix="eval",
        result=evaluation,
        views=[_question(number, q, drawn[q.id], formats) for number, q in questions],
        f=formats,
        few=FEW_LABELS,
        most=MAX_CONFUSIONS,
        tiles=_tiles(evaluation, formats),
        origins=origins_in_words(evaluation, formats),
        heads=_heads(evaluation, formats),
        lines=_lines(evaluation, formats),
        coder_heads=[formats.text(f"eval_{key}") for key in _CODER_HEADS],
        coders=coder_rows(evaluation, formats),
        figures=list(together.figures.values()),
        method=method_notes(formats, "eval", METHOD_NOTES, folds=evaluation.folds),
    )


def _tiles(evaluation: Evaluation, formats: NumberFormats) -> list[Tile]:
    text, percent = formats.text, formats.percent
    f1, exact = evaluation.scores["both"].f1, evaluation.scores["both"].exact
    f1_interval = exact_interval = ""
    if f1.interval:
        f1_interval = "–".join(formats.decimal(end) for end in f1.interval)
    if exact.interval:
        exact_interval = formats.percents(*exact.interval)
    answers, respondents = formats.number(evaluation.answers), formats.units(evaluation.respondents)
    tiles = [
        Tile(text("eval_answers_tile"), answers, respondents),
        Tile(text("eval_f1_of_both"), formats.decimal(f1.value), f1_interval),
        Tile(text("eval_exact_of_both"), percent(exact.value), exact_interval),
    ]
    score = evaluation.drawn.get("both")
    if score is not None:
        interval = "–".join(formats.decimal(end) for end in score.f1.interval or ())
        tiles.insert(1, Tile(text("eval_drawn_tile"), formats.decimal(score.f1.value), interval))
    if evaluation.coverage and not evaluation.coverage.few:
        note = text("eval_alone_note", error=percent(evaluation.error))
        tiles.append(Tile(text("eval_alone_tile"), percent(evaluation.coverage.share), note))
    return tiles


def origins_in_words(performance: Performance, formats: NumberFormats) -> str:
    """Return where the labels come from, and whether they tell of the answers as a whole."""
    text, origins = formats.text, performance.origins
    counts = {"drawn": origins.drawn, "chosen": origins.chosen, "filed": origins.filed}
    parts = [text(f"eval_origin_{key}", n=formats.number(n)) for key, n in counts.items() if n]
    labels = text("eval_origins", parts=", ".join(parts))
    score = performance.drawn.get("both")
    if score is None:
        return f"{labels} {text('eval_not_of_all', few=formats.number(FEW_DRAWN))}"
    exact = formats.percent(score.exact.value)
    return f"{labels} {text('eval_of_all', f1=formats.measured(score.f1), exact=exact)}"


def _heads(evaluation: Evaluation, formats: NumberFormats) -> tuple[str, ...]:
    text = formats.text
    return (
        text("eval_n"),
        *(method_name(method, formats) for method in evaluation.methods),
        text("eval_exact"),
        text("eval_calibration_error"),
        text("eval_coverage", error=formats.percent(evaluation.error)),
    )


def _lines(evaluation: Evaluation, formats: NumberFormats) -> list[TableRow]:
    lines = []
    for question in evaluation.questions:
        cells = _cells(question.answers, question, evaluation.methods, formats)
        lines.append(TableRow(question.title, cells, anchor=f"q-{question.id}"))
    together = evaluation.with_classifier
    if len(together) > 1:
        answers = sum(question.answers for question in together)
        cells = _cells(answers, evaluation, evaluation.methods, formats)
        lines.append(TableRow(formats.text("eval_together"), cells))
    return lines


def _cells(
    answers: int, performance: Performance, methods: Sequence[Method], formats: NumberFormats
) -> tuple[str, ...]:
    scores = performance.scores
    f1 = [formats.decimal(scores[m].f1.value) if m in scores else NOTHING for m in methods]
    calibration_error = coverage = NOTHING
    if performance.calibration:
        calibration_error = formats.decimal(performance.calibration.error, 3)
    if performance.coverage:
        few = performance.coverage.few
        share = formats.percent(performance.coverage.share)
        coverage = formats.text("eval_coverage_few") if few else share
    exact = formats.percent(scores["both"].exact.value)
    return formats.number(answers), *f1, exact, calibration_error, coverage


def coder_rows(performance: Performance, formats: NumberFormats) -> list[TableRow]:
    """Return a row for each coder: answers, F1, what it adds, whole sets right, answers uncoded."""
    rows = []
    for method, score in performance.scores.items():
        cells = (
            formats.number(score.answers),
            formats.measured(score.f1),
            _added(score, formats),
            formats.percent(score.exact.value),
            formats.percent(score.uncoded),
        )
        rows.append(TableRow(method_name(method, formats), cells))
    return rows


def _added(score: AnswerScore, formats: NumberFormats) -> str:
    """Return `+0,05 (0,01 tot 0,09) t.o.v. woorden`, or a dash."""
    if score.added is None or score.added.f1.value is None:
        return NOTHING
    numbers = [n if n is None else round(n, 2) + 0.0 for n in score.added.f1.numbers]
    value, low, high = map(formats.decimal, numbers)
    if score.added.f1.value > 0:
        value = f"+{value}"
    key = "eval_added" if score.added.f1.interval else "eval_added_by_all"
    over = method_name(score.added.over, formats)
    return formats.text(key, value=value, low=low, high=high, over=over).replace("-", MINUS)


def _question(
    number: int, question: QuestionEvaluation, pictures: _Pictures, formats: NumberFormats
) -> QuestionView:
    methods = shown_methods(question)
    return QuestionView(
        number=number,
        anchor=f"q-{question.id}",
        question=question,
        coders=coder_rows(question, formats),
        methods=methods,
        themes=pictures.themes,
        theme_rows=[_theme_row(theme, methods, formats) for theme in question.themes],
        few=sum(theme.few for theme in question.themes),
        figures=list(pictures.figures.values()),
        more_confusions=max(0, len(question.confusions) - MAX_CONFUSIONS),
    )


def _theme_row(theme: ThemeScore, methods: Sequence[Method], formats: NumberFormats) -> TableRow:
    cells = [formats.number(theme.labels)]
    for method in methods:
        score = theme.scores[method]
        cells += [formats.measured(m) for m in (score.precision, score.recall, score.f1)]
    mark = formats.text("eval_few") if theme.few else ""
    return TableRow(theme.label, cells, level=theme.level, mark=mark)
