"""The chart of a question's evaluation: F1 and interval of every theme by each method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.evaluation.values import METHODS, Method, QuestionEvaluation, ThemeScore
from pipeline.model import Measure
from pipeline.report import NARROW, coder_signs
from pipeline.report.pictures import LEADING, Canvas, Fonts, Picture, draw
from pipeline.report.words import NumberFormats, plain
from pipeline.study import HOUSE

TITLE, LABEL, SMALL, TICK = 9.5, 8.2, 8.0, 7.5
LEFT, RIGHT = 0.06, NARROW - 0.42
STEP, GAP = 0.115, 0.12
INK, LINE, MUTED = HOUSE.ink, HOUSE.line, HOUSE.muted
SIGNS = coder_signs(HOUSE)
FONTS = Fonts.of(HOUSE)
MAX_HEIGHT = 7.0
"""Inches of rows in one chart; a longer list continues in the next, so that each fits on paper."""

MAX_NAMED = 4
"""The most themes named in the alternative text."""

TOPS_AHEAD = 4
"""The most themes by which a part is delayed to begin with a top theme."""


def theme_pictures(question: QuestionEvaluation, formats: NumberFormats) -> tuple[Picture, ...]:
    """Return F1 of every theme given or found, in as many charts as needed.

    Themes are in the order of the codebook.
    """
    themes = [theme for theme in question.themes if _is_scored(theme)]
    return tuple(_picture(part, question, formats) for part in _parts(themes, question))


def _is_scored(theme: ThemeScore) -> bool:
    return any(score.f1.value is not None for score in theme.scores.values())


def shown_methods(question: QuestionEvaluation) -> tuple[Method, ...]:
    """Return the machine's methods: only the rules if there is nothing to put beside them."""
    methods = tuple(m for m in METHODS if m in question.scores and m != "people")
    return ("rules",) if methods == ("rules", "both") else methods


def method_name(method: Method, formats: NumberFormats) -> str:
    """Return the name of a method on the page."""
    return formats.text(f"eval_coder_{method}")


def method_scores(f1: Mapping[Method, Measure], formats: NumberFormats) -> str:
    """Return F1 of each method in words."""
    named = [f"{method_name(m, formats)} {formats.decimal(f1[m].value)}" for m in f1]
    return ", ".join(named)


def f1_steps(formats: NumberFormats) -> list[tuple[float, str]]:
    """Return the ticks of an axis of F1: 0 to 1 by quarters, with their labels."""
    return [(step / 4, formats.decimal(step / 4, 2 if step % 2 else 1)) for step in range(5)]


def draw_key(canvas: Canvas, y: float, methods: Sequence[Method], formats: NumberFormats) -> float:
    """Draw markers and names of the methods, on as few lines as fit; return the height below."""
    start, line = LEFT + 0.03, SMALL * LEADING / 72
    x = start
    for method in methods:
        colour, shape = SIGNS[method]
        name = method_name(method, formats)
        width = FONTS.width(name, SMALL) + 0.12
        if x > start and x + width > NARROW - LEFT:
            x, y = start, y + line
        canvas.dot(x + 0.03, y + line / 2, 5.0, colour, shape)
        canvas.paragraph(x + 0.12, y, [name], SMALL, MUTED)
        x += width + 0.21
    return y + line


def _parts(themes: Sequence[ThemeScore], question: QuestionEvaluation) -> list[list[ThemeScore]]:
    """Return the themes in parts of about equal length, none higher than `MAX_HEIGHT`.

    A part begins with a top theme if possible.
    """
    height = LABEL * LEADING / 72 + 0.02 + STEP * len(shown_methods(question)) + GAP
    most = max(1, int(MAX_HEIGHT / height))
    n_parts = max(1, -(-len(themes) // most))
    size = -(-len(themes) // n_parts)
    parts: list[list[ThemeScore]] = [[]]
    for number, theme in enumerate(themes):
        waits = theme.level > 1 and any(t.level <= 1 for t in themes[number : number + TOPS_AHEAD])
        length = len(parts[-1])
        if length >= most or (length >= size and not waits):
            parts.append([])
        parts[-1].append(theme)
    return parts if themes else []


def _picture(
    themes: Sequence[ThemeScore], question: QuestionEvaluation, formats: NumberFormats
) -> Picture:
    methods, heading = shown_methods(question), formats.text("eval_themes")
    named = []
    for theme in sorted(themes, key=lambda t: -t.labels)[:MAX_NAMED]:
        scores = method_scores({m: theme.scores[m].f1 for m in methods}, formats)
        named.append(formats.text("eval_theme_alt", theme=plain(theme.label), scores=scores))
    alt = formats.text(
        "eval_themes_alt",
        title=plain(question.title),
        coders=", ".join(method_name(method, formats) for method in methods),
        named=" ".join(named),
    )

    def draw_themes(canvas: Canvas) -> float:
        y = canvas.paragraph(LEFT, 0.02, [heading], TITLE, INK, bold=True) + 0.04
        top = draw_key(canvas, y, methods, formats) + 0.06
        _draw_ticks(canvas, top, formats)
        y = top + 0.18
        for theme in themes:
            y = _draw_theme(canvas, theme, methods, y, formats) + GAP
        for step, _ in f1_steps(formats):
            colour = LINE if step else MUTED
            canvas.line(_at(step), top + 0.14, _at(step), y - GAP / 2, colour, behind=True)
        return y

    title = f"{plain(question.title)} – {heading}"
    return draw(draw_themes, HOUSE, title, alt, width=NARROW)


def _draw_ticks(canvas: Canvas, y: float, formats: NumberFormats) -> None:
    for step, text in f1_steps(formats):
        align: Literal["left", "center"] = "center" if step else "left"
        canvas.paragraph(_at(step), y, [text], TICK, MUTED, align=align)


def _draw_theme(
    canvas: Canvas, theme: ThemeScore, methods: Sequence[Method], y: float, formats: NumberFormats
) -> float:
    """Draw a theme's label, number of labels and scores; return the height below it."""
    n = f"{formats.text('n_label')}={formats.number(theme.labels)}"
    canvas.paragraph(NARROW - 0.02, y, [n], TICK, MUTED, align="right")
    is_top, colour = theme.level == 1, MUTED if theme.few else INK
    indent = 0.12 * max(0, theme.level - 1)
    lines = FONTS.wrap(plain(theme.label), RIGHT - LEFT - indent - 0.1, LABEL, bold=is_top)
    y = canvas.paragraph(LEFT + indent + 0.05, y, lines, LABEL, colour, bold=is_top) + 0.02
    for method in methods:
        _draw_score(canvas, theme.scores[method].f1, method, y + STEP / 2, formats)
        y += STEP
    return y


def _draw_score(
    canvas: Canvas, f1: Measure, method: Method, middle: float, formats: NumberFormats
) -> None:
    if f1.value is None or f1.interval is None:
        return
    low, high = f1.interval
    tint, shape = SIGNS[method]
    canvas.line(_at(low), middle, _at(high), middle, tint, 1.3)
    canvas.dot(_at(f1.value), middle, 4.6, tint, shape)
    number, colour = [formats.decimal(f1.value)], INK if method == "both" else MUTED
    canvas.paragraph(NARROW - 0.02, middle - 0.067, number, TICK, colour, align="right")


def _at(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * value
