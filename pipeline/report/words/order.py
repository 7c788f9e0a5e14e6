"""What is shown of a question, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import NO_ANSWER, OTHER

MOST_WORDS = 60
"""A word cloud holds no more words than this; the ranked list holds them all."""


def waves_of(question: QuestionSummary, summary: RunSummary) -> tuple[str, ...]:
    """The waves in which the question was asked, newest first."""
    return tuple(wave for wave in reversed(summary.waves) if wave in question.bases)


def shown_themes(question: QuestionSummary, waves: tuple[str, ...]) -> tuple[ThemeFigures, ...]:
    """Every top theme and the deeper ones that anybody named, each below its parent, most named first.

    Named in the newest wave, that is; equals stay in the order of the codebook. Answers that fit no theme come last.
    """
    themes = tuple(_walk(question, "", waves[:1]))
    return tuple(t for t in themes if t.level == 1 or is_named(t, waves)) + _other(question)


def ranked_themes(question: QuestionSummary, waves: tuple[str, ...]) -> tuple[ThemeFigures, ...]:
    """The words of the clouds as a list, most named in the newest wave first; themes with only hidden figures last."""
    found = [
        t
        for t in question.themes
        if any(_is_word(question, t, wave) or _is_hidden(t, wave) for wave in waves)
    ]
    return tuple(sorted(found, key=lambda t: ([-_weight(t, wave) for wave in waves], t.label)))


@dataclass(frozen=True)
class CloudWord:
    """A word of a cloud: `weight` says how large it is, `n` how many respondents used or named it."""

    text: str
    weight: float
    n: int


def cloud_words(question: QuestionSummary, wave: str) -> tuple[CloudWord, ...]:
    """The words of that wave's cloud, the largest first; hidden figures are no words, nor is what fewer than `question.least` respondents named.

    They are the telling words where the question has these, and else the deepest themes named: a theme above others is a word only where none of
    these was named.
    """
    if question.keywords:
        words = [
            CloudWord(word.word, word.keyness, word.n) for word in question.keywords.get(wave, ())
        ]
        words = [word for word in words if word.weight > 0]
    else:
        named = (t for t in question.themes if _is_word(question, t, wave))
        words = [CloudWord(t.label, t.waves[wave].n, t.waves[wave].n) for t in named]
    words = [word for word in words if word.n >= question.least]
    return tuple(sorted(words, key=lambda word: (-word.weight, word.text))[:MOST_WORDS])


def domains_of(question: QuestionSummary, waves: tuple[str, ...]) -> tuple[ThemeFigures, ...]:
    """The top themes, most named in the newest wave first, where two or more of them hold other themes; nothing where they don't."""
    above = {t.parent for t in question.themes if t.parent}
    top = [t for t in question.themes if t.level == 1]
    if sum(t.theme in above for t in top) < 2:
        return ()
    return tuple(sorted(top, key=lambda t: [-_weight(t, wave) for wave in waves[:1]]))


def all_themes(question: QuestionSummary) -> tuple[ThemeFigures, ...]:
    """Every theme in the order of the codebook, answers that fit none last."""
    return tuple(t for t in question.themes if t.theme not in (NO_ANSWER, OTHER)) + _other(question)


def most_named(
    question: QuestionSummary, waves: tuple[str, ...]
) -> tuple[ThemeFigures, Figure] | None:
    """The theme that leads the question's chart, with its newest figure; None when nobody named any."""
    first = (
        ranked_themes(question, waves[:1])
        if question.show == "cloud"
        else shown_themes(question, waves)
    )
    figure = first[0].waves.get(waves[0]) if first and waves else None
    return (
        (first[0], figure)
        if figure and figure.n and not figure.suppressed and first[0].theme != OTHER
        else None
    )


def is_named(theme: ThemeFigures, waves: tuple[str, ...]) -> bool:
    """Whether anybody named the theme in one of the waves, hidden figures included."""
    return any(f.n > 0 or f.suppressed for f in (theme.waves[w] for w in waves if w in theme.waves))


def _walk(
    question: QuestionSummary, parent: str, newest: tuple[str, ...]
) -> Iterator[ThemeFigures]:
    children = [t for t in question.themes if t.level > 0 and t.parent == parent]
    for theme in sorted(children, key=lambda t: [-_weight(t, wave) for wave in newest]):
        yield theme
        yield from _walk(question, theme.theme, newest)


def _is_word(question: QuestionSummary, theme: ThemeFigures, wave: str) -> bool:
    below = (t for t in question.themes if t.parent == theme.theme)
    return theme.level > 0 and _weight(theme, wave) > 0 and not any(_weight(t, wave) for t in below)


def _is_hidden(theme: ThemeFigures, wave: str) -> bool:
    figure = theme.waves.get(wave)
    return theme.level > 0 and figure is not None and figure.suppressed


def _weight(theme: ThemeFigures, wave: str) -> int:
    # a hidden figure must not show in the order
    figure = theme.waves.get(wave)
    return figure.n if figure and not figure.suppressed else 0


def _other(question: QuestionSummary) -> tuple[ThemeFigures, ...]:
    return tuple(t for t in question.themes if t.theme == OTHER)
