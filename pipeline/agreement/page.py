"""The agreement page. It shows figures and computes none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from pipeline.agreement.page_views import (
    Matrix,
    QuestionView,
    ThemeView,
    Words,
    at,
    coder_rows,
    pair_rows,
    theme_rows,
)
from pipeline.agreement.values import (
    CONCLUSIVE,
    RELIABLE,
    STATISTICS,
    TENTATIVE,
    Agreement,
    QuestionAgreement,
    ThemeAgreement,
)
from pipeline.report import TableRow, Tile, method_notes, render_measurement
from pipeline.report.words import NumberFormats

METHOD = ("who", "machines", "percent", "kappa", "alpha", "ac1", "interval")


def agreement_html(agreement: Agreement) -> str:
    """Return the page as self-contained HTML: no scripts, no external images or styles."""
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
        lines=[TableRow(q.title, _cells(q, words), anchor=f"q-{q.id}") for q in questions],
        theme_heads=_heads(formats, "n", "given", *STATISTICS),
        bounds=(TENTATIVE, RELIABLE),
        at=at,
        written=[formats.decimal(bound, 3) for bound in (TENTATIVE, RELIABLE)],
        method=method_notes(formats, "agree", METHOD, draws=formats.number(agreement.draws)),
    )


def _heads(formats: NumberFormats, *keys: str) -> list[str]:
    return [formats.text(f"agree_{key}") for key in keys]


def _tiles(agreement: Agreement, formats: NumberFormats) -> list[Tile]:
    text, number, questions = formats.text, formats.number, agreement.questions
    coders = chain.from_iterable(question.coders for question in questions)
    people = {coder.name for coder in coders if coder.kind == "person"}
    twice = number(sum(question.people.n for question in questions))
    texts = number(sum(question.texts for question in questions))
    tiles = [
        Tile(text("agree_people_tile"), number(len(people)), text("agree_people_note")),
        Tile(text("agree_texts_tile"), twice, text("agree_texts_note", of=texts)),
    ]
    themes = chain.from_iterable(question.themes for question in questions)
    verdicts = Counter(theme.people.verdict for theme in themes)
    conclusive = sum(verdicts[verdict] for verdict in CONCLUSIVE)
    if conclusive:
        note = text("agree_low_note", of=number(conclusive))
        reliable, low = number(verdicts["reliable"]), number(verdicts["too-low"])
        tiles.append(Tile(text("agree_reliable_tile"), reliable, note))
        tiles.append(Tile(text("agree_low_tile"), low, note))
    return tiles


def _cells(question: QuestionAgreement, words: Words) -> tuple[str, ...]:
    sets = question.people
    verdict = words.verdict_in_full(sets) if question.compares_people else words.why(sets.alpha)
    number, percent = words.formats.number(sets.n), words.percent(sets.percent)
    return number, percent, words.measured(sets.alpha), verdict


def _question(number: int, question: QuestionAgreement, words: Words) -> QuestionView:
    given = [theme for theme in question.themes if question.shown(theme).given]
    few = [theme for theme in given if question.shown(theme).verdict == "too-few"]
    if len(few) == len(given):
        # where no theme is conclusive, the chart shows the others
        few = []
    drawn = _without(given, few)
    return QuestionView(
        number=number,
        anchor=f"q-{question.id}",
        question=question,
        summary=_summary(question, words),
        coders=coder_rows(question, words),
        matrix=Matrix.from_question(question, words),
        pairs=pair_rows(question, words),
        themes=[ThemeView.from_theme(theme, question, words) for theme in drawn],
        rows=theme_rows(question, given, words),
        few=_times_given(question, few, words),
        never=", ".join(theme.label for theme in _without(question.themes, given)),
    )


def _without(
    themes: Sequence[ThemeAgreement], others: Sequence[ThemeAgreement]
) -> list[ThemeAgreement]:
    return [theme for theme in themes if theme not in others]


def _times_given(
    question: QuestionAgreement, themes: Sequence[ThemeAgreement], words: Words
) -> str:
    """Return the themes by name, and how often each was assigned."""
    named = []
    for theme in themes:
        n = words.formats.number(question.shown(theme).given)
        named.append(words.formats.text("agree_times", theme=theme.label, n=n))
    return ", ".join(named)


def _summary(question: QuestionAgreement, words: Words) -> str:
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
