"""What is shown of a question, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.counts import Figure, QuestionSummary, RunSummary, ThemeFigures
from pipeline.model import NO_ANSWER, OTHER

MAX_WORDS = 60
"""The most words in a word cloud; the ranked list has them all."""

Themes = tuple[ThemeFigures, ...]


@dataclass(frozen=True)
class CloudWord:
    """A word in a cloud: `weight` is its size, `n` how many respondents used or named it."""

    text: str
    weight: float
    n: int


def waves_of(question: QuestionSummary, summary: RunSummary) -> tuple[str, ...]:
    """Return the waves in which the question was asked, newest first."""
    return tuple(wave for wave in reversed(summary.waves) if wave in question.bases)


def answered_waves(question: QuestionSummary, summary: RunSummary) -> tuple[str, ...]:
    """Return the waves in which anybody answered the question, newest first."""
    return tuple(wave for wave in waves_of(question, summary) if question.bases[wave].answered)


def shown_themes(question: QuestionSummary, waves: Sequence[str]) -> Themes:
    """Return every top theme and the deeper ones named, each below its parent.

    The most named in the newest wave come first; ties are in the order of the codebook. Answers
    that fit no theme come last.
    """
    themes = _below(question, "", waves[:1])
    shown = (theme for theme in themes if theme.level == 1 or is_named(theme, waves))
    return (*shown, *_other(question))


def ranked_themes(question: QuestionSummary, waves: Sequence[str]) -> Themes:
    """Return the words of the clouds as a list, most named first, hidden ones last."""
    themes = [
        theme
        for theme in question.themes
        if any(_is_word(question, theme, wave) or _is_hidden(theme, wave) for wave in waves)
    ]
    themes.sort(key=lambda theme: (_rank(theme, waves), theme.label))
    return tuple(themes)


def page_themes(question: QuestionSummary, waves: Sequence[str]) -> Themes:
    """Return the themes that the page shows: ranked for a cloud, as a tree for other forms."""
    return (ranked_themes if question.show == "cloud" else shown_themes)(question, waves)


def cloud_words(question: QuestionSummary, wave: str) -> tuple[CloudWord, ...]:
    """Return the words of that wave's cloud, the largest first.

    They are the keywords if the question has these, and else the deepest themes named: a parent is
    a word only if none of its sub-themes was named. Hidden figures are no words, nor are those of
    fewer than `question.least` respondents.
    """
    words = _telling_words(question, wave) if question.keywords else _named_words(question, wave)
    words = [word for word in words if word.weight > 0 and word.n >= question.least]
    words.sort(key=lambda word: (-word.weight, word.text))
    return tuple(words[:MAX_WORDS])


def domains_of(question: QuestionSummary, waves: Sequence[str]) -> Themes:
    """Return the top themes, most named first, if two or more of them have sub-themes."""
    parents = {theme.parent for theme in question.themes if theme.parent}
    top = [theme for theme in question.themes if theme.level == 1]
    if sum(theme.theme in parents for theme in top) < 2:
        return ()
    return tuple(sorted(top, key=lambda theme: _rank(theme, waves[:1])))


def all_themes(question: QuestionSummary) -> Themes:
    """Return every theme in the order of the codebook, answers that fit none last."""
    themes = (theme for theme in question.themes if theme.theme not in (NO_ANSWER, OTHER))
    return (*themes, *_other(question))


def most_named(
    question: QuestionSummary, waves: Sequence[str]
) -> tuple[ThemeFigures, Figure] | None:
    """Return the theme that leads the chart with its newest figure, if it may be shown."""
    is_cloud = question.show == "cloud"
    themes = ranked_themes(question, waves[:1]) if is_cloud else shown_themes(question, waves)
    if not themes or not waves or themes[0].theme == OTHER:
        return None
    figure = themes[0].waves.get(waves[0])
    if figure is None or not figure.n or figure.suppressed:
        return None
    return themes[0], figure


def is_named(theme: ThemeFigures, waves: Sequence[str]) -> bool:
    """Whether anybody named the theme in one of the waves, hidden figures included."""
    figures = [theme.waves[wave] for wave in waves if wave in theme.waves]
    return any(figure.n > 0 or figure.suppressed for figure in figures)


def _telling_words(question: QuestionSummary, wave: str) -> list[CloudWord]:
    keywords = question.keywords.get(wave, ())
    return [CloudWord(keyword.word, keyword.keyness, keyword.n) for keyword in keywords]


def _named_words(question: QuestionSummary, wave: str) -> list[CloudWord]:
    themes = [theme for theme in question.themes if _is_word(question, theme, wave)]
    return [CloudWord(theme.label, _n(theme, wave), _n(theme, wave)) for theme in themes]


def _below(question: QuestionSummary, parent: str, waves: Sequence[str]) -> Iterator[ThemeFigures]:
    """Yield the themes below that one, each with those below it, most named first."""
    children = [theme for theme in question.themes if theme.level > 0 and theme.parent == parent]
    for theme in sorted(children, key=lambda theme: _rank(theme, waves)):
        yield theme
        yield from _below(question, theme.theme, waves)


def _rank(theme: ThemeFigures, waves: Sequence[str]) -> list[int]:
    return [-_n(theme, wave) for wave in waves]


def _is_word(question: QuestionSummary, theme: ThemeFigures, wave: str) -> bool:
    if theme.level < 1 or not _n(theme, wave):
        return False
    return not any(_n(child, wave) for child in question.themes if child.parent == theme.theme)


def _is_hidden(theme: ThemeFigures, wave: str) -> bool:
    figure = theme.waves.get(wave)
    return theme.level > 0 and figure is not None and figure.suppressed


def _n(theme: ThemeFigures, wave: str) -> int:
    """Return the theme's respondents; 0 for a hidden figure, which must not affect the order."""
    figure = theme.waves.get(wave)
    return figure.n if figure and not figure.suppressed else 0


def _other(question: QuestionSummary) -> Themes:
    return tuple(theme for theme in question.themes if theme.theme == OTHER)
