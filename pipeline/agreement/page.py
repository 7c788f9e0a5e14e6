"""The page of agreement. Everything here was found in `pipeline.reliability`; this only writes it down."""

from __future__ import annotations

from pipeline.agreement.page_views import (
    CoderView,
    Matrix,
    PairView,
    QuestionView,
    ThemeView,
    Words,
)
from pipeline.agreement.values import (
    RELIABLE,
    STATISTICS,
    TENTATIVE,
    Agreement,
    Figures,
    QuestionAgreement,
)
from pipeline.language import language
from pipeline.report import environment, page_colours
from pipeline.report.words import NumberFormats
from pipeline.study import HOUSE

METHOD = ("who", "machines", "percent", "kappa", "alpha", "ac1", "interval")


def agreement_html(found: Agreement) -> str:
    """The page, whole in itself: no script, no picture or style from elsewhere."""
    tongue = language(found.language)
    formats = NumberFormats(
        tongue, tongue.text("respondent_singular"), tongue.text("respondent_plural")
    )
    words = Words(formats)
    return environment().get_template("agreement.html.j2").render(
        found=found,
        views=[_question(i, q, words) for i, q in enumerate(found.questions, 1)],
        t=formats.text,
        tiles=_tiles(found, formats),
        heads=[formats.text(f"agree_{key}") for key in ("n", "same", "alpha_sets", "verdict")],
        lines=[(q.title, f"q-{q.id}", _cells(q, words)) for q in found.questions],
        theme_heads=[formats.text(f"agree_{key}") for key in ("n", "given", *STATISTICS)],
        bounds=(TENTATIVE, RELIABLE),
        at=words.at,
        written=[formats.decimal(bound, 3) for bound in (TENTATIVE, RELIABLE)],
        method=[
            (formats.text(f"agree_method_{key}_title"), formats.text(f"agree_method_{key}", draws=formats.number(found.draws)))
            for key in METHOD
        ],
        colours=page_colours(HOUSE),
        bars=[],
        wave_length=4,
    )  # fmt: skip


def _tiles(found: Agreement, formats: NumberFormats) -> list[tuple[str, str, str]]:
    """Name, figure and small print of every tile."""
    people = {coder.name for q in found.questions for coder in q.coders if coder.kind == "person"}
    texts = sum(q.texts for q in found.questions)
    twice = sum(q.people.n for q in found.questions)
    told = [t.people.verdict for q in found.questions for t in q.themes]
    known = [verdict for verdict in told if verdict in ("reliable", "tentative", "too-low")]
    tiles = [
        ("people", len(people), formats.text("agree_people_note")),
        ("texts", twice, formats.text("agree_texts_note", of=formats.number(texts))),
    ]
    if known:
        note = formats.text("agree_low_note", of=formats.number(len(known)))
        tiles += [
            ("reliable", known.count("reliable"), note),
            ("low", known.count("too-low"), note),
        ]
    return [
        (formats.text(f"agree_{name}_tile"), formats.number(n), note) for name, n, note in tiles
    ]


def _cells(q: QuestionAgreement, words: Words) -> tuple[str, ...]:
    sets = q.people
    return (
        words.formats.number(sets.n),
        words.percent(sets.of["percent"]),
        words.measured(sets.of["alpha"]),
        words.in_full(sets) if q.several else words.why(sets.of["alpha"]),
    )


def _question(number: int, q: QuestionAgreement, words: Words) -> QuestionView:
    shown = [(theme, theme.people if q.several else theme.everyone) for theme in q.themes]
    given = [(theme, figures) for theme, figures in shown if figures.given]
    # where nothing can be said of any theme, the chart shows at least what there is
    drawn = [(theme, figures) for theme, figures in given if figures.verdict != "too-few"] or given
    few = [pair for pair in given if pair not in drawn]
    text, n = words.formats.text, words.formats.number
    return QuestionView(
        number=number,
        anchor=f"q-{q.id}",
        question=q,
        said=_said(q, words),
        coders=tuple(CoderView.of(coder, words) for coder in q.coders),
        matrix=Matrix.of(q, words),
        pairs=tuple(PairView.of(q, pair, words) for pair in q.pairs),
        themes=tuple(ThemeView.of(theme, figures, words) for theme, figures in drawn),
        rows=tuple(
            (t.label, t.level, _theme_cells(f, t.everyone, q.several, words)) for t, f in given
        ),
        few=", ".join(
            text("agree_times", theme=theme.label, n=n(figures.given)) for theme, figures in few
        ),
        never=", ".join(theme.label for theme, figures in shown if not figures.given),
    )


def _said(q: QuestionAgreement, words: Words) -> str:
    text = words.formats.text
    if q.several:
        alpha, same = words.measured(q.people.of["alpha"]), words.percent(q.people.of["percent"])
        return text(
            "agree_people_in_words", same=same, alpha=alpha, verdict=words.in_full(q.people)
        )
    alone = sum(coder.kind == "person" for coder in q.coders) == 1
    return text("agree_all_in_words" if alone else "agree_apart_in_words")


def _theme_cells(
    figures: Figures, everyone: Figures, several: bool, words: Words
) -> tuple[str, ...]:
    numbers = (words.formats.number(figures.n), words.formats.number(figures.given))
    measured = (
        words.percents(figures.of["percent"]),
        *(words.measured(figures.of[name]) for name in STATISTICS[1:]),
    )
    return (*numbers, *measured, *((words.measured(everyone.of["alpha"]),) if several else ()))
