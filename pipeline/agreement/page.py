"""The page of agreement. Every figure was found before; this only writes them down."""

from __future__ import annotations

from pipeline.agreement.page_views import (
    CoderView,
    LineView,
    Matrix,
    PairView,
    QuestionView,
    ThemeRow,
    ThemeView,
    Words,
    at,
)
from pipeline.agreement.values import (
    CONCLUSIVE,
    RELIABLE,
    STATISTICS,
    TENTATIVE,
    Agreement,
    Figures,
    QuestionAgreement,
    ThemeAgreement,
)
from pipeline.report import Tile, method_notes, render_measurement
from pipeline.report.words import NumberFormats

METHOD = ("who", "machines", "percent", "kappa", "alpha", "ac1", "interval")


def agreement_html(agreement: Agreement) -> str:
    """Return the page, whole in itself: no script, no picture or style from elsewhere."""
    formats = NumberFormats.of_language(agreement.language)
    words, questions = Words(formats), agreement.questions
    return render_measurement(
        "pipeline.agreement",
        "agreement.html.j2",
        formats,
        prefix="agree",
        result=agreement,
        views=[_question(number, q, words) for number, q in enumerate(questions, 1)],
        tiles=_tiles(agreement, formats),
        heads=_heads(formats, "n", "same", "alpha_sets", "verdict"),
        lines=[LineView(q.title, f"q-{q.id}", _cells(q, words)) for q in questions],
        theme_heads=_heads(formats, "n", "given", *STATISTICS),
        bounds=(TENTATIVE, RELIABLE),
        at=at,
        written=[formats.decimal(bound, 3) for bound in (TENTATIVE, RELIABLE)],
        method=method_notes(formats, "agree", METHOD, draws=formats.number(agreement.draws)),
    )


def _heads(formats: NumberFormats, *keys: str) -> list[str]:
    return [formats.text(f"agree_{key}") for key in keys]


def _tiles(agreement: Agreement, formats: NumberFormats) -> list[Tile]:
    def tile(key: str, n: int, note: str) -> Tile:
        return Tile(formats.text(f"agree_{key}_tile"), formats.number(n), note)

    questions = agreement.questions
    coders = [coder for question in questions for coder in question.coders]
    people = {coder.name for coder in coders if coder.kind == "person"}
    texts = formats.number(sum(question.texts for question in questions))
    twice = sum(question.people.n for question in questions)
    tiles = [
        tile("people", len(people), formats.text("agree_people_note")),
        tile("texts", twice, formats.text("agree_texts_note", of=texts)),
    ]
    verdicts = [theme.people.verdict for question in questions for theme in question.themes]
    conclusive = [verdict for verdict in verdicts if verdict in CONCLUSIVE]
    if conclusive:
        note = formats.text("agree_low_note", of=formats.number(len(conclusive)))
        tiles.append(tile("reliable", conclusive.count("reliable"), note))
        tiles.append(tile("low", conclusive.count("too-low"), note))
    return tiles


def _cells(question: QuestionAgreement, words: Words) -> tuple[str, ...]:
    sets = question.people
    verdict = words.verdict_in_full(sets) if question.compares_people else words.why(sets.alpha)
    number, percent = words.formats.number(sets.n), words.percent(sets.percent)
    return number, percent, words.measured(sets.alpha), verdict


def _question(number: int, question: QuestionAgreement, words: Words) -> QuestionView:
    given, never = [], []
    for theme in question.themes:
        figures = theme.people if question.compares_people else theme.everyone
        if figures.given:
            given.append((theme, figures))
        else:
            never.append(theme.label)
    few = [pair for pair in given if pair[1].verdict == "too-few"]
    if len(few) == len(given):
        # where nothing can be said of any theme, the chart shows at least what there is
        few = []
    drawn = [pair for pair in given if pair not in few]
    return QuestionView(
        number=number,
        anchor=f"q-{question.id}",
        question=question,
        summary=_summary(question, words),
        coders=tuple(CoderView.from_figures(coder, words) for coder in question.coders),
        matrix=Matrix.from_question(question, words),
        pairs=tuple(PairView.from_figures(question, pair, words) for pair in question.pairs),
        themes=tuple(ThemeView.from_figures(*pair, words) for pair in drawn),
        rows=tuple(_theme_row(*pair, question, words) for pair in given),
        few=", ".join(_times_given(*pair, words) for pair in few),
        never=", ".join(never),
    )


def _times_given(theme: ThemeAgreement, figures: Figures, words: Words) -> str:
    n = words.formats.number(figures.given)
    return words.formats.text("agree_times", theme=theme.label, n=n)


def _summary(question: QuestionAgreement, words: Words) -> str:
    """Return what the question's figures say, in a sentence."""
    sets = question.people
    if question.compares_people:
        return words.formats.text(
            "agree_people_in_words",
            same=words.percent(sets.percent),
            alpha=words.measured(sets.alpha),
            verdict=words.verdict_in_full(sets),
        )
    people = sum(coder.kind == "person" for coder in question.coders)
    return words.formats.text("agree_all_in_words" if people == 1 else "agree_apart_in_words")


def _theme_row(
    theme: ThemeAgreement, figures: Figures, question: QuestionAgreement, words: Words
) -> ThemeRow:
    cells = [words.formats.number(figures.n), words.formats.number(figures.given)]
    cells.append(words.percents(figures.percent))
    cells += [words.measured(figures.of[name]) for name in STATISTICS if name != "percent"]
    if question.compares_people:
        cells.append(words.measured(theme.everyone.alpha))
    return ThemeRow(theme.label, theme.level, tuple(cells))
